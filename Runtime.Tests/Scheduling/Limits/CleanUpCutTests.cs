namespace Baton.Tests;

/// <summary>
/// Something around a limit tells the code in it, and the limit ends the clean-up that follows. The limit's exception comes out. The code
/// around it, which tries again, is told of the outer cancellation at its next wait.
/// </summary>
[TestClass]
public sealed class CleanUpCutTests : SchedulerTest
{
    private static readonly TimeSpan s_outerLimit = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    private static readonly bool[] s_both = [false, true];
    private static readonly int[] s_levels = [1, 2];

    // Each runs the code, whose argument is canceled by it, or cancels itself.
    private static readonly Dictionary<string, Action<Action<Action>>> s_outer = new()
    {
        ["a limit"] = static code => Coroutine.WithTimeout(s_outerLimit, () => code(Nothing)),
        ["a scope's limit"] = static code =>
            CoroutineScope.Run(_ => code(Nothing), new CoroutineScopeOptions { Timeout = s_outerLimit }),
        ["a token"] = static code =>
        {
            using CancellationTokenSource source = new();
            Coroutine.WithCancellation(source.Token, () => code(source.Cancel));
        },
        ["a scope that is canceled"] = static code => CoroutineScope.Run(scope => code(scope.Cancel)),
        ["a run"] = static code =>
        {
            using CancellationTokenSource source = new();
            CoroutineScheduler.Run(() => code(source.Cancel), source.Token);
        },
        ["a frame"] = static code => CoroutineScheduler.Run(() =>
        {
            Frame? frame = null;
            frame = Coroutine.Async(() =>
            {
                Coroutine.Yield(); // until the frame is known
                code(() => frame!.Cancel());
            });
            frame.Await();
        }),
    };

    public static IEnumerable<object[]> Rows =>
        from outer in s_outer.Keys
        from isInFrame in s_both
        from levels in s_levels
        select new object[] { outer, isInFrame, levels };

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void LimitEndsTheCleanUp_TheCodeAroundItIsToldOfTheOuter(string outer, bool isInFrame, int levels)
    {
        int rounds = 0;
        Action nest = () => s_outer[outer](cancel =>
        {
            for (; rounds < 3; rounds++)
            {
                try
                {
                    Limited(levels, () => WaitAndCleanUp(cancel));
                }
                catch (TimeoutException)
                {
                    Coroutine.Delay(s_long);
                }
            }
        });

        Exception e = Assert.Throws<Exception>(() =>
        {
            if (isInFrame)
            {
                CoroutineScheduler.Run(nest, OnPool);
            }
            else
            {
                nest();
            }
        });

        Assert.IsTrue(e is OperationCanceledException or TimeoutException, $"{e}");
        Assert.AreEqual(0, rounds);
    }

    private static void Limited(int levels, Action code)
    {
        if (levels == 0)
        {
            code();
        }
        else
        {
            Coroutine.WithTimeout(s_limit, () => Limited(levels - 1, code));
        }
    }

    private static void WaitAndCleanUp(Action cancel)
    {
        cancel();
        try
        {
            Coroutine.Delay(s_long);
        }
        finally
        {
            Coroutine.Delay(5 * s_limit);
        }
    }

    private static void Nothing()
    {
    }
}

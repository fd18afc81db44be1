namespace Baton.Tests;

/// <summary>A limit or a scope whose block is in a generator's body, while what runs the generator is canceled.</summary>
[TestClass]
public sealed class LimitInBodyTests : SchedulerTest
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(10);

    private static readonly string[] s_ways = ["frame", "scope", "limit", "token", "run"];

    private static readonly string[] s_blocks = ["limit", "token", "scope"];

    public static IEnumerable<object[]> Cells =>
        from way in s_ways
        from block in s_blocks
        from depth in Enumerable.Range(1, 2)
        select new object[] { way, block, depth };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Functions_OfTheBlock_AreCanceledWithTheCodeThatRunsTheGenerator(string way, string block, int depth)
    {
        Frame? function = null;
        using CancellationTokenSource source = new();

        Exception? thrown = Assert.Throws<SystemException>(() => CoroutineScheduler.Run(
            () => Cancel(way, source, () => Pull(depth, () => In(block, StartAndWait))), source.Token));

        Assert.IsTrue(thrown is OperationCanceledException or TimeoutException, thrown.ToString());
        Assert.IsTrue(function!.IsCanceled);

        void StartAndWait(CoroutineScope? scope)
        {
            function = scope is null ? Coroutine.Async(WaitForEver) : scope.Async(WaitForEver);
            WaitForEver();
        }
    }

    [TestMethod]
    [DataRow("limit")]
    [DataRow("token")]
    [DataRow("scope")]
    public void Token_InABlockOfCleanUp_HasNotFired(string block)
    {
        bool hasFired = true;
        CoroutineScheduler.Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                try
                {
                    WaitForEver();
                }
                finally
                {
                    In(block, _ =>
                    {
                        hasFired = Coroutine.CancellationToken.IsCancellationRequested;
                        Coroutine.Delay(TimeSpan.FromMilliseconds(1), Coroutine.CancellationToken);
                    });
                }
            });
            frame.Cancel();
            Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        });

        Assert.IsFalse(hasFired);
    }

    [TestMethod]
    public void Token_InALimitOfCleanUp_FiresWithTheLimit() => CoroutineScheduler.Run(static () =>
    {
        Frame frame = Coroutine.Async(static () =>
        {
            try
            {
                WaitForEver();
            }
            finally
            {
                Assert.ThrowsExactly<TimeoutException>(static () => Coroutine.WithTimeout(
                    s_short, static () => new TaskCompletionSource().Task.WaitAsync(Coroutine.CancellationToken).Await()));
            }
        });
        frame.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
    });

    private static void Cancel(string way, CancellationTokenSource source, Action code)
    {
        switch (way)
        {
            case "frame":
                Frame frame = Coroutine.Async(code);
                frame.Cancel();
                frame.Await();
                break;
            case "scope":
                CoroutineScope.Run(scope =>
                {
                    scope.Async(() =>
                    {
                        Coroutine.Delay(s_short);
                        scope.Cancel();
                    });
                    code();
                });
                break;
            case "limit":
                Coroutine.WithTimeout(s_short, code);
                break;
            case "token":
                using (CancellationTokenSource own = new())
                {
                    Coroutine.WithCancellation(own.Token, () =>
                    {
                        own.CancelAfter(s_short);
                        code();
                    });
                }

                break;
            default:
                source.CancelAfter(s_short);
                code();
                break;
        }
    }

    private static void Pull(int depth, Action code) => _ = Coroutine.Generate<int>(_ =>
    {
        if (depth > 1)
        {
            Pull(depth - 1, code);
        }
        else
        {
            code();
        }
    }).Count();

    private static void In(string block, Action<CoroutineScope?> code)
    {
        switch (block)
        {
            case "limit":
                Coroutine.WithTimeout(TimeSpan.FromMinutes(1), () => code(null));
                break;
            case "token":
                using (CancellationTokenSource never = new())
                {
                    Coroutine.WithCancellation(never.Token, () => code(null));
                }

                break;
            default:
                CoroutineScope.Run(code);
                break;
        }
    }

    private static void WaitForEver() => new CoroutineQueue<int>(0).Dequeue();
}

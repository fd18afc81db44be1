namespace Baton.Tests;

/// <summary>After <c>Cancel</c> of a scope the exception that comes out names the scope's token, however the block came to know.</summary>
[TestClass]
public sealed class ScopeCancelNamesTests : ScopeTest
{
    private static readonly bool[] s_both = [true, false];

    private static readonly TimeSpan s_long = TimeSpan.FromHours(1);

    private static Dictionary<string, Action> Leaves { get; } = new()
    {
        ["a wait"] = static () => Coroutine.Delay(s_long),
        ["a wait with the block's token"] = static () => Task.Delay(s_long, Coroutine.CancellationToken).Await(),
        ["the block's token is thrown"] = ThrowsItsToken,
        ["a limit in it"] = static () => Coroutine.WithTimeout(s_long, static () => Coroutine.Delay(s_long)),
        ["a token of a limit in it"] = static () =>
            Coroutine.WithTimeout(s_long, ThrowsItsToken),
        ["a scope in it"] = static () => CoroutineScope.Run(static _ => Coroutine.Delay(s_long)),
        ["a block that has the token"] = static () =>
            Coroutine.WithCancellation(Coroutine.CancellationToken, static () => Coroutine.Delay(s_long)),
        ["a generator"] = static () => Assert.IsFalse(Coroutine.Generate<int>(static _ => Coroutine.Delay(s_long)).Any()),
    };

    public static IEnumerable<object[]> Rows =>
        from leaf in Leaves.Keys
        from isInside in s_both
        select new object[] { leaf, isInside };

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Cancel_OfTheScope_TheExceptionNamesItsToken(string leaf, bool isInside)
    {
        CancellationToken token = default;
        OperationCanceledException? canceled = null;
        Action main = () => canceled = Assert.Throws<OperationCanceledException>(() => CoroutineScope.Run(scope =>
        {
            token = scope.CancellationToken;
            scope.Cancel();
            Leaves[leaf]();
        }));

        if (isInside)
        {
            Run(main);
        }
        else
        {
            main();
        }

        Assert.AreEqual(token, canceled!.CancellationToken);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Async_InCleanUpFailsByWhatTheCodeWasToldOf_IsAFailure(bool isInside)
    {
        using CancellationTokenSource source = new();
        InvalidDataException failure = new("a library's", new OperationCanceledException(source.Token));
        Exception? seen = null;
        Action main = () => Coroutine.WithCancellation(source.Token, () =>
        {
            try
            {
                source.Cancel();
                Coroutine.Delay(s_long);
            }
            catch (OperationCanceledException)
            {
                seen = Assert.ThrowsExactly<InvalidDataException>(() => CoroutineScope.Run(scope => scope.Async(() => throw failure)));
            }
        });

        if (isInside)
        {
            Run(main);
        }
        else
        {
            main();
        }

        Assert.AreSame(failure, seen);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Token_FiresAndABlockInsideReturns_TheCodeIsToldThere(bool isInside)
    {
        using CancellationTokenSource source = new();
        bool goesOn = false;
        Action main = () => Coroutine.WithCancellation(source.Token, () =>
        {
            CoroutineScope.Run(_ => source.Cancel());
            goesOn = true;
        });

        Assert.Throws<OperationCanceledException>(isInside ? () => Run(main) : main);
        Assert.IsFalse(goesOn);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Batch_TellsAheadAndIsLeft_TheConsumerIsToldAtItsNextWait(bool isInside)
    {
        using CancellationTokenSource source = new();
        bool isTold = false;
        Action main = () => Coroutine.WithCancellation(source.Token, () =>
        {
            foreach (int item in Coroutine.Generate<int>(
                yielder =>
                {
                    yielder.Suspend(1);
                    source.Cancel();
                    Coroutine.Delay(s_long);
                },
                batch: 8,
                InPool))
            {
                Coroutine.Delay(TimeSpan.FromMilliseconds(1)); // the code was told, in the body
                break;
            }

            isTold = Tells();
        });

        if (isInside)
        {
            Run(main);
        }
        else
        {
            main();
        }

        Assert.IsTrue(isTold);
    }

    // Outside every scheduler the token of a block may fire a moment later than the scope.
    private static void ThrowsItsToken()
    {
        CancellationToken token = Coroutine.CancellationToken;
        Eventually.True(() => token.IsCancellationRequested, "the token has fired");
        token.ThrowIfCancellationRequested();
    }

    private static bool Tells()
    {
        try
        {
            Coroutine.Delay(TimeSpan.FromSeconds(20));
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}

namespace Baton.Tests;

/// <summary>
/// An outer scope is disposed in the block of an inner one: that ends what was started in the outer scope, and leaves the inner one alone.
/// </summary>
[TestClass]
public sealed class CancelByOuterDisposeTests : ScopeTest
{
    private readonly TaskCompletionSource _gate = new();
    private readonly TaskCompletionSource _called = new();

    [TestMethod]
    public void Dispose_OfTheOuterScope_CancelsItsFunctionsAndAwaitsThemAndLeavesTheInnerTokenAlone() => RunNested((outer, inner) =>
    {
        outer.Async(() => LogCancellation("outer's", () =>
        {
            try
            {
                WaitForEver();
            }
            finally
            {
                Coroutine.Yield();
            }
        }));
        _ = inner.CancellationToken;

        DisposeAndWaitForCallBacks(outer);
        Log.Add("disposed");

        Assert.IsTrue(outer.CancellationToken.IsCancellationRequested);
        Assert.IsFalse(inner.CancellationToken.IsCancellationRequested);
        AssertLog("outer's disposed");
    });

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Dispose_OfTheOuterScope_AFunctionOfTheInnerScopeGoesOnWaitingWithItsToken(bool inGenerator)
    {
        RunNested(
            (outer, inner) =>
            {
                Frame function = inner.Async(WaitWithToken);
                DisposeAndWaitForCallBacks(outer);
                _gate.SetResult();
                function.Await();
            },
            inGenerator);

        AssertLog("whole");
    }

    [TestMethod]
    public void Dispose_OfTheOuterScopeAndNobodyAsksForAToken_TheInnerScopeGoesOn()
    {
        Run(() => CoroutineScope.Run(outer => CoroutineScope.Run(inner =>
        {
            Frame function = inner.Async(() =>
            {
                _gate.Task.Await();
                Log.Add("whole");
            });
            outer.Dispose();
            Coroutine.Yield();
            _gate.SetResult();
            function.Await();
        })));

        AssertLog("whole");
    }

    [TestMethod]
    public void Dispose_OfTheOuterScope_FunctionsOfTheInnerScopeMayStillStart()
    {
        RunNested((outer, inner) =>
        {
            _ = inner.CancellationToken;
            DisposeAndWaitForCallBacks(outer);
            Frame function = inner.Async(WaitWithToken);
            _gate.SetResult();
            function.Await();
        });

        AssertLog("whole");
    }

    [TestMethod]
    public void Dispose_OfTheOuterScope_AScopeOpenedInTheInnerBlockLaterIsNotCanceled()
    {
        RunNested((outer, inner) =>
        {
            _ = inner.CancellationToken;
            DisposeAndWaitForCallBacks(outer);
            CoroutineScope.Run(third =>
            {
                Assert.IsFalse(third.CancellationToken.IsCancellationRequested);
                third.Async(WaitWithToken);
                _gate.SetResult();
            });
        });

        AssertLog("whole");
    }

    [TestMethod]
    public void Dispose_OfTheOuterScope_AFailureOfTheInnerFunctionComesOut()
    {
        OperationCanceledException failure = new("of something else");

        Exception seen = Assert.ThrowsExactly<OperationCanceledException>(() => RunNested((outer, inner) =>
        {
            _ = inner.CancellationToken;
            DisposeAndWaitForCallBacks(outer);
            inner.Async(() => throw failure);
        }));

        Assert.AreSame(failure, seen);
    }

    [TestMethod]
    public void Dispose_OfTheOuterScope_AStreamGoesOnInTheInnerBlock() => RunNested((outer, inner) =>
    {
        _ = inner.CancellationToken;
        DisposeAndWaitForCallBacks(outer);

        using SuspendingStream stream = new(new MemoryStream([7]));

        Assert.AreEqual(7, stream.ReadByte());
    });

    [TestMethod]
    public void Cancel_OfTheFrameAfterTheOuterScopeWasDisposed_CancelsTheInnerFunctionAndBlock()
    {
        Run(() =>
        {
            Frame frame = Coroutine.Async(() => CoroutineScope.Run(outer => CoroutineScope.Run(inner =>
            {
                outer.Dispose();
                inner.Async(() => LogCancellation("function", WaitForEver));
                LogCancellation("block", WaitForEver);
            })));

            frame.Cancel();

            Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        });

        AssertLog("block function");
    }

    private void RunNested(Action<CoroutineScope, CoroutineScope> block, bool inGenerator = false) => Run(() =>
    {
        if (!inGenerator)
        {
            RunNestedHere(block);
            return;
        }

        foreach (int _ in Coroutine.Generate<int>(_ => RunNestedHere(block), options: InPool))
        {
            // gives none
        }
    });

    private void RunNestedHere(Action<CoroutineScope, CoroutineScope> block) => CoroutineScope.Run(outer =>
    {
        outer.CancellationToken.Register(_called.SetResult);
        CoroutineScope.Run(inner => block(outer, inner));
    });

    // A token's oldest call-back runs last: all others have run when the test goes on.
    private void DisposeAndWaitForCallBacks(CoroutineScope outer)
    {
        outer.Dispose();
        _called.Task.Await();
    }

    private void WaitWithToken()
    {
        _gate.Task.WaitAsync(Coroutine.CancellationToken).Await();
        Log.Add("whole");
    }
}

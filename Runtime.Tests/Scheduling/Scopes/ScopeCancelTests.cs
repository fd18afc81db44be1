namespace Baton.Tests;

/// <summary>A scope is canceled: from inside, by another frame, by another thread, with its owner; and what comes out then.</summary>
[TestClass]
public sealed class ScopeCancelTests : ScopeTest
{
    [TestMethod]
    public void Cancel_InTheBlock_FunctionsAreCanceledAndTheBlockAtItsNextSuspension()
    {
        Run(() =>
        {
            CancellationToken token = default;
            OperationCanceledException seen = Assert.ThrowsExactly<OperationCanceledException>(() => CoroutineScope.Run(scope =>
            {
                token = scope.CancellationToken;
                scope.Async(() => LogCancellation("child", WaitForEver));
                scope.Cancel();
                Log.Add("goes on");
                LogCancellation("block", Coroutine.Yield);
            }));

            Assert.AreEqual(token, seen.CancellationToken);
            Assert.IsTrue(token.IsCancellationRequested);
        });

        AssertLog("goes on block child");
    }

    [TestMethod]
    public void Cancel_BlockEndsByItself_ItsResultIsReturned()
    {
        int result = Run(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() => LogCancellation("loser", WaitForEver));
            scope.Cancel();
            return 7;
        }));

        Assert.AreEqual(7, result);
        AssertLog("loser");
    }

    [TestMethod]
    public void Cancel_BlockSwallowsIt_IsToldOnce()
    {
        Run(() => CoroutineScope.Run(scope =>
        {
            scope.Cancel();
            LogAndSwallow("told", Coroutine.Yield);
            Coroutine.Yield();
            Log.Add("body");
        }));

        AssertLog("told body");
    }

    [TestMethod]
    public void Cancel_ByAFunction_ReachesItsSiblingsAndItself()
    {
        Run(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() => LogCancellation("sibling", WaitForEver));
            scope.Async(() =>
            {
                Coroutine.Yield();
                scope.Cancel();
                Log.Add("cancels");
                LogCancellation("itself", Coroutine.Yield);
            });
        }));

        AssertLog("cancels itself sibling");
    }

    [TestMethod]
    public void Cancel_ByAFrameThatIsNotInTheScope_EndsIt()
    {
        Run(() =>
        {
            CoroutineScope? open = null;
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                open!.Cancel();
                Log.Add("cancels");
            });
            Assert.ThrowsExactly<OperationCanceledException>(() => CoroutineScope.Run(scope =>
            {
                open = scope;
                scope.Async(() => LogCancellation("child", WaitForEver));
                LogCancellation("block", WaitForEver);
            }));
        });

        Log.Sort(1, 2, null);
        AssertLog("cancels block child");
    }

    [TestMethod]
    public void Cancel_ByAnotherThread_EndsTheBlockAndTheFunctions()
    {
        using ManualResetEventSlim waits = new();
        CoroutineScope? open = null;
        TestThread canceler = TestThread.Start(() =>
        {
            waits.Wait();
            open!.Cancel();
        });

        Run(() => Assert.ThrowsExactly<OperationCanceledException>(() => CoroutineScope.Run(scope =>
        {
            open = scope;
            scope.Async(() => LogCancellation("child", WaitForEver));
            scope.Async(waits.Set);
            LogCancellation("block", WaitForEver);
        })));

        canceler.Join();
        Log.Sort();
        AssertLog("block child");
    }

    [TestMethod]
    public void Cancel_ByAnotherThreadWhileTheScopeIsJoined_TheBlocksResultIsReturned()
    {
        using ManualResetEventSlim joins = new();
        CoroutineScope? open = null;
        TestThread canceler = TestThread.Start(() =>
        {
            joins.Wait();
            open!.Cancel();
        });

        int result = Run(() => CoroutineScope.Run(scope =>
        {
            open = scope;
            scope.Async(() => LogCancellation("child", WaitForEver));
            scope.Async(() =>
            {
                Coroutine.Yield();
                joins.Set();
            });
            return 5;
        }));

        canceler.Join();
        Assert.AreEqual(5, result);
        AssertLog("child");
    }

    [TestMethod]
    public void Cancel_AfterTheEnd_HasNoEffect()
    {
        Run(() =>
        {
            CoroutineScope? kept = null;
            CoroutineScope.Run(scope => kept = scope);

            kept!.Cancel();
            kept.Dispose();
            Coroutine.Yield();

            Assert.IsFalse(kept.CancellationToken.IsCancellationRequested);
        });
    }

    [TestMethod]
    public void Async_ScopeIsCanceled_TheFunctionNeverRunsAndItsFrameTells()
    {
        Run(() => CoroutineScope.Run(scope =>
        {
            scope.Cancel();
            Frame<int> refused = scope.Async(() =>
            {
                Log.Add("ran");
                return 1;
            });

            OperationCanceledException told = Assert.ThrowsExactly<OperationCanceledException>(() => refused.Await());
            Assert.AreEqual(scope.CancellationToken, told.CancellationToken);
            Assert.IsTrue(refused.AsTask().IsCanceled);
        }));

        AssertLog("");
    }

    [TestMethod]
    public void Await_OfAFunctionThatWasCanceledWithTheScope_IsNoFurtherFailure()
    {
        Run(() =>
        {
            Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
            {
                Frame canceled = scope.Async(WaitForEver);
                scope.Async(() => canceled.Await());
                scope.Async(() =>
                {
                    Coroutine.Yield();
                    throw new InvalidTimeZoneException();
                });
                canceled.Await();
            }));

            Assert.IsEmpty(CoroutineScope.FurtherFailures(seen));
        });
    }
}

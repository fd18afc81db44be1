namespace Baton.Tests;

/// <summary>Scopes in scopes: which of them is canceled, and what passes through.</summary>
[TestClass]
public sealed class ScopeNestingTests : ScopeTest
{
    [TestMethod]
    public void Run_InnerFailureHandledBetweenTheScopes_LeavesTheOuterAlone()
    {
        Run(() => CoroutineScope.Run(outer =>
        {
            outer.Async(() =>
            {
                Coroutine.Yield();
                Coroutine.Yield();
                Log.Add("outer child");
            });
            Assert.ThrowsExactly<InvalidTimeZoneException>(
                () => CoroutineScope.Run(inner => inner.Async(() => throw new InvalidTimeZoneException())));
            Coroutine.Yield();
            Log.Add("handled");
        }));

        AssertLog("handled outer child");
    }

    [TestMethod]
    public void Run_InnerFailureNotHandled_CancelsTheOuterAndComesOutOfIt()
    {
        InvalidTimeZoneException failure = new();
        Run(() =>
        {
            Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(outer =>
            {
                outer.Async(() => LogCancellation("outer child", WaitForEver));
                CoroutineScope.Run(inner => inner.Async(() => throw failure));
            }));

            Assert.AreSame(failure, seen);
            Assert.IsEmpty(CoroutineScope.FurtherFailures(seen));
        });

        AssertLog("outer child");
    }

    [TestMethod]
    public void Cancel_Inner_LeavesTheOuterAlone()
    {
        Run(() => CoroutineScope.Run(outer =>
        {
            outer.Async(() =>
            {
                Coroutine.Yield();
                Coroutine.Yield();
                Log.Add("outer child");
            });
            Assert.ThrowsExactly<OperationCanceledException>(() => CoroutineScope.Run(inner =>
            {
                inner.Cancel();
                Coroutine.Yield();
            }));
            Coroutine.Yield();
            Log.Add("goes on");
        }));

        AssertLog("goes on outer child");
    }

    [TestMethod]
    public void Cancel_OuterWhileTheInnerBlockWaits_ReachesTheInnerFunctions()
    {
        Run(() =>
        {
            CancellationToken token = default;
            OperationCanceledException seen = Assert.ThrowsExactly<OperationCanceledException>(() => CoroutineScope.Run(outer =>
            {
                token = outer.CancellationToken;
                outer.Async(() =>
                {
                    Coroutine.Yield();
                    outer.Cancel();
                });
                CoroutineScope.Run(inner =>
                {
                    inner.Async(() => LogCancellation("inner child", WaitForEver));
                    LogCancellation("inner block", WaitForEver);
                });
            }));

            Assert.AreEqual(token, seen.CancellationToken);
        });

        AssertLog("inner block inner child");
    }

    [TestMethod]
    public void Cancel_OuterWhileTheInnerIsJoined_ReachesTheInnerFunctions()
    {
        Run(() => Assert.ThrowsExactly<OperationCanceledException>(() => CoroutineScope.Run(outer =>
        {
            outer.Async(() =>
            {
                Coroutine.Yield();
                outer.Cancel();
            });
            CoroutineScope.Run(inner => inner.Async(() => LogCancellation("inner child", WaitForEver)));
            Log.Add("not reached");
        })));

        AssertLog("inner child");
    }

    [TestMethod]
    public void Cancel_OuterWhileAFunctionHasAScopeOfItsOwn_UnwindsBoth()
    {
        Run(() => CoroutineScope.Run(outer =>
        {
            outer.Async(() => CoroutineScope.Run(inner =>
            {
                inner.Async(() => LogCancellation("grandchild", WaitForEver));
                Log.Add("inner body");
            }));
            outer.Cancel();
        }));

        AssertLog("inner body grandchild");
    }

    [TestMethod]
    public void Cancel_OuterOvertakenByAnInnerFailure_TheFailureComesOutOfBoth()
    {
        InvalidTimeZoneException failure = new();
        Run(() =>
        {
            Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(outer =>
            {
                outer.Async(() => CancelNext(outer));
                CoroutineScope.Run(inner =>
                {
                    inner.Async(() => WaitAndFailInCleanUp(failure));
                    LogCancellation("inner block", WaitForEver);
                });
            }));

            Assert.AreSame(failure, seen);
        });

        AssertLog("inner block");
    }

    [TestMethod]
    public void Cancel_OuterOvertakenByAnInnerFailureThatIsHandled_IsNotThrownAgain()
    {
        Run(() =>
        {
            CoroutineScope.Run(outer =>
            {
                outer.Async(() => CancelNext(outer));
                Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(inner =>
                {
                    inner.Async(() => WaitAndFailInCleanUp(new InvalidTimeZoneException()));
                    WaitForEver();
                }));
                Coroutine.Yield();
                Log.Add("told once");
            });
        });

        AssertLog("told once");
    }

    [TestMethod]
    public void Cancel_BothWhileTheInnerBlockRuns_EachBlockIsTold()
    {
        Run(() => CoroutineScope.Run(outer =>
        {
            LogAndSwallow("outer", () => CoroutineScope.Run(inner =>
            {
                inner.Cancel();
                outer.Cancel();
                LogAndSwallow("inner", Coroutine.Yield);
            }));
            Coroutine.Yield();
        }));

        AssertLog("inner outer");
    }

    [TestMethod]
    public void Run_DeepNest_TheInnermostFailureUnwindsAll()
    {
        InvalidTimeZoneException failure = new();
        Run(() =>
        {
            Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => Nest(20));

            Assert.AreSame(failure, seen);
        });

        Assert.HasCount(20, Log);

        void Nest(int depth) => CoroutineScope.Run(scope =>
        {
            scope.Async(() => LogCancellation("canceled", WaitForEver));
            if (depth > 1)
            {
                scope.Async(() => Nest(depth - 1));
            }
            else
            {
                scope.Async(() =>
                {
                    Coroutine.Yield();
                    throw failure;
                });
            }
        });
    }

    [TestMethod]
    public void Cancel_OfTheFrameWhoseBlocksWaitForTheirFunctionsInCleanUp_ReachesThoseFunctionsAtOnce()
    {
        Run(() =>
        {
            Frame owner = Coroutine.Async(() => CoroutineScope.Run(outer =>
            {
                Frame uncle = outer.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                CoroutineScope.Run(inner =>
                {
                    Frame child = inner.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                    try
                    {
                        child.Await();
                    }
                    finally
                    {
                        Assert.ThrowsExactly<OperationCanceledException>(child.Await);
                        Assert.ThrowsExactly<OperationCanceledException>(uncle.Await);
                        Log.Add("cleaned up");
                    }
                });
            }));

            owner.Cancel();

            Assert.ThrowsExactly<OperationCanceledException>(owner.Await);
        });

        AssertLog("cleaned up");
    }

    [TestMethod]
    public void Cancel_OfAScopeAroundABlockThatWaitsInCleanUp_ReachesTheInnerFunctionsAtOnce()
    {
        Run(() => CoroutineScope.Run(outer =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                outer.Cancel();
            });
            Assert.ThrowsExactly<OperationCanceledException>(() => CoroutineScope.Run(inner =>
            {
                Frame child = inner.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                try
                {
                    child.Await();
                }
                finally
                {
                    Assert.ThrowsExactly<OperationCanceledException>(child.Await);
                    Log.Add("cleaned up");
                }
            }));
        }));

        AssertLog("cleaned up");
    }

    [TestMethod]
    public void Cancel_OfAFrameWhoseBlockSwallowsItAndThenOfTheScope_TellsTheBlockOnceMore()
    {
        Run(() =>
        {
            CoroutineScope? opened = null;
            Frame owner = Coroutine.Async(() => CoroutineScope.Run(scope =>
            {
                opened = scope;
                Assert.ThrowsExactly<OperationCanceledException>(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                Assert.IsTrue(scope.CancellationToken.IsCancellationRequested);
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            }));

            owner.Cancel();
            Coroutine.Yield();
            opened!.Cancel();

            OperationCanceledException told = Assert.ThrowsExactly<OperationCanceledException>(owner.Await);
            Assert.AreEqual(opened.CancellationToken, told.CancellationToken);
        });
    }

    /// <summary>When the block has opened a scope inside, and waits there.</summary>
    private static void CancelNext(CoroutineScope scope)
    {
        Coroutine.Yield();
        scope.Cancel();
    }
}

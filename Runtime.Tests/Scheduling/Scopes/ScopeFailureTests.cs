namespace Baton.Tests;

/// <summary>What comes out of a scope in which something fails, and what is kept with it.</summary>
[TestClass]
public sealed class ScopeFailureTests : ScopeTest
{
    private readonly InvalidTimeZoneException _first = new("first");
    private readonly FormatException _second = new("second");
    private readonly DivideByZeroException _third = new("third");

    [TestMethod]
    public void Async_FunctionFails_TheSameExceptionComesOutWithTheFunctionsStack()
    {
        Run(() =>
        {
            InvalidTimeZoneException seen = Assert.ThrowsExactly<InvalidTimeZoneException>(
                () => CoroutineScope.Run(scope => scope.Async(Fails)));

            Assert.AreSame(_first, seen);
            StringAssert.Contains(seen.StackTrace, nameof(Fails));
            StringAssert.Contains(seen.StackTrace, nameof(Async_FunctionFails_TheSameExceptionComesOutWithTheFunctionsStack));
        });

        void Fails()
        {
            Coroutine.Yield();
            throw _first;
        }
    }

    [TestMethod]
    public void Async_FunctionFails_SiblingsAndTheBlockAreCanceledWhereTheyWait()
    {
        Run(() =>
        {
            Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() => LogCancellation("task", WaitForEver));
                Frame never = scope.Async(() => LogCancellation("delay", () => Coroutine.Delay(Timeout.InfiniteTimeSpan)));
                scope.Async(() => LogCancellation("frame", never.Await));
                scope.Async(() =>
                {
                    Coroutine.Yield();
                    throw _first;
                });
                LogCancellation("block", WaitForEver);
            }));
            Log.Sort();
        });

        AssertLog("block delay frame task");
    }

    [TestMethod]
    public void Async_FunctionFailsAtOnce_TheBlockGoesOnToItsNextSuspension()
    {
        Run(() => Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
        {
            Frame failed = scope.Async(() => throw _first);
            Log.Add(failed.IsCompleted ? "failed" : "?");
            LogCancellation("canceled", Coroutine.Yield);
        })));

        AssertLog("failed canceled");
    }

    [TestMethod]
    public void Run_BodyFails_FunctionsAreCanceledAndItsExceptionComesOut()
    {
        Run(() =>
        {
            Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() => LogCancellation("canceled", WaitForEver));
                throw _first;
            }));

            Assert.AreSame(_first, seen);
            Assert.IsEmpty(CoroutineScope.FurtherFailures(seen));
        });

        AssertLog("canceled");
    }

    [TestMethod]
    public void FurtherFailures_CleanUpOfSiblingsFails_AreKeptInOrder()
    {
        Exception? seen = null;
        Run(() => seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() => YieldAndFailInCleanUp(_second));
            scope.Async(() => YieldAndFailInCleanUp(_third));
            scope.Async(() =>
            {
                Coroutine.Yield();
                throw _first;
            });
        })));

        Assert.AreSame(_first, seen);
        CollectionAssert.AreEqual(new Exception[] { _second, _third }, CoroutineScope.FurtherFailures(seen!).ToArray());
    }

    [TestMethod]
    public void FurtherFailures_ExceptionPassesAnOuterScope_ThoseOfBothAreKept()
    {
        Exception? seen = null;
        Run(() => seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(outer =>
        {
            outer.Async(() => WaitAndFailInCleanUp(_third));
            CoroutineScope.Run(inner =>
            {
                inner.Async(() => WaitAndFailInCleanUp(_second));
                throw _first;
            });
        })));

        Assert.AreSame(_first, seen);
        CollectionAssert.AreEqual(new Exception[] { _second, _third }, CoroutineScope.FurtherFailures(seen!).ToArray());
    }

    [TestMethod]
    public void FurtherFailures_ExceptionTakesNoData_AreKept()
    {
        WithoutData first = new();
        Exception? seen = null;
        Run(() => seen = Assert.ThrowsExactly<WithoutData>(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() => WaitAndFailInCleanUp(_second));
            throw first;
        })));

        Assert.AreSame(first, seen);
        CollectionAssert.AreEqual(new Exception[] { _second }, CoroutineScope.FurtherFailures(seen!).ToArray());
    }

    [TestMethod]
    public void Await_OfAFailedFunctionInTheBlock_IsOneFailureNotTwo()
    {
        Run(() =>
        {
            Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(
                () => CoroutineScope.Run(scope => scope.Async(() => throw _first).Await()));

            Assert.IsEmpty(CoroutineScope.FurtherFailures(seen));
        });
    }

    [TestMethod]
    public void Await_BySomebodyWhoHandlesTheFailure_TheScopeFailsAllTheSame()
    {
        Run(() =>
        {
            Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
            {
                Frame failed = scope.Async(() => throw _first);
                Assert.ThrowsExactly<InvalidTimeZoneException>(failed.Await);
                Log.Add("handled");
            }));
        });

        AssertLog("handled");
    }

    [TestMethod]
    public void Run_FailureIsHandledOutsideTheScope_DoesNotComeOutOfTheSchedulerToo()
    {
        Run(() =>
        {
            Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() => WaitAndFailInCleanUp(_second));
                scope.Async(() => throw _first);
            }));
            Log.Add("handled");
        });

        AssertLog("handled");
    }

    [TestMethod]
    public void Run_FailureOfAScopeThatNobodyHandles_ComesOutOfTheSchedulerOnce()
    {
        Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => Run(() =>
        {
            Coroutine.Async(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() => throw _first);
                Coroutine.Yield();
            }));
        }));

        Assert.AreSame(_first, seen);
    }

    [TestMethod]
    public void Async_FunctionEndsByACancellationThatIsNotItsOwn_IsAFailure()
    {
        OperationCanceledException foreign = new();
        Run(() =>
        {
            Exception seen = Assert.ThrowsExactly<OperationCanceledException>(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() => LogCancellation("sibling", WaitForEver));
                scope.Async(() => throw foreign);
            }));

            Assert.AreSame(foreign, seen);
        });

        AssertLog("sibling");
    }

    [TestMethod]
    public void FurtherFailures_ForeignCancellationFailsFirstAndCleanUpNext_TheOtherFailureComesOut()
    {
        OperationCanceledException foreign = new();
        Run(() =>
        {
            Exception seen = Assert.ThrowsExactly<FormatException>(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() => WaitAndFailInCleanUp(_second));
                scope.Async(() => throw foreign);
            }));

            CollectionAssert.AreEqual(new[] { foreign }, CoroutineScope.FurtherFailures(seen).ToArray());
        });
    }

    [TestMethod]
    public void Cancel_OfOneFunctionOnly_TheOthersGoOnAndTheScopeDoesNotFail()
    {
        Run(() => CoroutineScope.Run(scope =>
        {
            Frame one = scope.Async(() => LogCancellation("one", WaitForEver));
            scope.Async(() =>
            {
                Coroutine.Yield();
                Coroutine.Yield();
                Log.Add("other");
            });
            one.Cancel();
        }));

        Log.Sort();
        AssertLog("one other");
    }

    [TestMethod]
    public void Async_CleanUpSuspends_TheScopeWaitsForItsEnd()
    {
        TaskCompletionSource slow = new();
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                for (int i = 0; i < 5; i++)
                {
                    Coroutine.Yield();
                }

                Log.Add("completes");
                slow.SetResult();
            });
            Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() =>
                {
                    try
                    {
                        new TaskCompletionSource().Task.Await();
                    }
                    finally
                    {
                        slow.Task.Await();
                        Log.Add("cleaned");
                    }
                });
                throw _first;
            }));
            Log.Add("out");
        });

        AssertLog("completes cleaned out");
    }

    [TestMethod]
    public void Async_FunctionSwallowsTheCancellation_TheScopeWaitsForItAndCountsNoFailure()
    {
        Run(() =>
        {
            Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() =>
                {
                    LogAndSwallow("swallowed", WaitForEver);
                    Coroutine.Yield();
                    Log.Add("went on");
                });
                throw _first;
            }));
            Log.Add("out");

            Assert.IsEmpty(CoroutineScope.FurtherFailures(seen));
        });

        AssertLog("swallowed went on out");
    }

    private sealed class WithoutData : Exception
    {
        public override System.Collections.IDictionary Data => null!;
    }
}

namespace Baton.Tests;

/// <summary>A scope that is opened inside a coroutine or generator, which a frame drives, or several do.</summary>
[TestClass]
public sealed class ScopeInCoroutineTests : ScopeTest
{
    [TestMethod]
    public void Run_InAGenerator_ItsFunctionsRunWhileTheConsumerWaits()
    {
        Run(() =>
        {
            foreach (int item in Coroutine.Generate<int>(
                         y =>
                         {
                             CoroutineScope.Run(scope =>
                             {
                                 scope.Async(() =>
                                 {
                                     Coroutine.Yield();
                                     Log.Add("child");
                                 });
                                 y.Suspend(1);
                             });
                             Log.Add("out");
                             y.Suspend(2);
                         },
                         options: InPool))
            {
                Log.Add($"item{item}");
            }
        });

        AssertLog("item1 child out item2");
    }

    [TestMethod]
    public void Async_FailsBetweenTwoItems_TheConsumerIsNotDisturbedAndTheNextItemFails()
    {
        InvalidTimeZoneException failure = new();
        Run(() =>
        {
            using IEnumerator<int> items = Coroutine.Generate<int>(
                y => CoroutineScope.Run(scope =>
                {
                    scope.Async(() =>
                    {
                        Coroutine.Yield();
                        throw failure;
                    });
                    y.Suspend(1);
                    LogCancellation("block", WaitForEver);
                }),
                options: InPool).GetEnumerator();
            items.MoveNext();
            Coroutine.Yield();
            Coroutine.Yield();
            Log.Add("consumer");

            Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(() => items.MoveNext()));
        });

        AssertLog("consumer block");
    }

    [TestMethod]
    public void Async_FailsWhileTheGeneratorWaits_CancelsItsBlockThere()
    {
        Run(() =>
        {
            using IEnumerator<int> items = Coroutine.Generate<int>(
                y => CoroutineScope.Run(scope =>
                {
                    scope.Async(() =>
                    {
                        Coroutine.Yield();
                        throw new InvalidTimeZoneException();
                    });
                    LogCancellation("block", WaitForEver);
                    y.Suspend(1);
                }),
                options: InPool).GetEnumerator();

            Assert.ThrowsExactly<InvalidTimeZoneException>(() => items.MoveNext());
        });

        AssertLog("block");
    }

    [TestMethod]
    public void Cancel_InTheGeneratorThatThenYieldsAnItem_DoesNotReachTheConsumer()
    {
        Run(() =>
        {
            using IEnumerator<int> items = Coroutine.Generate<int>(
                y => CoroutineScope.Run(scope =>
                {
                    scope.Cancel();
                    y.Suspend(1);
                    LogAndSwallow("told", Coroutine.Yield);
                    y.Suspend(2);
                }),
                options: InPool).GetEnumerator();
            items.MoveNext();
            Coroutine.Yield();
            Log.Add("consumer");
            items.MoveNext();
            Assert.AreEqual(2, items.Current);
        });

        AssertLog("consumer told");
    }

    [TestMethod]
    public void Run_GeneratorIsResumedByAnotherFrame_ThatOneWaitsForTheEnd()
    {
        Run(() =>
        {
            using IEnumerator<int> items = Coroutine.Generate<int>(
                y => CoroutineScope.Run(scope =>
                {
                    scope.Async(() =>
                    {
                        for (int i = 0; i < 4; i++)
                        {
                            Coroutine.Yield();
                        }

                        Log.Add("child");
                    });
                    y.Suspend(1);
                }),
                options: InPool).GetEnumerator();
            Coroutine.Async(() => items.MoveNext()).Await();

            Frame second = Coroutine.Async(() =>
            {
                Assert.IsFalse(items.MoveNext());
                Log.Add("second");
            });
            second.Await();
        });

        AssertLog("child second");
    }

    [TestMethod]
    public void Cancel_GeneratorIsResumedByAnotherFrame_ReachesTheBlockThere()
    {
        Run(() =>
        {
            CoroutineScope? open = null;
            using IEnumerator<int> items = Coroutine.Generate<int>(
                y => CoroutineScope.Run(scope =>
                {
                    open = scope;
                    y.Suspend(1);
                    LogCancellation("block", WaitForEver);
                }),
                options: InPool).GetEnumerator();
            Frame first = Coroutine.Async(() =>
            {
                items.MoveNext();
                Coroutine.Yield();
                Coroutine.Yield();
                Log.Add("first");
            });
            Frame second = Coroutine.Async(() => items.MoveNext());
            open!.Cancel();

            Assert.ThrowsExactly<OperationCanceledException>(second.Await);
            first.Await();
        });

        Log.Sort();
        AssertLog("block first");
    }

    [TestMethod]
    public void Dispose_OfTheGeneratorInTheScope_CancelsItsFunctionsAndWaitsForThem()
    {
        Run(() =>
        {
            IEnumerator<int> items = Coroutine.Generate<int>(
                y => CoroutineScope.Run(scope =>
                {
                    scope.Async(() =>
                    {
                        try
                        {
                            WaitForEver();
                        }
                        finally
                        {
                            Coroutine.Yield();
                            Log.Add("child");
                        }
                    });
                    y.Suspend(1);
                }),
                options: InPool).GetEnumerator();
            items.MoveNext();
            items.Dispose();
            Log.Add("disposed");
        });

        AssertLog("child disposed");
    }

    [TestMethod]
    public void Dispose_OfTheGeneratorWithAFailureInCleanUp_TheFailureComesOut()
    {
        InvalidTimeZoneException failure = new();
        Run(() =>
        {
            IEnumerator<int> items = Coroutine.Generate<int>(
                y => CoroutineScope.Run(scope =>
                {
                    scope.Async(() => WaitAndFailInCleanUp(failure));
                    y.Suspend(1);
                }),
                options: InPool).GetEnumerator();
            items.MoveNext();

            Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(items.Dispose));
        });
    }
}

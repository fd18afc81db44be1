namespace Baton.Tests;

/// <summary>Async and Await between frames: who runs when, and what comes back.</summary>
[TestClass]
public sealed class AsyncTests : SchedulerTest
{
    [TestMethod]
    [TestProperty("Conformance", "ZIG-1")]
    [TestProperty("Conformance", "ZIG-8")]
    public void Async_FunctionThatSuspends_RunsToItsFirstSuspensionAndThenTheCallerGoesOn()
    {
        Run(() =>
        {
            Log.Add("a");
            Frame<int> frame = Coroutine.Async(() =>
            {
                Log.Add("b");
                Coroutine.Yield();
                Log.Add("d");
                return 7;
            });
            Log.Add("c");
            Assert.IsFalse(frame.IsCompleted);
            Assert.AreEqual(7, frame.Await());
            Assert.AreEqual(7, frame.Await());
            Log.Add("e");
        });

        AssertLog("a b c d e");
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIG-8")]
    public void Async_FunctionThatDoesNotSuspend_HasEndedWhenItReturns()
    {
        int result = Run(() =>
        {
            Frame<int> frame = Coroutine.Async(() => 5);
            Assert.IsTrue(frame.IsCompleted);
            return frame.Await();
        });

        Assert.AreEqual(5, result);
    }

    [TestMethod]
    public void Yield_ThreeFrames_TakeTurnsInOrder()
    {
        Run(() =>
        {
            foreach (char name in "abc")
            {
                Coroutine.Async(() =>
                {
                    for (int i = 1; i <= 3; i++)
                    {
                        Log.Add($"{name}{i}");
                        Coroutine.Yield();
                    }
                });
            }
        });

        AssertLog("a1 b1 c1 a2 b2 c2 a3 b3 c3");
    }

    [TestMethod]
    public void Await_Task_OthersRunMeanwhileAndTheBodyRunsOnItsOwnThread()
    {
        TaskCompletionSource<int> answer = new();
        Run(() =>
        {
            Thread? own = null;
            Frame<int> asks = Coroutine.Async(() =>
            {
                own = Thread.CurrentThread;
                Log.Add("asks");
                int got = answer.Task.Await();
                Log.Add("got");
                Assert.AreSame(own, Thread.CurrentThread);
                return got;
            });
            Log.Add("meanwhile");
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Log.Add("answers");
                answer.SetResult(42);
                Log.Add("answered");
            });
            Assert.AreEqual(42, asks.Await());
        });

        AssertLog("asks meanwhile answers answered got");
    }

    [TestMethod]
    public void Run_FailureNobodyObserved_ComesOut()
    {
        InvalidTimeZoneException failure = new();

        Exception? seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => Run(() => { Coroutine.Async(() => throw failure); }));

        Assert.AreSame(failure, seen);
    }

    [TestMethod]
    public void Run_ManyFramesOnFewThreads_AllEnd()
    {
        int ended = 0;
        using CoroutineThreadPool few = new(new CoroutineThreadPoolOptions { MaxThreads = 4 });
        CoroutineScheduler.Run(
            () =>
            {
                for (int i = 0; i < 20_000; i++)
                {
                    Coroutine.Async(() =>
                    {
                        Coroutine.Yield();
                        ended++;
                    });
                }
            },
            new CoroutineSchedulerOptions { ThreadPool = few });

        Assert.AreEqual(20_000, ended);
    }

    [TestMethod]
    public void Await_TwoFramesForEachOther_AreToldOfTheDeadlock()
    {
        CoroutineDeadlockException told = Assert.ThrowsExactly<CoroutineDeadlockException>(() => Run(() =>
        {
            Frame? second = null;
            Frame first = Coroutine.Async(
                () =>
                {
                    Coroutine.Yield();
                    second!.Await();
                },
                "first");
            second = Coroutine.Async(() => first.Await(), "second");
        }));

        StringAssert.Contains(told.Message, "frame 'first'");
        StringAssert.Contains(told.Message, "waits for frame 'second'");
    }

    [TestMethod]
    public void Async_ParentsHoldAllThreads_AreToldOfTheDeadlock()
    {
        using CoroutineThreadPool few = new(new CoroutineThreadPoolOptions { Name = "Few", MaxThreads = 2 });
        CoroutineDeadlockException told = Assert.ThrowsExactly<CoroutineDeadlockException>(() => CoroutineScheduler.Run(
            () =>
            {
                for (int i = 0; i < 2; i++)
                {
                    Coroutine.Async(() =>
                    {
                        Coroutine.Yield();
                        Coroutine.Async(() => { }).Await();
                    });
                }
            },
            new CoroutineSchedulerOptions { ThreadPool = few }));

        StringAssert.Contains(told.Message, "All 2 threads of pool 'Few'");
    }

    [TestMethod]
    public void Await_InsideGenerator_SuspendsTheWholeFrame()
    {
        Run(() =>
        {
            TaskCompletionSource gate = new();
            Frame pulls = Coroutine.Async(() =>
            {
                foreach (int item in Coroutine.Generate<int>(
                             y =>
                             {
                                 gate.Task.Await();
                                 for (int i = 0; i < 3; i++)
                                 {
                                     Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                                     y.Suspend(i);
                                 }
                             },
                             options: InPool))
                {
                    Log.Add($"item{item}");
                }
            });
            Log.Add("sibling");
            gate.SetResult();
            pulls.Await();
        });

        AssertLog("sibling item0 item1 item2");
    }

    [TestMethod]
    public void Cancel_FrameThatAwaits_UnwindsIt()
    {
        Run(() =>
        {
            TaskCompletionSource never = new();
            Frame waits = Coroutine.Async(() =>
            {
                try
                {
                    never.Task.Await();
                }
                finally
                {
                    Log.Add("finally");
                }
            });
            waits.Cancel();
            Assert.ThrowsExactly<OperationCanceledException>(waits.Await);
            Assert.IsTrue(waits.AsTask().IsCanceled);
        });

        AssertLog("finally");
    }

    [TestMethod]
    public async Task RunAsync_BlocksNobody_AndFramesAreAwaitableFromAsyncCode()
    {
        int result = await CoroutineScheduler.RunAsync(
            () =>
            {
                Late.After(10).Await();
                return 3;
            },
            OnPool);
        Assert.AreEqual(3, result);

        using CoroutineScheduler scheduler = new(OnPool);
        Frame<int> frame = scheduler.Start(() =>
        {
            Coroutine.Yield();
            return 4;
        });
        Assert.AreEqual(4, await frame);
#pragma warning disable BATON002 // the frame has ended: nothing blocks
        Assert.AreEqual(4, frame.Await());
#pragma warning restore BATON002
    }

    [TestMethod]
    public void Blocking_Yield_FourUnmodifiedWaitsOverlap()
    {
        using SemaphoreSlim gate = new(0);
        CoroutineScheduler.Run(
            () =>
            {
                for (int i = 0; i < 4; i++)
                {
                    Coroutine.Async(() =>
                    {
                        Log.Add("waits");
                        gate.Wait();
                        Log.Add("through");
                    });
                }

                Log.Add("releases");
                gate.Release(4);
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, Blocking = BlockingMode.Yield });

        AssertLog("waits waits waits waits releases through through through through");
    }

    [TestMethod]
    public void Blocking_Forbid_TheWaitThrows()
    {
        using SemaphoreSlim gate = new(0);
        CoroutineScheduler.Run(
            () => Assert.ThrowsExactly<InvalidOperationException>(() => gate.Wait()),
            new CoroutineSchedulerOptions { ThreadPool = Pool, Blocking = BlockingMode.Forbid });
    }

    [TestMethod]
    public void Scope_FirstFailure_CancelsSiblingsAndComesOut()
    {
        Run(() =>
        {
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
                        Log.Add("canceled");
                    }
                });
                scope.Async(() =>
                {
                    Coroutine.Yield();
                    throw new InvalidTimeZoneException();
                });
                Log.Add("body");
            }));
            Log.Add("out");
        });

        AssertLog("body canceled out");
    }

    [TestMethod]
    public void Dispose_FramesThatWait_AreCanceledAndGone()
    {
        CoroutineScheduler scheduler = new(OnPool);
        Frame waits = scheduler.Start(() => new TaskCompletionSource().Task.Await());
        Frame swallows = scheduler.Start(() =>
        {
            for (int i = 0; i < 5; i++)
            {
                try
                {
                    Coroutine.Delay(TimeSpan.FromHours(1));
                }
                catch (OperationCanceledException)
                {
                }
            }
        });

        scheduler.Dispose();

        Assert.IsTrue(waits.IsCompleted);
        Assert.IsTrue(swallows.IsCompleted);
        Assert.ThrowsExactly<ObjectDisposedException>(() => scheduler.Start(() => { }));
    }
}

namespace Baton.Tests;

/// <summary>The guide's table of what to use in place of what blocks: the rows that no other test is about.</summary>
[TestClass]
public sealed class PortingTableTests : SchedulerTest
{
    [TestMethod]
    public void Lock_AFrameIsCanceledWithWhatItsQueueHolds_TheNextHasItAlone()
    {
        CoroutineQueue<List<string>> box = new();
        box.Enqueue(Log);
        Run(() =>
        {
            Frame[] frames = [.. Enumerable.Range(0, 4).Select(i => Coroutine.Async(() =>
            {
                List<string> held = box.Dequeue();
                try
                {
                    held.Add($"in{i}");
                    Coroutine.Yield();
                    held.Add($"out{i}");
                }
                finally
                {
                    box.Enqueue(held);
                }
            }))];
            frames[0].Cancel(); // has it
            frames[1].Cancel(); // waits for it
            frames[3].Await();
        });

        AssertLog("in0 in2 out2 in3 out3");
        Assert.AreEqual(1, box.Count);
    }

    [TestMethod]
    public void Semaphore_AsManyItemsAsPermits_SoManyFramesAtOnce()
    {
        CoroutineQueue<int> permits = new();
        permits.Enqueue(0);
        permits.Enqueue(0);
        int inside = 0;
        int most = 0;
        Run(() =>
        {
            for (int i = 0; i < 10; i++)
            {
                Coroutine.Async(() =>
                {
                    int permit = permits.Dequeue();
                    most = Math.Max(most, ++inside);
                    Coroutine.Yield();
                    inside--;
                    permits.Enqueue(permit);
                });
            }
        });

        Assert.AreEqual(2, most);
        Assert.AreEqual(2, permits.Count);
    }

    [TestMethod]
    public void ManualResetEvent_TaskCompletionSource_AllFramesGoOnAndLaterOnesDoNotWait()
    {
        TaskCompletionSource source = new();
        Run(() =>
        {
            Frame[] frames = [.. Enumerable.Range(0, 3).Select(i => Coroutine.Async(() =>
            {
                source.Task.Await();
                Log.Add($"goes{i}");
            }))];
            Log.Add("set");
            source.SetResult();
            Array.ForEach(frames, frame => frame.Await());
            source.Task.Await();
        });

        AssertLog("set goes0 goes1 goes2");
    }

    [TestMethod]
    public void AutoResetEvent_QueueOfOne_SetTwiceWakesOne()
    {
        CoroutineQueue<int> signal = new(1);
        Run(() =>
        {
            signal.TryEnqueue(0);
            signal.TryEnqueue(0);
            signal.Dequeue();
            Frame second = Coroutine.Async(() =>
            {
                Log.Add("waits");
                signal.Dequeue();
                Log.Add("goes on");
            });
            Log.Add("set");
            signal.TryEnqueue(0);
            second.Await();
        });

        AssertLog("waits set goes on");
    }

    [TestMethod]
    public void Barrier_AScopeForEachPhase_NobodyIsAhead()
    {
        Run(() =>
        {
            for (int i = 0; i < 2; i++)
            {
                int phase = i;
                CoroutineScope.Run(scope =>
                {
                    for (int frame = 0; frame < 3; frame++)
                    {
                        scope.Async(() =>
                        {
                            Log.Add($"{phase}");
                            Coroutine.Yield();
                            Log.Add($"{phase}");
                        });
                    }
                });
            }
        });

        AssertLog("0 0 0 0 0 0 1 1 1 1 1 1");
    }

    [TestMethod]
    public void Barrier_AsItIsInYieldMode_LetsTheOthersArrive()
    {
        using Barrier barrier = new(3);
        CoroutineScheduler.Run(
            () =>
            {
                for (int i = 0; i < 3; i++)
                {
                    Coroutine.Async(() =>
                    {
                        for (int phase = 0; phase < 2; phase++)
                        {
                            barrier.SignalAndWait();
                        }
                    });
                }
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, Blocking = BlockingMode.Yield });

        Assert.AreEqual(2, barrier.CurrentPhaseNumber);
    }

    [TestMethod]
    public void BlockingCollection_TryTakeWithATimeout_IsASelect()
    {
        ManualTime time = new();
        CoroutineQueue<int> queue = new();
        CoroutineScheduler.Run(
            () =>
            {
                Frame takes = Coroutine.Async(() =>
                {
                    for (int i = 0; i < 2; i++)
                    {
                        bool taken =
                            Select.Any(queue.OnDequeue(item => Log.Add($"got{item}")), Select.After(TimeSpan.FromMilliseconds(10))) == 0;
                        Log.Add($"{taken}");
                    }
                });
                queue.Enqueue(1);
                while (time.Pending == 0 || Log.Count < 2)
                {
                    Coroutine.Yield();
                }

                time.Advance(10);
                takes.Await();
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = time });

        AssertLog("got1 True False");
    }

    [TestMethod]
    public void Join_OfARealThreadOnAPool_SuspendsTheFrameAlone()
    {
        using ManualResetEventSlim end = new();
        TestThread thread = TestThread.Start(end.Wait);
        Run(() =>
        {
            Frame joins = Coroutine.Async(() => Pool.Run(thread.Join).Await());
            Log.Add("main");
            end.Set();
            joins.Await();
        });

        AssertLog("main");
        Assert.IsFalse(thread.Thread.IsAlive);
    }

    [TestMethod]
    public void WaitAny_OfRealHandlesOnAPool_SuspendsTheFrameAlone()
    {
        using ManualResetEvent first = new(false);
        using ManualResetEvent second = new(false);
        Run(() =>
        {
            Frame<int> waits = Coroutine.Async(() => Pool.Run(() => WaitHandle.WaitAny([first, second])).Await());
            Log.Add("main");
            second.Set();
            Assert.AreEqual(1, waits.Await());
        });

        AssertLog("main");
    }

    [TestMethod]
    public void WaitAny_OfTasks_IsASelect()
    {
        TaskCompletionSource<int> first = new();
        TaskCompletionSource<int> second = new();
        Run(() =>
        {
            Frame<int> waits = Coroutine.Async(
                () => Select.Any(Select.On(first.Task), Select.On(second.Task, result => Log.Add($"got{result}"))));
            Log.Add("main");
            second.SetResult(5);
            Assert.AreEqual(1, waits.Await());
        });

        AssertLog("main got5");
    }

    [TestMethod]
    public void Timer_FrameThatDelays_TicksUntilItIsCanceled()
    {
        ManualTime time = new();
        CoroutineScheduler.Run(
            () =>
            {
                Frame timer = Coroutine.Async(() =>
                {
                    for (int tick = 1; ; tick++)
                    {
                        Coroutine.Delay(TimeSpan.FromMilliseconds(10));
                        Log.Add($"tick{tick}");
                    }
                });
                for (int i = 1; i <= 3; i++)
                {
                    time.Advance(10);
                    while (Log.Count < i || time.Pending == 0)
                    {
                        Coroutine.Yield();
                    }
                }

                timer.Cancel();
                Assert.Throws<OperationCanceledException>(timer.Await);
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = time });

        AssertLog("tick1 tick2 tick3");
        Assert.AreEqual(0, time.Pending);
    }
}

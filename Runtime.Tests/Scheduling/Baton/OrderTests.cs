namespace Baton.Tests;

/// <summary>Who runs next (rule A4), and on which thread.</summary>
[TestClass]
public sealed class OrderTests : SchedulerTest
{
    [TestMethod]
    public void Async_ReadyFramesWait_TheNewOneRunsFirstAndThenItsCaller()
    {
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Log.Add("ready");
            });
            Coroutine.Async(() =>
            {
                Log.Add("new");
                Coroutine.Yield();
                Log.Add("new2");
            });
            Log.Add("caller");
            Coroutine.Yield();
            Log.Add("caller2");
        });

        AssertLog("new caller ready new2 caller2");
    }

    [TestMethod]
    public void Async_ThreeDeep_EachReturnsToItsCaller()
    {
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                Log.Add("a1");
                Coroutine.Async(() =>
                {
                    Log.Add("b1");
                    Coroutine.Async(() =>
                    {
                        Log.Add("c1");
                        Coroutine.Yield();
                        Log.Add("c2");
                    });
                    Log.Add("b2");
                    Coroutine.Yield();
                    Log.Add("b3");
                });
                Log.Add("a2");
                Coroutine.Yield();
                Log.Add("a3");
            });
            Log.Add("main");
        });

        AssertLog("a1 b1 c1 b2 a2 main c2 b3 a3");
    }

    [TestMethod]
    public void Complete_TasksByAFrame_TheirFramesRunInOrderOfCompletion()
    {
        TaskCompletionSource[] sources = [.. Enumerable.Range(0, 6).Select(_ => new TaskCompletionSource())];
        Run(() =>
        {
            StartWaiters(sources);
            foreach (char i in "415032")
            {
                sources[i - '0'].SetResult();
            }
        });

        AssertLog("4 1 5 0 3 2");
    }

    [TestMethod]
    public void Complete_TasksByAPlainThread_TheirFramesRunInOrderOfCompletion()
    {
        TaskCompletionSource[] sources = [.. Enumerable.Range(0, 6).Select(_ => new TaskCompletionSource())];
        Run(() =>
        {
            StartWaiters(sources);
            TestThread.Run(
                "Completes",
                () =>
                {
                    foreach (char i in "504132")
                    {
                        sources[i - '0'].SetResult();
                    }
                });
            Log.Add("main");
        });

        AssertLog("main 5 0 4 1 3 2");
    }

    [TestMethod]
    public void Complete_TasksByAFrameOfAnotherScheduler_TheirFramesRunInOrderOfCompletion()
    {
        TaskCompletionSource[] sources = [.. Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource())];
        Run(() =>
        {
            StartWaiters(sources);
            using CoroutineScheduler other = new(OnPool);
            Frame completes = other.Start(() =>
            {
                foreach (char i in "2031")
                {
                    sources[i - '0'].SetResult();
                }
            });
            completes.AsTask().Wait();
            Log.Add("main");
        });

        AssertLog("main 2 0 3 1");
    }

    [TestMethod]
    public void End_OfAnAwaitedFrame_ItsAwaitersRunInOrderOfTheirAwaits()
    {
        TaskCompletionSource source = new();
        Run(() =>
        {
            Frame awaited = Coroutine.Async(() => source.Task.Await());
            foreach (char name in "abcd")
            {
                Coroutine.Async(() =>
                {
                    awaited.Await();
                    Log.Add($"{name}");
                });
            }

            source.SetResult();
        });

        AssertLog("a b c d");
    }

    [TestMethod]
    public void Start_FromAFrame_ComesBehindAllThatIsReady()
    {
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Log.Add("ready");
            });
            CoroutineScheduler.Current!.Start(() => Log.Add("started"));
            Log.Add("main");
            Coroutine.Yield();
            Log.Add("main2");
        });

        AssertLog("main ready started main2");
    }

    [TestMethod]
    public void Complete_WhileTheBatonRests_TheBodyRunsOnItsOwnThread()
    {
        TaskCompletionSource source = new();
        using CoroutineScheduler scheduler = new(OnPool);
        Thread? before = null;
        Thread? after = null;
        Frame frame = scheduler.Start(() =>
        {
            before = Thread.CurrentThread;
            source.Task.Await();
            after = Thread.CurrentThread;
        });
        UntilItWaits(frame);

        source.SetResult();
        frame.Await();

        Assert.AreNotSame(Thread.CurrentThread, before);
        Assert.AreSame(before, after);
    }

    [TestMethod]
    public void Complete_ByAFrameOfAnotherSchedulerWhileTheBatonRests_TheBodyRunsOnItsOwnThread()
    {
        TaskCompletionSource source = new();
        using CoroutineScheduler scheduler = new(OnPool);
        Thread? before = null;
        Thread? after = null;
        CoroutineScheduler? seen = null;
        Frame frame = scheduler.Start(() =>
        {
            before = Thread.CurrentThread;
            source.Task.Await();
            after = Thread.CurrentThread;
            seen = CoroutineScheduler.Current;
        });
        UntilItWaits(frame);

        Run(() =>
        {
            source.SetResult();
            Log.Add("completed");
            frame.Await();
            Log.Add("awaited");
            Assert.AreNotSame(scheduler, CoroutineScheduler.Current);
        });

        Assert.AreSame(before, after);
        Assert.AreSame(scheduler, seen);
        AssertLog("completed awaited");
    }

    [TestMethod]
    public void Frames_ThroughManySuspensions_KeepTheirThreads()
    {
        Run(() =>
        {
            for (int i = 0; i < 4; i++)
            {
                Coroutine.Async(() =>
                {
                    int own = Environment.CurrentManagedThreadId;
                    Coroutine.Yield();
                    Task.Run(() => { }).Await();
                    Coroutine.Async(Coroutine.Yield).Await();
                    Coroutine.Delay(TimeSpan.FromTicks(1));
                    Assert.AreEqual(own, Environment.CurrentManagedThreadId);
                    Log.Add("kept");
                });
            }
        });

        AssertLog("kept kept kept kept");
    }

    [TestMethod]
    public void Yield_NobodyElseReady_ComesStraightBack()
    {
        Run(() =>
        {
            Coroutine.Yield();
            Log.Add("a");
            Coroutine.Yield();
            Log.Add("b");
        });

        AssertLog("a b");
    }

    [TestMethod]
    public void Yield_InTheFirstRun_ReturnsToTheCallerFirst()
    {
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Log.Add("child");
            });
            Log.Add("caller");
        });

        AssertLog("caller child");
    }

    [TestMethod]
    public void Yield_FrameWokenByItsYielder_RunsBehindThoseAlreadyReady()
    {
        TaskCompletionSource source = new();
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                source.Task.Await();
                Log.Add("woken");
            });
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Log.Add("ready");
            });
            source.SetResult();
            Coroutine.Yield();
            Log.Add("main");
        });

        AssertLog("ready woken main");
    }

    private void StartWaiters(TaskCompletionSource[] sources)
    {
        for (int i = 0; i < sources.Length; i++)
        {
            int number = i;
            Coroutine.Async(() =>
            {
                sources[number].Task.Await();
                Log.Add($"{number}");
            });
        }
    }
}

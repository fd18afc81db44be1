namespace Baton.Tests;

/// <summary>Main functions that have ended, in a pool all of whose threads they have, while their frames want threads.</summary>
[TestClass]
public sealed class EndedMainTests : SchedulerTest
{
    private const int Runs = 4;

    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    public enum How
    {
        RunAsync,
        RunInWork,
        RunInABody,
        RunInAFrame,
        RunInAFrameThatYields,
    }

    public enum Rest
    {
        AFrame,
        AFrameThatStartsMore,
        AFrameThatWaits,
        ManyFrames,
        AFrameInAScope,
    }

    public static IEnumerable<object[]> Cases =>
        from how in Enum.GetValues<How>()
        from rest in Enum.GetValues<Rest>()
        select new object[] { how, rest };

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Few", MaxThreads = Runs };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Run_MainsThatEndedHaveAllThreads_TheirFramesRunAndThePoolIsFree(How how, Rest rest)
    {
        using Barrier barrier = new(Runs);
        int ran = 0;
        int expected = 0;

        Task[] runs = [.. Enumerable.Range(0, Runs).Select(_ => Start(how, () =>
        {
            barrier.SignalAndWait(s_long); // each run has its thread
            Interlocked.Add(ref expected, Leave(rest, () => Interlocked.Increment(ref ran)));
        }))];

        Assert.IsTrue(Task.WaitAll(runs, s_long), "the runs end");
        Assert.AreEqual(expected, ran);
        Assert.IsTrue(Pool.Run(() => { }).Wait(s_long), "other work finds a thread");
    }

    // What frames wait for wants threads too: there are as many as mains, and the frames leave some.
    [TestMethod]
    public void RunAsync_FramesOfEndedMainsAwaitWorkAndRuns_TheseGetTheThreads()
    {
        using Barrier barrier = new(Runs);
        int ran = 0;
        Task[] runs = [.. Enumerable.Range(0, Runs).Select(i => CoroutineScheduler.RunAsync(
            () =>
            {
                barrier.SignalAndWait(s_long);
                if (i > 0)
                {
                    Coroutine.Async(() =>
                    {
                        CoroutineScheduler.RunAsync(() => Coroutine.Async(() => { }), OnPool).Await();
                        Pool.Run(() => Interlocked.Increment(ref ran)).Await();
                    });
                }
            },
            OnPool))];

        Assert.IsTrue(Task.WaitAll(runs, s_long), "the runs end");
        Assert.AreEqual(Runs - 1, ran);
    }

    [TestMethod]
    public void RunAsync_MainEnds_ItsThreadIsFreeBeforeItsFramesEnd()
    {
        TaskCompletionSource<int> outside = new();

        Task<int> run = CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(() => { _ = outside.Task.Await(); });
                return 7;
            },
            OnPool);

        Eventually.True(() => Pool.LiveThreads == 2 && Pool.IdleThreads == 1, "main's thread is free, and the frame has the other");
        Assert.IsFalse(run.IsCompleted);
        outside.SetResult(1);
        Assert.IsTrue(run.Wait(s_long));
        Assert.AreEqual(7, run.Result);
    }

    [TestMethod]
    public void RunAsync_MainEndsAndThenAFrameFails_TheRunFails()
    {
        TaskCompletionSource outside = new();
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(() =>
                {
                    outside.Task.Await();
                    throw new InvalidTimeZoneException();
                });
            },
            OnPool);
        Eventually.True(() => Pool.IdleThreads == 1, "main has given its thread up");

        outside.SetResult();

        Assert.ThrowsExactly<InvalidTimeZoneException>(() => run.WaitAsync(s_long).GetAwaiter().GetResult());
    }

    [TestMethod]
    public void RunAsync_MainFailsAndAFrameFailsAfterIt_BothComeOutMainsFirst()
    {
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(() =>
                {
                    try
                    {
                        new TaskCompletionSource().Task.Await();
                    }
                    catch (OperationCanceledException)
                    {
                        throw new InvalidTimeZoneException();
                    }
                });
                throw new FormatException();
            },
            OnPool);

        AggregateException all = Assert.ThrowsExactly<AggregateException>(() => run.WaitAsync(s_long).GetAwaiter().GetResult());
        Assert.IsInstanceOfType<FormatException>(all.InnerExceptions[0]);
        Assert.IsInstanceOfType<InvalidTimeZoneException>(all.InnerExceptions[1]);
    }

    [TestMethod]
    public void RunAsync_CanceledAfterMainHasEnded_TheFramesAreCanceledAndTheRunSaysSo()
    {
        using CancellationTokenSource source = new();
        bool told = false;
        Task<int> run = CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(() =>
                {
                    try
                    {
                        new TaskCompletionSource().Task.Await();
                    }
                    catch (OperationCanceledException)
                    {
                        told = true;
                        throw;
                    }
                });
                return 5;
            },
            OnPool,
            source.Token);
        Eventually.True(() => Pool.IdleThreads == 1, "main has given its thread up");

        source.Cancel();

        Assert.IsTrue(Task.WhenAny(run).Wait(s_long));
        Assert.IsTrue(run.IsCanceled);
        Assert.IsTrue(told);
    }

    // Starts frames that no thread is free for, and returns how many will run.
    private static int Leave(Rest rest, Action ran)
    {
        switch (rest)
        {
            case Rest.AFrameThatStartsMore:
                Coroutine.Async(() =>
                {
                    ran();
                    Coroutine.Async(() =>
                    {
                        ran();
                        Coroutine.Async(ran);
                    });
                });
                return 3;
            case Rest.AFrameThatWaits:
                Coroutine.Async(() =>
                {
                    Coroutine.Delay(TimeSpan.FromMilliseconds(5));
                    ran();
                    Coroutine.Yield();
                });
                return 1;
            case Rest.ManyFrames:
                for (int i = 0; i < 20; i++)
                {
                    Coroutine.Async(() =>
                    {
                        Coroutine.Yield();
                        ran();
                    });
                }

                return 20;
            case Rest.AFrameInAScope:
                Coroutine.Async(() => CoroutineScope.Run(_ => ran()));
                return 1;
            default:
                Coroutine.Async(ran);
                return 1;
        }
    }

    private Task Start(How how, Action main)
    {
        Action run = () => CoroutineScheduler.Run(main, OnPool);
        switch (how)
        {
            case How.RunAsync:
                return CoroutineScheduler.RunAsync(main, OnPool);
            case How.RunInABody:
                return Task.Factory.StartNew(
                    () =>
                    {
                        using Coroutine<int> body = Coroutine.Create<int>(
                            _ =>
                            {
                                run();
                                return 1;
                            },
                            InPool);
                        body.Resume();
                    },
                    TaskCreationOptions.LongRunning);
            case How.RunInAFrame:
                return CoroutineScheduler.RunAsync(run, OnPool);
            case How.RunInAFrameThatYields:
                return CoroutineScheduler.RunAsync(
                    run, new CoroutineSchedulerOptions { ThreadPool = Pool, Blocking = BlockingMode.Yield });
            default:
                return Pool.Run(run);
        }
    }
}

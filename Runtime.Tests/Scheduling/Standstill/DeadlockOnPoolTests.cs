namespace Baton.Tests;

/// <summary>Frames that have all threads of a pool await what only a further thread of that pool could end.</summary>
[TestClass]
public sealed class DeadlockOnPoolTests : SchedulerTest
{
    private const int Threads = 4;

    private static readonly int[] s_counts = [1, Threads];

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    /// <summary>What is awaited.</summary>
    public enum What
    {
        Work,
        WorkWithResult,
        WorkWithToken,
        Run,
        Bridge,
        FrameOfAnotherScheduler,
    }

    /// <summary>What has the pool's threads.</summary>
    public enum Who
    {
        Run,
        RunInWork,
        FramesOfOneRun,
        RunThatWaitsForItsFrames,
    }

    private static IEnumerable<(What What, Who Who, int Threads)> Cells =>
        from what in Enum.GetValues<What>()
        from who in Enum.GetValues<Who>()
        from threads in s_counts
        select (what, who, threads);

    // All cells at once, since several schedulers are told after some seconds.
    [TestMethod]
    public void Await_WhatWantsAThreadThatOnlyTheWaitingFramesHave_SomeAreToldAndTheOthersGetOn()
    {
        Task[] cells = [.. Cells.Select(cell => Task.Factory.StartNew(
            () => SomeAreToldAndTheOthersGetOn(cell.What, cell.Who, cell.Threads), TaskCreationOptions.LongRunning))];

        Task.WaitAll(cells);
    }

    private static void SomeAreToldAndTheOthersGetOn(What what, Who who, int threads)
    {
        string cell = $"{what}, {who}, {threads} threads";
        int waits = who == Who.RunThatWaitsForItsFrames ? threads - 1 : threads;
        if (waits == 0)
        {
            return; // such a run has two threads
        }

        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Few", MaxThreads = threads });
        CoroutineSchedulerOptions options = new() { ThreadPool = pool, StandstillInterval = s_look };
        int there = 0;
        int ran = 0;
        Action wait = () =>
        {
            Interlocked.Increment(ref there);
            while (Volatile.Read(ref there) < waits) // until all threads are taken
            {
                Coroutine.Yield();
                Thread.Yield();
            }

            Begin(what, pool, options, () => { Interlocked.Increment(ref ran); }).Await();
        };

        Task[] runs = [.. Start(who, pool, options, wait, threads)];

        Assert.IsTrue(Task.WhenAll(runs.Select(run => Task.WhenAny(run))).Wait(s_long), $"{cell}: the runs end");
        List<Exception> told = [.. runs.Where(run => run.IsFaulted).Select(run => run.Exception!.InnerException!)];
        Assert.IsGreaterThan(0, told.Count, cell);
        Assert.IsTrue(told.TrueForAll(IsDeadlock), $"{cell}: {string.Join(", ", told)}");
        Assert.IsTrue(pool.Run(() => { }).Wait(s_long), $"{cell}: other work finds a thread");
        Assert.IsTrue(
            SpinWait.SpinUntil(() => Volatile.Read(ref ran) == waits, s_long), $"{cell}: what was awaited gets its thread in the end");
    }

    [TestMethod]
    public void Await_AFrameOfTheRunMayStillEnd_IsNotTold()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 4 });
        CoroutineSchedulerOptions options = new() { ThreadPool = pool, StandstillInterval = s_look };
        TaskCompletionSource leave = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int ran = 0;
        Action<What> main = what =>
        {
            _ = Coroutine.Async(() => leave.Task.Await());
            while (pool.LiveThreads < 4)
            {
                Coroutine.Yield();
            }

            Begin(what, pool, options, () => { Interlocked.Increment(ref ran); }).Await();
        };

        Task runs = Task.WhenAll(
            CoroutineScheduler.RunAsync(() => main(What.Work), options), CoroutineScheduler.RunAsync(() => main(What.Run), options));

        Assert.IsFalse(runs.Wait(8 * s_look), "a deadlock is told of after four looks");
        leave.SetResult();
        Assert.IsTrue(runs.Wait(s_long));
        Assert.AreEqual(2, ran);
    }

    [TestMethod]
    public void Await_TheMessage_NamesTheFrameTheWorkAndThePool()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "One", MaxThreads = 1 });

        Task run = CoroutineScheduler.RunAsync(() => pool.Run(() => 1).Await(), new CoroutineSchedulerOptions { ThreadPool = pool });

        string message = Assert.ThrowsExactly<CoroutineDeadlockException>(() => run.WaitAsync(s_long).GetAwaiter().GetResult()).Message;
        Assert.Contains($"frame 'run {nameof(Await_TheMessage_NamesTheFrameTheWorkAndThePool)} (lambda)'", message);
        Assert.Contains("waits for work that needs a thread of pool 'One'", message);
        Assert.Contains("MaxThreads", message);
    }

    private static bool IsDeadlock(Exception failure) =>
        failure is CoroutineDeadlockException || (failure is AggregateException all && all.InnerExceptions.All(IsDeadlock));

    private static Task Begin(What what, CoroutineThreadPool pool, CoroutineSchedulerOptions options, Action work) => what switch
    {
        What.Work => pool.Run(work),
        What.WorkWithResult => pool.Run(() =>
        {
            work();
            return 1;
        }),
        What.WorkWithToken => pool.Run(work, new CancellationTokenSource().Token),
        What.Run => CoroutineScheduler.RunAsync(work, options),
        What.Bridge => SyncBridge.RunAsync(new MemoryStream(), _ => work(), options),
        _ => new CoroutineScheduler(options).Start(work).AsTask(),
    };

    private static IEnumerable<Task> Start(
        Who who, CoroutineThreadPool pool, CoroutineSchedulerOptions options, Action wait, int threads)
    {
        switch (who)
        {
            case Who.Run:
                return Enumerable.Range(0, threads).Select(_ => CoroutineScheduler.RunAsync(wait, options));
            case Who.RunInWork:
                return Enumerable.Range(0, threads).Select(_ => pool.Run(() => CoroutineScheduler.Run(wait, options)));
            case Who.FramesOfOneRun:
                return
                [
                    CoroutineScheduler.RunAsync(
                        () =>
                        {
                            List<Frame> frames = Frames(wait, threads);
                            wait();
                            frames.ForEach(frame => frame.Await());
                        },
                        options),
                ];
            default:
                return [CoroutineScheduler.RunAsync(() => Frames(wait, threads).ForEach(frame => frame.Await()), options)];
        }
    }

    private static List<Frame> Frames(Action wait, int threads) =>
        [.. Enumerable.Range(0, threads - 1).Select(_ => Coroutine.Async(wait))];
}

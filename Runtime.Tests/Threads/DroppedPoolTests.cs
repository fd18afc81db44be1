using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Pools that nobody disposes, and nobody refers to any more.</summary>
[TestClass]
public sealed class DroppedPoolTests : CoroutineTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    [TestMethod]
    [DataRow(4, 1)]
    [DataRow(0, -1)]
    [DataRow(2, 600_000)]
    public void Pool_Dropped_IdleThreadsEnd(int minThreads, int idleTimeout)
    {
        CapturedWorkers workers = new();

        Drop(workers, minThreads, idleTimeout);

        UntilTheyEnd(workers);
    }

    [TestMethod]
    public void Pool_DroppedWhileWorkRunsAndWaits_AllOfItRunsAndTheThreadsEnd()
    {
        CapturedWorkers workers = new();
        using ManualResetEventSlim goOn = new();

        Task<int>[] work = DropBusy(workers, goOn);
        Collect();
        goOn.Set();

        Assert.IsTrue(Task.WhenAll(work).Wait(s_long));
        CollectionAssert.AreEqual(Enumerable.Range(0, 6).ToList(), work.Select(task => task.Result).ToList());
        UntilTheyEnd(workers);
    }

    [TestMethod]
    public void Pool_DroppedWhileACoroutineIsSuspended_TheCoroutineCanBeResumedToItsEnd()
    {
        CapturedWorkers workers = new();

        int last = ResumeToItsEnd(workers);

        Assert.AreEqual(2, last);
        UntilTheyEnd(workers);
    }

    [TestMethod]
    public void Pool_DroppedWhileAFrameWaits_TheRunEndsAndFindsThreadsForItsFrames()
    {
        CapturedWorkers workers = new();
        TaskCompletionSource goOn = new();

        Task<int> run = DropUnderARun(workers, goOn.Task);
        Collect();
        goOn.SetResult();

        Assert.IsTrue(run.Wait(s_long));
        Assert.AreEqual(3, run.Result);
        run = null!;
        UntilTheyEnd(workers);
    }

    [TestMethod]
    public void Drop_ThreadReturnedAfterIt_EndsAtOnceAlthoughThePoolKeepsThreads()
    {
        CapturedWorkers workers = new();
        CoroutineThreadPool pool = workers.CreatePool(new CoroutineThreadPoolOptions { MinThreads = 4 });
        using (new Occupant(pool))
        {
            pool.Workers.Disposal.Drop();
        }

        Assert.IsTrue(pool.Run(() => { }).Wait(s_long), "a dropped pool takes what still comes");
        UntilTheyEnd(workers);
        pool.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(CapturedWorkers workers, int minThreads, int idleTimeout)
    {
        CoroutineThreadPool pool = workers.CreatePool(new CoroutineThreadPoolOptions
        {
            MinThreads = minThreads,
            MaxThreads = 4,
            IdleTimeout = TimeSpan.FromMilliseconds(idleTimeout),
        });
        using Barrier barrier = new(4);
        Assert.IsTrue(Task.WhenAll(Enumerable.Range(0, 4).Select(_ => pool.Run(() => barrier.SignalAndWait(s_long)))).Wait(s_long));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task<int>[] DropBusy(CapturedWorkers workers, ManualResetEventSlim goOn)
    {
        CoroutineThreadPool pool = workers.CreatePool(new CoroutineThreadPoolOptions { MinThreads = 2, MaxThreads = 2 });
        return [.. Enumerable.Range(0, 6).Select(i => pool.Run(() =>
        {
            goOn.Wait();
            return i;
        }))];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ResumeToItsEnd(CapturedWorkers workers)
    {
        using Coroutine<int> coroutine = Suspended(workers);
        Collect();
        return coroutine.Resume();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Coroutine<int> Suspended(CapturedWorkers workers)
    {
        CoroutineThreadPool pool = workers.CreatePool(new CoroutineThreadPoolOptions { MinThreads = 2 });
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                yielder.Suspend(1);
                return 2;
            },
            new CoroutineOptions { ThreadPool = pool });
        coroutine.Resume();
        return coroutine;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task<int> DropUnderARun(CapturedWorkers workers, Task goOn)
    {
        CoroutineThreadPool pool = workers.CreatePool(new CoroutineThreadPoolOptions { MinThreads = 2, MaxThreads = 2 });
        return CoroutineScheduler.RunAsync(
            () =>
            {
                goOn.Await();
                return Coroutine.Async(() => 1).Await() + Coroutine.Async(() => 2).Await();
            },
            new CoroutineSchedulerOptions { ThreadPool = pool });
    }

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static void UntilTheyEnd(CapturedWorkers workers) => Eventually.True(
        () =>
        {
            Collect();
            return workers.All.All(worker => !worker.Thread.IsAlive);
        },
        "the threads of the dropped pool end");
}

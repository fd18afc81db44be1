namespace Baton.Tests;

[TestClass]
public sealed class IdleTimeoutTests : CoroutineTest
{
    [TestMethod]
    [TestProperty("Conformance", "BATON-13")]
    public void IdleTimeout_Over_IdleThreadsEnd()
    {
        CapturedWorkers workers = new();
        using CoroutineThreadPool pool = workers.CreatePool(new CoroutineThreadPoolOptions { IdleTimeout = TimeSpan.FromMilliseconds(1) });

        UseThreads(pool, 4);

        Eventually.True(() => pool.LiveThreads == 0, "all threads end");
        Assert.IsTrue(workers.All.All(worker => worker.Thread.Join(TimeSpan.FromSeconds(30))));
        Assert.AreEqual(new PoolCounts(0, 0, 0, 0), pool.Workers.Counts);
    }

    [TestMethod]
    public void IdleTimeout_Zero_ThreadsEndAtOnceAndTheNextTenantGetsAnother()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { IdleTimeout = TimeSpan.Zero });

        UseThreads(pool, 2);
        Eventually.True(() => pool.LiveThreads == 0, "all threads end");
        UseThreads(pool, 2);

        Eventually.True(() => pool.LiveThreads == 0, "all threads end again");
    }

    [TestMethod]
    public void IdleTimeout_TenantsRacingWithTheTimeout_NoneIsLost()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { IdleTimeout = TimeSpan.Zero, MaxThreads = 8 });
        using ForcedParking parking = new();
        Random random = new(20260108);

        for (int i = 0; i < 1500; i++)
        {
            using Coroutine<int> coroutine = Coroutine.Create<int>(_ => i, new CoroutineOptions { ThreadPool = pool });
            Thread.SpinWait(random.Next(300)); // so that the tenant meets the retiring thread at every point of it
            Assert.AreEqual(i, coroutine.Resume());
        }

        Eventually.True(() => pool.LiveThreads == 0, "all threads end");
    }

    [TestMethod]
    public void IdleTimeout_CoroutineSuspendedForLonger_KeepsItsThread()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { IdleTimeout = TimeSpan.FromMilliseconds(1) });
        Thread? other = null;
        using Coroutine<Thread> coroutine = Coroutine.Create<Thread>(
            yielder =>
            {
                yielder.Suspend(Thread.CurrentThread);
                return Thread.CurrentThread;
            },
            new CoroutineOptions { ThreadPool = pool });
        Thread thread = coroutine.Resume();
        pool.Run(() => { other = Thread.CurrentThread; }).Wait();
        Assert.IsTrue(other!.Join(TimeSpan.FromSeconds(30)), "a thread that was idle has ended meanwhile");

        Thread after = coroutine.Resume();

        Assert.AreSame(thread, after);
    }

    [TestMethod]
    public void IdleTimeout_Infinite_IsWhatTheThreadsWaitWith()
    {
        CapturedWorkers workers = new();
        using CoroutineThreadPool pool = workers.CreatePool(new CoroutineThreadPoolOptions { IdleTimeout = Timeout.InfiniteTimeSpan });

        UseThreads(pool, 1);

        Eventually.Parked(workers.All[0].Thread);
        Assert.AreEqual(Timeout.Infinite, pool.Workers.Threads.IdleTimeoutMilliseconds);
        Assert.AreEqual(1, pool.IdleThreads);
    }

    [TestMethod]
    public void IdleTimeout_FractionOfAMillisecond_IsNotRoundedToNever()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { IdleTimeout = TimeSpan.FromTicks(1) });

        UseThreads(pool, 1);

        Eventually.True(() => pool.LiveThreads == 0, "the thread ends");
    }

    [TestMethod]
    public void MinThreads_MoreIdleThreads_OnlyTheSurplusEnds()
    {
        CapturedWorkers workers = new();
        using CoroutineThreadPool pool = workers.CreatePool(
            new CoroutineThreadPoolOptions { MinThreads = 2, IdleTimeout = TimeSpan.FromMilliseconds(1) });

        UseThreads(pool, 5);

        Eventually.True(() => pool.LiveThreads == 2, "the surplus ends");
        foreach (Worker worker in workers.All.Where(worker => worker.IsIdle))
        {
            Assert.IsFalse(pool.Workers.Threads.TryRetire(worker, out _), "the last ones stay");
        }

        Assert.AreEqual(2, pool.IdleThreads);
    }

    [TestMethod]
    public void MinThreads_TwoThreadsTimeOutTogether_TheLastOneStays()
    {
        // Both times are over before either thread has left. The test speaks for the first one's thread.
        CapturedWorkers workers = new();
        using CoroutineThreadPool pool = workers.CreatePool(
            new CoroutineThreadPoolOptions { MinThreads = 1, IdleTimeout = Timeout.InfiniteTimeSpan });
        UseThreads(pool, 2);
        Worker first = workers.All[0];
        Worker second = workers.All[1];

        bool firstLeaves = pool.Workers.Threads.TryRetire(first, out _);
        bool secondLeaves = pool.Workers.Threads.TryRetire(second, out _);
        first.Assign(null);
        if (secondLeaves)
        {
            second.Assign(null);
        }

        Assert.IsTrue(firstLeaves);
        Assert.IsFalse(secondLeaves, "one of two may end, for one is to stay");
    }

    [TestMethod]
    public void MinThreads_ThreadKept_Sleeps()
    {
        CapturedWorkers workers = new();
        using CoroutineThreadPool pool = workers.CreatePool(new CoroutineThreadPoolOptions { MinThreads = 1, IdleTimeout = TimeSpan.Zero });

        UseThreads(pool, 1);

        // A thread that asks again and again whether it may leave is parked for moments only.
        Eventually.True(() => Enumerable.Range(0, 1000).All(_ => workers.All[0].IsParked), "the thread kept sleeps");
    }

    [TestMethod]
    public void MinThreads_PoolNotUsed_StartsNone()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MinThreads = 3 });

        Assert.AreEqual(0, pool.LiveThreads);
    }

    /// <summary>Takes so many threads of the pool at the same time, and gives them all back.</summary>
    private static void UseThreads(CoroutineThreadPool pool, int count)
    {
        Coroutine<int>[] coroutines = [.. Enumerable.Range(0, count).Select(_ => Coroutine.Create<int>(
            yielder =>
            {
                yielder.Suspend(1);
                return 2;
            },
            new CoroutineOptions { ThreadPool = pool }))];
        Array.ForEach(coroutines, coroutine => coroutine.Resume());
        Array.ForEach(coroutines, coroutine => coroutine.Dispose());
    }
}

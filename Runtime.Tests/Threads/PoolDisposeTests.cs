namespace Baton.Tests;

[TestClass]
public sealed class PoolDisposeTests : CoroutineTest
{
    [TestMethod]
    public void Resume_PoolDisposed_ThrowsAndTheCoroutineStaysCreated()
    {
        using Coroutine<int> coroutine = Create();
        Pool.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => coroutine.Resume());

        Assert.AreEqual(CoroutineStatus.Created, coroutine.Status);
        Assert.AreEqual(0, Pool.LiveThreads);
    }

    [TestMethod]
    public void Run_PoolDisposed_Throws()
    {
        Pool.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => { _ = Pool.Run(() => { }); });
    }

    [TestMethod]
    public void Dispose_IdleThreads_AreGoneWhenItReturns()
    {
        CapturedWorkers workers = new();
        CoroutineThreadPool pool = workers.CreatePool(new CoroutineThreadPoolOptions());
        Coroutine<int>[] coroutines = [.. Enumerable.Range(0, 4).Select(_ => Create(pool))];
        Array.ForEach(coroutines, coroutine => coroutine.Resume());
        Array.ForEach(coroutines, coroutine => coroutine.Resume());

        pool.Dispose();

        Assert.IsFalse(workers.All.Any(worker => worker.Thread.IsAlive));
        Assert.AreEqual(new PoolCounts(0, 0, 0, 0), pool.Workers.Counts);
    }

    [TestMethod]
    public async Task Dispose_QueuedWork_FailsWithObjectDisposedAndNeverRuns()
    {
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
        bool ran = false;
        Task[] queued;

        using (new Occupant(pool))
        {
            queued = [pool.Run(() => { ran = true; }), pool.Run(() => { ran = true; })];
            pool.Dispose();
            Assert.IsTrue(queued.All(work => work.IsCompleted), "what was queued knows at once");
        }

        foreach (Task work in queued)
        {
            await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => work);
        }

        Assert.IsFalse(ran);
        await pool.DisposeAsync();
    }

    [TestMethod]
    public async Task Dispose_WorkRunning_WorkEndsWithItsResultAndTheThreadAfterIt()
    {
        using ManualResetEventSlim goOn = new();
        Thread? thread = null;
        Task<int> work = Pool.Run(() =>
        {
            thread = Thread.CurrentThread;
            goOn.Wait();
            return 5;
        });
        Eventually.True(() => thread is not null, "the work runs");

        Pool.Dispose();
        goOn.Set();

        Assert.AreEqual(5, await work);
        Assert.IsTrue(thread!.Join(TimeSpan.FromSeconds(30)));
    }

    [TestMethod]
    public void Dispose_CoroutineSuspended_CanBeResumedToItsEndAndTheThreadEnds()
    {
        using Coroutine<int> coroutine = Create();
        coroutine.Resume();

        Pool.Dispose();
        int live = Pool.LiveThreads;
        int last = coroutine.Resume();

        Assert.AreEqual(1, live);
        Assert.AreEqual(2, last);
        Eventually.True(() => Pool.LiveThreads == 0, "the last thread ends with its tenant");
    }

    [TestMethod]
    public void Dispose_CoroutineSuspended_CanBeDisposedAndUnwinds()
    {
        bool unwound = false;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                    return 2;
                }
                finally
                {
                    unwound = true;
                }
            },
            InPool);
        coroutine.Resume();
        Pool.Dispose();

        coroutine.Dispose();

        Assert.IsTrue(unwound);
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    public void Dispose_Twice_HasNoFurtherEffect()
    {
        using Coroutine<int> coroutine = Create();
        coroutine.Resume();

        Pool.Dispose();
        Pool.Dispose();

        Assert.AreEqual(2, coroutine.Resume());
    }

    [TestMethod]
    public async Task Dispose_FromWorkOnThePoolItself_Returns()
    {
        await Pool.Run(() => { });
        Coroutine<int>[] idle = [Create(), Create()];
        Array.ForEach(idle, coroutine => coroutine.Resume());
        Array.ForEach(idle, coroutine => coroutine.Dispose());

        await Pool.Run(Pool.Dispose).WaitAsync(TimeSpan.FromSeconds(30));

        Eventually.True(() => Pool.LiveThreads == 0, "the disposing thread ends too");
    }

    [TestMethod]
    public void Dispose_FromABodyOfThePoolItself_Returns()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                Pool.Dispose();
                yielder.Suspend(1);
                return 2;
            },
            InPool);

        Assert.AreEqual(1, coroutine.Resume());
        Assert.AreEqual(2, coroutine.Resume());
    }

    [TestMethod]
    public async Task DisposeAsync_CoroutineSuspended_CompletesWhenItHasEnded()
    {
        using Coroutine<int> coroutine = Create();
        coroutine.Resume();

        Task disposal = Pool.DisposeAsync().AsTask();
        bool tooEarly = disposal.IsCompleted;
        coroutine.Resume();
        await disposal.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.IsFalse(tooEarly);
        Assert.AreEqual(0, Pool.LiveThreads);
    }

    [TestMethod]
    public async Task DisposeAsync_FreshThreadOnItsWayOut_WaitsForThatToo()
    {
        // The thread is held just before it has left.
        using ManualResetEventSlim mayEnd = new();
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Held", MaxThreads = 1 });
        using EventProbe probe = new(System.Diagnostics.Tracing.EventLevel.Verbose);
        probe.OnEvent = (name, payload) =>
        {
            if (name == "ThreadEnded" && payload[0] is "Held")
            {
                mayEnd.Wait();
            }
        };
        using Coroutine<Thread> fresh = Coroutine.Create<Thread>(
            _ => Thread.CurrentThread, new CoroutineOptions { ThreadPool = pool, FreshThread = true });
        Thread thread = fresh.Resume();

        Task disposal = pool.DisposeAsync().AsTask();
        bool tooEarly = disposal.IsCompleted;
        mayEnd.Set();
        await disposal.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.IsFalse(tooEarly, "a thread of the pool was still there");
        Assert.IsTrue(thread.Join(TimeSpan.FromSeconds(30)));
    }

    [TestMethod]
    public async Task DisposeAsync_PoolNeverUsed_Completes()
    {
        CoroutineThreadPool pool = new();

        await pool.DisposeAsync();

        Assert.AreEqual(0, pool.LiveThreads);
    }

    [TestMethod]
    public async Task Dispose_Shared_HasNoEffect()
    {
        CoroutineThreadPool.Shared.Dispose();
        await CoroutineThreadPool.Shared.DisposeAsync();

        Assert.AreEqual(1, await CoroutineThreadPool.Shared.Run(() => 1));
    }

    [TestMethod]
    public void Dispose_RacingWithNewWork_AllOfItEndsOneWayOrTheOther()
    {
        for (int i = 0; i < 100; i++)
        {
            CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 2 });
            List<Task> work = [];
            TestThread submitter = TestThread.Start(() =>
            {
                try
                {
                    while (true)
                    {
                        work.Add(pool.Run(() => { }));
                    }
                }
                catch (ObjectDisposedException)
                {
                }
            });

            pool.Dispose();
            submitter.Join();

            Task all = Task.WhenAll(work).ContinueWith(_ => { }, TaskScheduler.Default);
            Assert.IsTrue(all.Wait(TimeSpan.FromSeconds(30)), "no work is forgotten");
            Assert.IsTrue(pool.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(30)), "no thread is left");
        }
    }

    private Coroutine<int> Create() => Create(Pool);

    private static Coroutine<int> Create(CoroutineThreadPool pool) => Coroutine.Create<int>(
        yielder =>
        {
            yielder.Suspend(1);
            return 2;
        },
        new CoroutineOptions { ThreadPool = pool });
}

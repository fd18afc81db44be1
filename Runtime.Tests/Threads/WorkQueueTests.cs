using System.Runtime.CompilerServices;

namespace Baton.Tests;

[TestClass]
public sealed class WorkQueueTests : CoroutineTest
{
    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Queued", MaxThreads = 1 };

    [TestMethod]
    public async Task Run_AllThreadsTaken_QueuesFirstInFirstOut()
    {
        List<int> order = [];
        Task[] work;

        using (new Occupant(Pool))
        {
            work = [.. Enumerable.Range(0, 20).Select(i => Pool.Run(() => order.Add(i)))];
            Assert.AreEqual(20, Pool.Workers.Counts.Queued);
        }

        await Task.WhenAll(work);
        CollectionAssert.AreEqual(Enumerable.Range(0, 20).ToList(), order);
    }

    [TestMethod]
    public async Task Run_AllThreadsTakenByASuspendedCoroutine_QueuesUntilItEnds()
    {
        using Coroutine<int> coroutine = SuspendedOnce(Pool);
        coroutine.Resume();

        Task<int> work = Pool.Run(() => 3);
        Eventually.True(() => coroutine.Core.IsBodyParked, "the body parks");
        bool completedTooEarly = work.IsCompleted;
        int queued = Pool.Workers.Counts.Queued;
        coroutine.Resume();

        Assert.IsFalse(completedTooEarly);
        Assert.AreEqual(1, queued);
        Assert.AreEqual(3, await work);
    }

    [TestMethod]
    public async Task Run_AllThreadsTakenByAFreshOne_QueuesUntilThatHasEnded()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(Once, new CoroutineOptions { ThreadPool = Pool, FreshThread = true });
        coroutine.Resume();
        Task<int>[] work = [.. Enumerable.Range(0, 3).Select(i => Pool.Run(() => i))];

        coroutine.Resume();

        Assert.AreEqual("0 1 2", string.Join(' ', await Task.WhenAll(work)));
        Assert.AreEqual(1, Pool.LiveThreads);
    }

    [TestMethod]
    public async Task Run_SubmitterInterruptedAndTheThreadHeldByGarbage_IsServedAndTheInterruptStaysPending()
    {
        ExpectedDropped = 1;
        Drop();
        Task<int>? work = null;
        bool pending = false;

        using (TimerLock.Hold())
        {
            TestThread.Run("Submitter", () =>
            {
                Thread.CurrentThread.Interrupt();
                work = Pool.Run(() => 3);
                pending = TestThread.TakePendingInterrupt();
            });
        }

        int result = await work!.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        Assert.AreEqual(3, result);
        Assert.IsTrue(pending);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Drop() => SuspendedOnce(Pool).Resume();
    }

    [TestMethod]
    public async Task Run_QueueLimitZero_RefusesWhatFindsNoThread()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 1, QueueLimit = 0 });
        Task refused;

        using (new Occupant(pool))
        {
            refused = pool.Run(() => { });
        }

        CoroutineLimitException limit = await Assert.ThrowsExactlyAsync<CoroutineLimitException>(() => refused);
        Assert.AreEqual(1, limit.MaxThreads);
        Assert.AreEqual(1, limit.LiveThreads);
        Assert.AreEqual(0, limit.QueueLength);
        Assert.IsNull(limit.InnerException);
    }

    [TestMethod]
    public async Task Run_QueueLimitZeroWithAnIdleThread_Runs()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 1, QueueLimit = 0 });
        new Occupant(pool).Dispose();

        int result = await pool.Run(() => 1);

        Assert.AreEqual(1, result);
    }

    [TestMethod]
    public async Task Run_OneMoreThanTheQueueHolds_IsRefusedAndTheOthersRun()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 1, QueueLimit = 2 });
        Task<int>[] queued;
        Task<int> refused;

        using (new Occupant(pool))
        {
            queued = [pool.Run(() => 1), pool.Run(() => 2)];
            refused = pool.Run(() => 3);
        }

        CoroutineLimitException limit = await Assert.ThrowsExactlyAsync<CoroutineLimitException>(() => refused);
        Assert.AreEqual(2, limit.QueueLength);
        Assert.AreEqual("1 2", string.Join(' ', await Task.WhenAll(queued)));
    }

    [TestMethod]
    public async Task Run_QueuedWorkWithdrawn_MakesRoomInTheQueue()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 1, QueueLimit = 1 });
        using CancellationTokenSource source = new();
        Task<int> next;

        using (new Occupant(pool))
        {
            Task withdrawn = pool.Run(() => { }, source.Token);
            source.Cancel();
            Assert.IsTrue(withdrawn.IsCanceled);
            next = pool.Run(() => 2);
        }

        Assert.AreEqual(2, await next);
    }

    [TestMethod]
    public void Resume_WorkWaitsInTheQueue_CoroutineIsRefusedAndSaysHowMuchWaits()
    {
        using Occupant occupant = new(Pool);
        Task work = Pool.Run(() => { });
        using Coroutine<int> coroutine = Coroutine.Create<int>(_ => 1, InPool);

        CoroutineLimitException limit = Assert.ThrowsExactly<CoroutineLimitException>(() => coroutine.Resume());

        Assert.AreEqual(1, limit.QueueLength);
        Assert.IsFalse(work.IsCompleted);
    }

    [TestMethod]
    public async Task Run_QueuedAgainByAThreadThatLeaves_KeepsItsPlaceInTheQueue()
    {
        // A fresh thread is held just before it has left, until work has queued up.
        using ManualResetEventSlim queuedUp = new();
        List<char> order = [];
        using EventProbe probe = new(System.Diagnostics.Tracing.EventLevel.Verbose);
        probe.OnEvent = (name, payload) =>
        {
            if (name == "ThreadEnded" && payload[0] is "Queued" && !queuedUp.IsSet)
            {
                queuedUp.Wait();
            }
        };
        using Coroutine<int> coroutine = Coroutine.Create<int>(Once, new CoroutineOptions { ThreadPool = Pool, FreshThread = true });
        coroutine.Resume();
        coroutine.Resume();
        Task[] work = [.. "abc".Select(name => Pool.Run(() => order.Add(name)))];

        queuedUp.Set();
        Eventually.True(() => probe.Count("ThreadEnded", "Queued") == 1, "the thread has reported its end");
        await Task.WhenAll(work);

        Assert.AreEqual("abc", string.Concat(order));
    }

    private static Coroutine<int> SuspendedOnce(CoroutineThreadPool pool) =>
        Coroutine.Create<int>(Once, new CoroutineOptions { ThreadPool = pool });

    private static int Once(Yielder<int> yielder)
    {
        yielder.Suspend(1);
        return 2;
    }
}

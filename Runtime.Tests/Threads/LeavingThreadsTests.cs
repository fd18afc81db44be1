using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>A thread on its way out, in a listener, counts until it is gone: against its pool's limit and the process's budget.</summary>
[TestClass]
public sealed class LeavingThreadsTests : CoroutineTest
{
    private readonly ThreadBudget _budget = new(_ => new SeenRoom(10_000), TimeProvider.System);

    /// <summary>The ways in which a thread comes to leave; each is given a pool with one thread, which is idle.</summary>
    public static IEnumerable<object[]> Ways =>
    [
        ["a fresh thread has ended its coroutine"],
        ["an idle thread's time is over"],
        ["an idle thread is evicted for a fresh one"],
        ["an idle thread is evicted for a larger stack"],
        ["an idle thread makes room for another pool"],
    ];

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void LiveThreads_ListenerHoldsAThreadThatLeaves_CountsItUntilItIsGone(string way)
    {
        using Holding holding = new();
        using CoroutineThreadPool pool = CreatePool(way.EndsWith("is over", StringComparison.Ordinal) ? 1 : Timeout.Infinite);

        Leave(way, pool);
        holding.AwaitHeld(1);
        (int live, int paid) = (pool.LiveThreads, _budget.Live);
        string refusal = Assert.ThrowsExactly<CoroutineLimitException>(() => Create(pool).Resume()).Message;
        holding.Release();
        Eventually.True(() => pool.LiveThreads == 0, "the thread is gone");

        Assert.AreEqual(1, live);
        Assert.AreEqual(1, paid);
        Assert.Contains("All 1 threads", refusal);
        Assert.AreEqual(0, _budget.Live);
    }

    [TestMethod]
    public async Task Run_ListenerHoldsAThreadThatLeaves_WorkWaitsForItsPlace()
    {
        using Holding holding = new();
        using CoroutineThreadPool pool = CreatePool(Timeout.Infinite);
        Leave("a fresh thread has ended its coroutine", pool);
        holding.AwaitHeld(1);

        Task<int> work = pool.Run(() => 7);
        bool waited = pool.Workers.Counts.Queued == 1;
        holding.Release();

        Assert.IsTrue(waited);
        Assert.AreEqual(7, await work.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [TestMethod]
    public void Resume_ListenersHoldAllThreadsThatLeave_ThereAreNeverMoreThanTheLimit()
    {
        const int Limit = 3;
        using Holding holding = new();
        using CoroutineThreadPool pool = CreatePool(Timeout.Infinite, Limit);
        int refused = 0;
        for (int i = 0; i < 30; i++)
        {
            try
            {
                Coroutine.Create<int>(_ => 1, new CoroutineOptions { ThreadPool = pool, FreshThread = true }).Resume();
            }
            catch (CoroutineLimitException)
            {
                refused++;
            }
        }

        holding.AwaitHeld(Limit);
        Assert.AreEqual(Limit, holding.Held);
        Assert.AreEqual(Limit, pool.LiveThreads);
        Assert.AreEqual(30 - Limit, refused);
    }

    [TestMethod]
    public void Resume_InTheListenerOfTheThreadThatLeaves_IsRefusedAndDoesNotWaitForItself()
    {
        using CoroutineThreadPool pool = CreatePool(Timeout.Infinite);
        Exception? inListener = null;
        using ManualResetEventSlim told = new();
        using EventProbe probe = new(EventLevel.Verbose);
        probe.OnEvent = (name, payload) =>
        {
            if (name == "ThreadEnded" && payload[0] is "Leaving" && !told.IsSet)
            {
                inListener = Assert.ThrowsExactly<CoroutineLimitException>(() => Create(pool).Resume());
                told.Set();
            }
        };

        Leave("a fresh thread has ended its coroutine", pool);

        Assert.IsTrue(told.Wait(TimeSpan.FromSeconds(30)));
        Assert.IsNotNull(inListener);
    }

    [TestMethod]
    public void Resume_ThreadIsOnItsWayOut_WaitsForItsPlaceAlsoWhenInterrupted()
    {
        using CoroutineThreadPool pool = CreatePool(Timeout.Infinite);
        bool isInterrupted = false;
        TestThread thread = TestThread.Start(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                Leave("a fresh thread has ended its coroutine", pool);
                Thread.CurrentThread.Interrupt();
                Coroutine.Create<int>(_ => 1, new CoroutineOptions { ThreadPool = pool, FreshThread = true }).TryResume(out _);
                isInterrupted |= Uninterrupted.TakePendingInterrupt();
            }
        });

        thread.Join();

        Assert.IsTrue(isInterrupted, "the interrupt is the caller's");
    }

    private static Coroutine<int> Create(CoroutineThreadPool pool, bool isFresh = false, int stackSize = 0) => Coroutine.Create<int>(
        yielder =>
        {
            yielder.Suspend(1);
            return 2;
        },
        new CoroutineOptions { ThreadPool = pool, FreshThread = isFresh, StackSize = stackSize });

    private CoroutineThreadPool CreatePool(int idleMilliseconds, int maxThreads = 1) => new(
        new CoroutineThreadPoolOptions
        {
            Name = "Leaving",
            MaxThreads = maxThreads,
            IdleTimeout = TimeSpan.FromMilliseconds(idleMilliseconds),
            Patience = TimeSpan.FromMilliseconds(100),
        },
        _budget,
        worker => worker.Start());

    private void Leave(string way, CoroutineThreadPool pool)
    {
        if (way.StartsWith("a fresh", StringComparison.Ordinal))
        {
            Coroutine.Create<int>(_ => 1, new CoroutineOptions { ThreadPool = pool, FreshThread = true }).Resume();
            return;
        }

        Coroutine.Create<int>(_ => 1, new CoroutineOptions { ThreadPool = pool }).Resume();
        if (way.Contains("evicted", StringComparison.Ordinal))
        {
            bool isFresh = way.EndsWith("fresh one", StringComparison.Ordinal);
            Assert.ThrowsExactly<CoroutineLimitException>(() => Create(pool, isFresh, isFresh ? 0 : 1 << 20).Resume());
        }
        else if (way.Contains("another pool", StringComparison.Ordinal))
        {
            Assert.IsTrue(IdleThreads.End(_budget, 1));
        }
    }

    /// <summary>Holds up each thread of the pool that ends, in the event that tells of it.</summary>
    private sealed class Holding : IDisposable
    {
        private readonly ConcurrentBag<Thread> _held = [];
        private readonly ManualResetEventSlim _released = new();
        private readonly EventProbe _probe = new(EventLevel.Verbose);

        internal Holding() => _probe.OnEvent = (name, payload) =>
        {
            if (name == "ThreadEnded" && payload[0] is "Leaving")
            {
                _held.Add(Thread.CurrentThread);
                _released.Wait();
            }
        };

        internal int Held => _held.Count;

        internal void AwaitHeld(int count) => Eventually.True(() => Held >= count, "the listener holds them");

        internal void Release() => _released.Set();

        public void Dispose()
        {
            Release();
            _probe.Dispose();
        }
    }
}

using System.Diagnostics.Tracing;

namespace Baton.Tests;

[TestClass]
public sealed class WorkerStateTests : CoroutineTest
{
    private readonly CapturedWorkers _workers = new();
    private CoroutineThreadPool _pool = null!;

    private WorkerState State => _workers.All[0].State;

    private CoroutineOptions InOne => new() { ThreadPool = _pool, UnwindTimeout = TimeSpan.FromMilliseconds(1) };

    [TestInitialize]
    public void CreatePool() => _pool = _workers.CreatePool(new CoroutineThreadPoolOptions { Name = "One", MaxThreads = 1 });

    [TestCleanup]
    public void DisposePool() => _pool.Dispose();

    [TestMethod]
    public void State_CoroutineRunsSuspendsAndEnds_IsHostingAndThenIdle()
    {
        WorkerState inside = WorkerState.New;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                inside = State;
                yielder.Suspend(1);
                return 2;
            },
            InOne);

        coroutine.Resume();
        WorkerState suspended = State;
        coroutine.Resume();

        Assert.AreEqual(WorkerState.Hosting, inside);
        Assert.AreEqual(WorkerState.Hosting, suspended);
        Assert.AreEqual(WorkerState.Idle, State);
    }

    [TestMethod]
    public async Task State_BlockingWork_IsWorkingAndThenIdle()
    {
        WorkerState inside = await _pool.Run(() => State);

        Assert.AreEqual(WorkerState.Working, inside);
        Eventually.True(() => State == WorkerState.Idle, "the worker is returned");
    }

    [TestMethod]
    public async Task State_WorkWaitsBehindACoroutine_IsWorkingNext()
    {
        using Coroutine<int> coroutine = Create();
        coroutine.Resume();
        using ManualResetEventSlim goOn = new();
        Task work = _pool.Run(goOn.Wait);

        coroutine.Resume();
        WorkerState next = State;
        goOn.Set();
        await work;

        Assert.AreEqual(WorkerState.Working, next);
    }

    [TestMethod]
    public void State_FreshThreadEndsWithNothingQueued_ItKeepsItsPlaceUntilItHasEnded()
    {
        using EndingThreads ending = new();
        using Coroutine<int> coroutine = Create(isFresh: true);
        coroutine.Resume();

        coroutine.Resume();
        (WorkerState leaving, int live) = (State, _pool.LiveThreads);
        ending.Release();

        Assert.AreEqual(WorkerState.Leaving, leaving);
        Assert.AreEqual(1, live);
        Eventually.True(() => State == WorkerState.Ended, "the thread ends");
        Assert.AreEqual(0, _pool.LiveThreads);
    }

    [TestMethod]
    public async Task State_FreshThreadEndsWithWorkQueued_ItKeepsItsPlaceForTheWork()
    {
        using EndingThreads ending = new();
        using Coroutine<int> coroutine = Create(isFresh: true);
        coroutine.Resume();
        Task<int> work = _pool.Run(() => 3);

        coroutine.Resume();
        (WorkerState leaving, PoolCounts counts) = (State, _pool.Workers.Counts);
        ending.Release();

        Assert.AreEqual(WorkerState.Leaving, leaving);
        Assert.AreEqual(new PoolCounts(Live: 1, Idle: 0, Coroutines: 0, Queued: 1), counts);
        Assert.AreEqual(3, await work);
        Assert.AreEqual(WorkerState.Ended, State);
    }

    [TestMethod]
    public void State_IdleThreadEvicted_ItsPlaceIsTheOthersWhenItHasEnded()
    {
        using EndingThreads ending = new();
        Create().Dispose();
        Use();
        using Coroutine<int> other = Create(isFresh: true);

        Assert.ThrowsExactly<CoroutineLimitException>(() => other.Resume());
        (WorkerState evicted, int live) = (State, _pool.LiveThreads);
        ending.Release();
        Eventually.True(() => State == WorkerState.Ended, "the thread ends");
        other.Resume();

        Assert.AreEqual(WorkerState.Leaving, evicted);
        Assert.AreEqual(1, live);
        Assert.AreEqual(WorkerState.Hosting, _workers.All[1].State);
        Assert.AreEqual(1, _pool.LiveThreads);
    }

    [TestMethod]
    public void State_PoolDisposed_IdleThreadHasEnded()
    {
        Use();

        _pool.Dispose();

        Assert.AreEqual(WorkerState.Ended, State);
    }

    [TestMethod]
    public void State_CoroutineQuarantinedThatEndsAfterAll_IsWrittenOffAndThenIdle()
    {
        ExpectedQuarantined = 1;
        using ManualResetEventSlim goOn = new();
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                    return 2;
                }
                finally
                {
                    goOn.Wait();
                }
            },
            InOne);
        coroutine.Resume();

        coroutine.Dispose();
        WorkerState quarantined = State;
        goOn.Set();

        Assert.AreEqual(WorkerState.WrittenOff, quarantined);
        Eventually.True(() => State == WorkerState.Idle, "the worker is returned");
    }

    [TestMethod]
    public void WriteOff_WorkerWasReturnedBefore_LeavesItToItsNextTenant()
    {
        // The body's thread may be faster than the disposer that has given up on the body.
        using Coroutine<int> ended = Use();
        using Coroutine<int> next = Create();
        next.Resume();

        _pool.Workers.WriteOff(_workers.All[0], ended.Core);

        Assert.AreEqual(WorkerState.Hosting, State);
        Assert.AreEqual(1, _pool.Workers.Counts.Coroutines);
    }

    private Coroutine<int> Use()
    {
        Coroutine<int> coroutine = Create();
        coroutine.Resume();
        coroutine.Resume();
        return coroutine;
    }

    private Coroutine<int> Create(bool isFresh = false) => Coroutine.Create<int>(
        yielder =>
        {
            yielder.Suspend(1);
            return 2;
        },
        new CoroutineOptions { ThreadPool = _pool, FreshThread = isFresh });

    /// <summary>Holds up each thread that ends, just before its pool learns of it.</summary>
    private sealed class EndingThreads : IDisposable
    {
        private readonly ManualResetEventSlim _released = new();
        private readonly EventProbe _probe = new(EventLevel.Verbose);

        internal EndingThreads() => _probe.OnEvent = (name, _) =>
        {
            if (name == "ThreadEnded")
            {
                _released.Wait();
            }
        };

        internal void Release() => _released.Set();

        public void Dispose()
        {
            Release();
            _probe.Dispose();
        }
    }
}

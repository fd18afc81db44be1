namespace Baton.Tests;

/// <summary>The system refuses to start a thread: the seam where threads are started stands in for it.</summary>
[TestClass]
[TestProperty("Conformance", "BATON-8")]
public sealed class ThreadStartFailureTests : CoroutineTest
{
    private readonly ThreadBudget _budget = new(_ => new SeenRoom(10_000), TimeProvider.System);
    private int _refusals;      // so many starts still fail
    private Exception? _surprise; // what the next start fails with instead
    private Action? _whileStarting;

    [TestMethod]
    public void Resume_SystemRefuses_ThrowsTheLimitWithTheCauseInside()
    {
        using CoroutineThreadPool pool = CreatePool(refusals: 2);
        using Coroutine<int> coroutine = Create(pool);

        CoroutineLimitException limit = Assert.ThrowsExactly<CoroutineLimitException>(() => coroutine.Resume());

        Assert.IsInstanceOfType<OutOfMemoryException>(limit.InnerException);
        Assert.AreEqual(0, limit.LiveThreads);
        Assert.AreEqual(4, limit.MaxThreads);
        Assert.AreEqual(CoroutineStatus.Created, coroutine.Status);
    }

    [TestMethod]
    public void Resume_SystemRefuses_CountsAreAsBefore()
    {
        using CoroutineThreadPool pool = CreatePool(refusals: 2);
        using Coroutine<int> coroutine = Create(pool);

        Assert.ThrowsExactly<CoroutineLimitException>(() => coroutine.Resume());

        Assert.AreEqual(new PoolCounts(0, 0, 0, 0), pool.Workers.Counts);
        Assert.AreEqual(0, _budget.Live);
    }

    [TestMethod]
    public void Resume_SystemRefusedAndThenDoesNot_SameCoroutineRuns()
    {
        using CoroutineThreadPool pool = CreatePool(refusals: 2);
        using Coroutine<int> coroutine = Create(pool);
        Assert.ThrowsExactly<CoroutineLimitException>(() => coroutine.Resume());

        int value = coroutine.Resume();

        Assert.AreEqual(1, value);
        Assert.AreEqual(1, _budget.Live);
    }

    [TestMethod]
    public void Resume_SystemRefusesOnceOnly_IsTriedAgainBeforeItIsRefused()
    {
        using CoroutineThreadPool pool = CreatePool(refusals: 1);
        using Coroutine<int> coroutine = Create(pool);

        int value = coroutine.Resume();

        Assert.AreEqual(1, value);
    }

    [TestMethod]
    public void Resume_SystemRefusesWithAnotherThreadSuspended_ThatOneGoesOnUnharmed()
    {
        using CoroutineThreadPool pool = CreatePool(refusals: 0);
        using Coroutine<int> suspended = Create(pool);
        suspended.Resume();
        _refusals = 2;
        using Coroutine<int> refused = Create(pool);

        CoroutineLimitException limit = Assert.ThrowsExactly<CoroutineLimitException>(() => refused.Resume());

        Assert.AreEqual(1, limit.LiveThreads);
        Assert.AreEqual(2, suspended.Resume());
    }

    [TestMethod]
    public async Task Run_SystemRefusesWithNoOtherThread_FailsWithTheCauseInside()
    {
        using CoroutineThreadPool pool = CreatePool(refusals: 1);

        Task<int> work = pool.Run(() => 1);

        CoroutineLimitException limit = await Assert.ThrowsExactlyAsync<CoroutineLimitException>(() => work);
        Assert.IsInstanceOfType<OutOfMemoryException>(limit.InnerException);
        Assert.AreEqual(new PoolCounts(0, 0, 0, 0), pool.Workers.Counts);
        Assert.AreEqual(2, await pool.Run(() => 2), "the next one works");
    }

    [TestMethod]
    public async Task Run_SystemRefusesWithAnotherThreadBusy_WaitsForThat()
    {
        using CoroutineThreadPool pool = CreatePool(refusals: 0);
        Task<int> work;

        using (new Occupant(pool))
        {
            _refusals = int.MaxValue;
            work = pool.Run(() => 1);
            Assert.AreEqual(1, pool.Workers.Counts.Queued);
        }

        Assert.AreEqual(1, await work);
        Assert.AreEqual(1, pool.LiveThreads);
    }

    [TestMethod]
    public async Task Run_SystemRefusesOnceWithAnotherThreadBusyForGood_IsTriedAgain()
    {
        using CoroutineThreadPool pool = CreatePool(refusals: 0);

        using (new Occupant(pool))
        {
            _refusals = 1;
            Assert.AreEqual(1, await pool.Run(() => 1).WaitAsync(TimeSpan.FromSeconds(30)));
        }
    }

    [TestMethod]
    public async Task Run_QueuedBehindAThreadOfACoroutineThatNeverStarted_IsNotForgotten()
    {
        using CoroutineThreadPool pool = CreatePool(refusals: 100, maxThreads: 1);
        using Coroutine<int> coroutine = Create(pool);
        Task<int>? work = null;
        _whileStarting = () => work ??= pool.Run(() => 7); // the place is taken: it queues

        Assert.ThrowsExactly<CoroutineLimitException>(() => coroutine.Resume());

        await Assert.ThrowsExactlyAsync<CoroutineLimitException>(() => work!.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.AreEqual(0, pool.Workers.Counts.Queued);
    }

    [TestMethod]
    public async Task Run_QueuedBehindWorkWhoseThreadNeverStarted_IsNotForgotten()
    {
        using CoroutineThreadPool pool = CreatePool(refusals: 1, maxThreads: 1);
        Task<int>? behind = null;
        _whileStarting = () => behind ??= pool.Run(() => 7);

        Task<int> first = pool.Run(() => 6);

        await Assert.ThrowsExactlyAsync<CoroutineLimitException>(() => first);
        Assert.AreEqual(7, await behind!.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [TestMethod]
    public async Task DisposeAsync_AfterRefusals_Completes()
    {
        CoroutineThreadPool pool = CreatePool(refusals: 2);
        using Coroutine<int> coroutine = Create(pool);
        Assert.ThrowsExactly<CoroutineLimitException>(() => coroutine.Resume());

        await pool.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.AreEqual(0, pool.LiveThreads);
    }

    [TestMethod]
    public void Resume_StartFailsWithSomethingElse_ThrowsItAndTheNextStartSucceeds()
    {
        using CoroutineThreadPool pool = CreatePool(refusals: 0, maxThreads: 1);
        using Coroutine<int> coroutine = Create(pool);
        _surprise = new FormatException();

        Assert.ThrowsExactly<FormatException>(() => coroutine.Resume());

        Assert.AreEqual(new PoolCounts(0, 0, 0, 0), pool.Workers.Counts);
        Assert.AreEqual(0, _budget.Live);
        Assert.AreEqual(1, coroutine.Resume());
    }

    [TestMethod]
    public void Start_TenantCannotMoveIn_ThrowsAndTheIdleThreadIsGivenBack()
    {
        using CoroutineThreadPool pool = CreatePool(refusals: 0, maxThreads: 1);
        using Coroutine<int> first = Create(pool);
        first.Resume();
        first.Resume();

        Assert.ThrowsExactly<FormatException>(() => pool.Workers.Start(new Homeless()));

        Assert.AreEqual(new PoolCounts(Live: 1, Idle: 1, Coroutines: 0, Queued: 0), pool.Workers.Counts);
        using Coroutine<int> next = Create(pool);
        Assert.AreEqual(1, next.Resume());
    }

    private CoroutineThreadPool CreatePool(int refusals, int maxThreads = 4)
    {
        _refusals = refusals;
        return new CoroutineThreadPool(new CoroutineThreadPoolOptions { MaxThreads = maxThreads }, _budget, Start);
    }

    private void Start(Worker worker)
    {
        _whileStarting?.Invoke();
        if (_surprise is { } surprise)
        {
            _surprise = null;
            throw surprise;
        }

        if (_refusals > 0)
        {
            _refusals--;
#pragma warning disable CA2201 // it stands in for the runtime
            throw new OutOfMemoryException("Failed to start the thread.");
#pragma warning restore CA2201
        }

        worker.Start();
    }

    private static Coroutine<int> Create(CoroutineThreadPool pool) => Coroutine.Create<int>(
        yielder =>
        {
            yielder.Suspend(1);
            return 2;
        },
        new CoroutineOptions { ThreadPool = pool });

    /// <summary>A tenant that fails before a thread has seen it.</summary>
    private sealed class Homeless : Tenant
    {
        internal override string? ThreadLabel => null;

        internal override void MoveIn(Worker worker) => throw new FormatException();

        internal override void Run(Worker worker) => Assert.Fail("it has never moved in");
    }
}

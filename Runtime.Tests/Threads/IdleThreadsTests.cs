namespace Baton.Tests;

/// <summary>A machine that holds a few threads, all of them idle in some pool: they make room before anybody is refused.</summary>
[TestClass]
public sealed class IdleThreadsTests : CoroutineTest
{
    private readonly ThreadBudget _budget;
    private int _refuses; // so many starts fail
    private int _holds;   // so many threads were granted

    public IdleThreadsTests() => _budget = new ThreadBudget(
        live => new SeenRoom(60 - live), TimeProvider.System);

    [TestMethod]
    public void Resume_ThreadsIdleInAnotherPool_OneOfThemMakesRoom()
    {
        using CoroutineThreadPool idle = Fill();
        using CoroutineThreadPool other = CreatePool();
        using Coroutine<int> coroutine = Create(other);

        int value = coroutine.Resume();

        Assert.AreEqual(1, value);
        AssertMadeRoom(idle);
    }

    [TestMethod]
    public void Resume_ThreadsIdleInSeveralPools_AnyOfThemMakesRoom()
    {
        using CoroutineThreadPool first = CreatePool();
        Occupy(first, 3).ForEach(coroutine => coroutine.Dispose());
        using CoroutineThreadPool idle = Fill();
        using CoroutineThreadPool other = CreatePool();

        List<Coroutine<int>> all = Occupy(other, _budget.Live);

        Assert.AreEqual(0, first.IdleThreads + idle.IdleThreads);
        all.ForEach(coroutine => coroutine.Dispose());
    }

    [TestMethod]
    public async Task Run_ThreadsIdleInAnotherPool_OneOfThemMakesRoom()
    {
        using CoroutineThreadPool idle = Fill();
        using CoroutineThreadPool other = CreatePool();

        Assert.AreEqual(7, await other.Run(() => 7));

        AssertMadeRoom(idle);
    }

    [TestMethod]
    public async Task RunAsync_ThreadsIdleInAnotherPool_OneOfThemMakesRoom()
    {
        using CoroutineThreadPool idle = Fill();
        using CoroutineThreadPool other = CreatePool();

        int value = await CoroutineScheduler.RunAsync(() => Coroutine.Async(() => 7).Await(), new() { ThreadPool = other });

        Assert.AreEqual(7, value);
        AssertMadeRoom(idle);
    }

    [TestMethod]
    [DataRow(false, 1 << 20, DisplayName = "a stack of its own")]
    [DataRow(true, 0, DisplayName = "a fresh thread")]
    public void Resume_IdleThreadsOfTheSamePoolCannotBeUsed_OneOfThemMakesRoom(bool isFresh, int stackSize)
    {
        using CoroutineThreadPool pool = Fill();
        using Coroutine<int> coroutine = Create(pool, isFresh, stackSize);

        int value = coroutine.Resume();

        Assert.AreEqual(1, value);
        AssertMadeRoom(pool);
    }

    [TestMethod]
    public void Resume_OtherPoolKeepsItsThreads_TheyMakeRoomAllTheSame()
    {
        using CoroutineThreadPool idle = Fill(minThreads: int.MaxValue);
        using CoroutineThreadPool other = CreatePool();
        using Coroutine<int> coroutine = Create(other);

        Assert.AreEqual(1, coroutine.Resume());
    }

    [TestMethod]
    public void Resume_SystemRefuses_IdleThreadsMakeRoom()
    {
        using CoroutineThreadPool idle = CreatePool();
        Occupy(idle, 5).ForEach(coroutine => coroutine.Dispose());
        using CoroutineThreadPool other = CreatePool();
        using Coroutine<int> coroutine = Create(other);
        _refuses = 1;

        int value = coroutine.Resume();

        Assert.AreEqual(1, value);
        Assert.AreEqual(4, idle.LiveThreads);
    }

    [TestMethod]
    public void Resume_NoThreadIsIdle_IsRefused()
    {
        using CoroutineThreadPool busy = CreatePool();
        List<Coroutine<int>> all = OccupyAll(busy);
        using CoroutineThreadPool other = CreatePool();
        using Coroutine<int> coroutine = Create(other);

        Assert.ThrowsExactly<CoroutineLimitException>(() => coroutine.Resume());

        Assert.AreEqual(all.Count, busy.LiveThreads);
        all.ForEach(c => c.Dispose());
        Assert.AreEqual(1, coroutine.Resume());
    }

    [TestMethod]
    public void Resume_PoolOfAnotherBudgetIsIdle_IsLeftAlone()
    {
        ThreadBudget another = new(_ => new SeenRoom(1000), TimeProvider.System);
        using CoroutineThreadPool stranger = new(new CoroutineThreadPoolOptions(), another, worker => worker.Start());
        Occupy(stranger, 3).ForEach(coroutine => coroutine.Dispose());
        using CoroutineThreadPool busy = CreatePool();
        List<Coroutine<int>> all = OccupyAll(busy);

        Assert.AreEqual(3, stranger.IdleThreads);
        all.ForEach(c => c.Dispose());
    }

    private void AssertMadeRoom(CoroutineThreadPool pool)
    {
        Assert.IsGreaterThan(9, _holds);
        Assert.IsLessThan(_holds, pool.IdleThreads, "an idle thread has ended");
    }

    private static Coroutine<int> Create(CoroutineThreadPool pool, bool isFresh = false, int stackSize = 0) => Coroutine.Create<int>(
        yielder =>
        {
            yielder.Suspend(1);
            return 2;
        },
        new CoroutineOptions { ThreadPool = pool, FreshThread = isFresh, StackSize = stackSize });

    private CoroutineThreadPool CreatePool(int minThreads = 0) => new(
        new CoroutineThreadPoolOptions { IdleTimeout = Timeout.InfiniteTimeSpan, MinThreads = minThreads },
        _budget,
        worker =>
        {
            if (_refuses-- > 0)
            {
#pragma warning disable CA2201 // it stands in for the runtime
                throw new OutOfMemoryException("Failed to start the thread.");
#pragma warning restore CA2201
            }

            worker.Start();
        });

    /// <summary>A pool with as many idle threads as the machine holds.</summary>
    private CoroutineThreadPool Fill(int minThreads = 0)
    {
        CoroutineThreadPool pool = CreatePool(minThreads);
        OccupyAll(pool).ForEach(coroutine => coroutine.Dispose());
        _holds = pool.IdleThreads;
        Assert.AreEqual(_budget.Live, _holds);
        return pool;
    }

    private static List<Coroutine<int>> OccupyAll(CoroutineThreadPool pool)
    {
        List<Coroutine<int>> all = [];
        while (true)
        {
            Coroutine<int> coroutine = Create(pool);
            try
            {
                coroutine.Resume();
                all.Add(coroutine);
            }
            catch (CoroutineLimitException)
            {
                return all;
            }
        }
    }

    private static List<Coroutine<int>> Occupy(CoroutineThreadPool pool, int count)
    {
        List<Coroutine<int>> all = [.. Enumerable.Range(0, count).Select(_ => Create(pool))];
        all.ForEach(coroutine => coroutine.Resume());
        return all;
    }
}

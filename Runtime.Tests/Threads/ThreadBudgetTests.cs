namespace Baton.Tests;

[TestClass]
public sealed class ThreadBudgetTests : CoroutineTest
{
    private readonly ManualClock _clock = new();
    private readonly List<int> _measuredWith = [];
    private int _room;

    [TestMethod]
    public void TryTake_WallsCannotBeMeasured_RefusesUntilTheyCan()
    {
        bool fails = true;
        ManualClock clock = new();
        ThreadBudget budget = new(_ => fails ? throw new IOException("too many open files") : 1000, clock);

        Assert.IsFalse(budget.TryTake());
        fails = false;
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsTrue(budget.TryTake());
        Assert.AreEqual(1, budget.Live);
    }

    [TestMethod]
    public void TryTake_EnoughRoom_MeasuresOnceForHalfOfIt()
    {
        ThreadBudget budget = Create(room: 1000);

        Take(budget, 500);
        int measurements = _measuredWith.Count;
        Take(budget, 1);

        Assert.AreEqual(1, measurements);
        Assert.HasCount(2, _measuredWith);
    }

    [TestMethod]
    public void TryTake_MeasuringAgain_TellsHowManyAreLive()
    {
        ThreadBudget budget = Create(room: 200);
        Take(budget, 100);

        Take(budget, 1);

        Assert.AreEqual("0 100", string.Join(' ', _measuredWith));
    }

    [TestMethod]
    public void TryTake_RoomAtTheReserve_IsGranted()
    {
        ThreadBudget budget = Create(room: ThreadBudget.Reserve);

        Assert.IsTrue(budget.TryTake());
    }

    [TestMethod]
    public void TryTake_LessRoomThanTheReserve_IsRefusedAndNotCounted()
    {
        ThreadBudget budget = Create(room: ThreadBudget.Reserve - 1);

        bool taken = budget.TryTake();

        Assert.IsFalse(taken);
        Assert.AreEqual(0, budget.Live);
    }

    [TestMethod]
    public void TryTake_RefusedJustNow_DoesNotMeasureAgain()
    {
        ThreadBudget budget = Create(room: 0);
        budget.TryTake();
        _room = 1000;
        _clock.Advance(TimeSpan.FromMilliseconds(99));

        bool taken = budget.TryTake();

        Assert.IsFalse(taken);
        Assert.HasCount(1, _measuredWith);
    }

    [TestMethod]
    public void TryTake_RefusedSomeTimeAgo_MeasuresAgain()
    {
        ThreadBudget budget = Create(room: 0);
        budget.TryTake();
        _room = 1000;
        _clock.Advance(TimeSpan.FromMilliseconds(100));

        bool taken = budget.TryTake();

        Assert.IsTrue(taken);
        Assert.AreEqual(1, budget.Live);
    }

    [TestMethod]
    public void TryTake_AfterGivingBack_NeedsNoNewRoom()
    {
        ThreadBudget budget = Create(room: 200);
        Take(budget, 100);
        _room = 0;
        budget.Give();

        bool taken = budget.TryTake();
        bool oneMore = budget.TryTake();

        Assert.IsTrue(taken);
        Assert.IsFalse(oneMore);
        Assert.AreEqual(100, budget.Live);
    }

    [TestMethod]
    public void TryTake_WallThatGrowsNearer_StopsAtTheReserve()
    {
        // a machine that holds 1,000 threads in all
        int taken = 0;
        ThreadBudget budget = new(live => 1000 - live, _clock);

        while (budget.TryTake())
        {
            taken++;
        }

        Assert.IsLessThanOrEqualTo(1000 - (ThreadBudget.Reserve / 2), taken);
        Assert.IsGreaterThan(1000 - (2 * ThreadBudget.Reserve), taken);
    }

    [TestMethod]
    public void Resume_BudgetRefuses_ThrowsTheLimitThatSpeaksOfTheMachine()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 10 }, Create(room: 0), worker => worker.Start());
        using Coroutine<int> coroutine = Coroutine.Create<int>(_ => 1, new CoroutineOptions { ThreadPool = pool });

        CoroutineLimitException limit = Assert.ThrowsExactly<CoroutineLimitException>(() => coroutine.Resume());

        Assert.Contains("machine", limit.Message);
        Assert.AreEqual(10, limit.MaxThreads);
        Assert.AreEqual(0, limit.LiveThreads);
        Assert.AreEqual(CoroutineStatus.Created, coroutine.Status);
        Assert.AreEqual(new PoolCounts(0, 0, 0, 0), pool.Workers.Counts);
    }

    [TestMethod]
    public void Resume_BudgetRefusedAndHasRoomLater_Runs()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions(), Create(room: 0), worker => worker.Start());
        using Coroutine<int> coroutine = Coroutine.Create<int>(_ => 1, new CoroutineOptions { ThreadPool = pool });
        Assert.ThrowsExactly<CoroutineLimitException>(() => coroutine.Resume());
        _room = 1000;
        _clock.Advance(TimeSpan.FromSeconds(1));

        int value = coroutine.Resume();

        Assert.AreEqual(1, value);
    }

    [TestMethod]
    public async Task Run_BudgetRefusesWithNoThread_FailsWithTheLimit()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions(), Create(room: 0), worker => worker.Start());

        Task work = pool.Run(() => { });

        await Assert.ThrowsExactlyAsync<CoroutineLimitException>(() => work);
    }

    [TestMethod]
    public void Live_TwoPools_ArePaidForTogetherAndGivenBack()
    {
        ThreadBudget budget = Create(room: 1000);
        CoroutineThreadPool first = new(new CoroutineThreadPoolOptions(), budget, worker => worker.Start());
        CoroutineThreadPool second = new(new CoroutineThreadPoolOptions(), budget, worker => worker.Start());
        first.Run(() => { }).Wait();
        second.Run(() => { }).Wait();
        int both = budget.Live;

        first.Dispose();
        second.Dispose();

        Assert.AreEqual(2, both);
        Assert.AreEqual(0, budget.Live);
    }

    private ThreadBudget Create(int room)
    {
        _room = room;
        return new ThreadBudget(
            live =>
            {
                _measuredWith.Add(live);
                return _room;
            },
            _clock);
    }

    private static void Take(ThreadBudget budget, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.IsTrue(budget.TryTake(), $"thread {i} of {count}");
        }
    }
}

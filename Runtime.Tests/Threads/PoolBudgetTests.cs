namespace Baton.Tests;

/// <summary>What pools do when the budget, which they share, grants no thread.</summary>
[TestClass]
public sealed class PoolBudgetTests : CoroutineTest
{
    private readonly ManualClock _clock = new();
    private readonly ThreadBudget _budget;
    private int _room;

    public PoolBudgetTests() => _budget = new ThreadBudget(_ => new SeenRoom(_room), _clock);

    [TestMethod]
    public void Resume_BudgetRefuses_ThrowsTheLimitThatSpeaksOfTheMachine()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 10 }, _budget, worker => worker.Start());
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
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions(), _budget, worker => worker.Start());
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
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions(), _budget, worker => worker.Start());

        Task work = pool.Run(() => { });

        await Assert.ThrowsExactlyAsync<CoroutineLimitException>(() => work);
    }

    [TestMethod]
    public void Live_TwoPools_ArePaidForTogetherAndGivenBack()
    {
        _room = 1000;
        CoroutineThreadPool first = new(new CoroutineThreadPoolOptions(), _budget, worker => worker.Start());
        CoroutineThreadPool second = new(new CoroutineThreadPoolOptions(), _budget, worker => worker.Start());
        first.Run(() => { }).Wait();
        second.Run(() => { }).Wait();
        int both = _budget.Live;

        first.Dispose();
        second.Dispose();

        Assert.AreEqual(2, both);
        Assert.AreEqual(0, _budget.Live);
    }
}

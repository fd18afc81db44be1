namespace Baton.Tests;

[TestClass]
public sealed class RunCancellationTests : CoroutineTest
{
    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Test", MaxThreads = 1 };

    [TestMethod]
    public void Run_TokenCanceledBefore_IsCanceledAndTakesNoThread()
    {
        bool ran = false;

        Task work = Pool.Run(() => { ran = true; }, new CancellationToken(canceled: true));

        Assert.IsTrue(work.IsCanceled);
        Assert.IsFalse(ran);
        Assert.AreEqual(0, Pool.LiveThreads);
    }

    [TestMethod]
    public async Task Run_CanceledWhileQueued_IsCanceledAtOnceAndNeverRuns()
    {
        using CancellationTokenSource source = new();
        bool ran = false;
        Task<bool> work;
        using (new Occupant(Pool))
        {
            work = Pool.Run(() => ran = true, source.Token);

            source.Cancel();

            TaskCanceledException canceled = await Assert.ThrowsExactlyAsync<TaskCanceledException>(() => work);
            Assert.AreEqual(source.Token, canceled.CancellationToken);
            Assert.AreEqual(0, Pool.Workers.Counts.Queued);
        }

        await Pool.Run(() => { });
        Assert.IsFalse(ran);
    }

    [TestMethod]
    public async Task Run_CanceledInTheMiddleOfTheQueue_OthersKeepTheirOrder()
    {
        using CancellationTokenSource source = new();
        List<int> order = [];
        Task[] work;
        using (new Occupant(Pool))
        {
            work = [.. Enumerable.Range(0, 5).Select(i => Pool.Run(() => order.Add(i), i == 2 ? source.Token : default))];

            source.Cancel();
        }

        await Task.WhenAll(work.Where(task => task != work[2]));
        Assert.AreEqual("0 1 3 4", string.Join(' ', order));
        Assert.IsTrue(work[2].IsCanceled);
    }

    [TestMethod]
    public async Task Run_CanceledAfterStart_TheWorkGoesOnToItsResult()
    {
        using CancellationTokenSource source = new();

        int result = await Pool.Run(
            () =>
            {
                source.Cancel();
                return 7;
            },
            source.Token);

        Assert.AreEqual(7, result);
    }

    [TestMethod]
    public async Task Run_WorkEndsByItsOwnToken_IsCanceled()
    {
        using CancellationTokenSource source = new();

        Task work = Pool.Run(
            () =>
            {
                source.Cancel();
                source.Token.ThrowIfCancellationRequested();
            },
            source.Token);

        TaskCanceledException canceled = await Assert.ThrowsExactlyAsync<TaskCanceledException>(() => work);
        Assert.IsTrue(work.IsCanceled);
        Assert.AreEqual(source.Token, canceled.CancellationToken);
    }

    [TestMethod]
    public async Task Run_WorkEndsByAnotherToken_IsFaulted()
    {
        using CancellationTokenSource source = new();
        CancellationToken other = new(canceled: true);

        Task work = Pool.Run(other.ThrowIfCancellationRequested, source.Token);

        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => work);
        Assert.IsTrue(work.IsFaulted);
    }

    [TestMethod]
    public async Task Run_CancellationRacingWithTheStart_EndsOneWayOrTheOther()
    {
        int ran = 0;
        int canceled = 0;
        for (int i = 0; i < 2000; i++)
        {
            using CancellationTokenSource source = new();
            Task blocker = Pool.Run(() => { });
            Task<int> work = Pool.Run(() => ++ran, source.Token);

            source.Cancel();

            await blocker;
            await work.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(TimeSpan.FromSeconds(30));
            canceled += work.IsCanceled ? 1 : 0;
        }

        Assert.AreEqual(2000, ran + canceled);
        Assert.AreEqual(0, Pool.Workers.Counts.Queued);
    }
}

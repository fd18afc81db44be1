namespace Baton.Tests;

/// <summary>A run that has no thread yet waits in the pool's queue as other work does, and is refused as that is.</summary>
[TestClass]
public sealed class RunAsyncQueueLimitTests : SchedulerTest
{
    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Test", MaxThreads = 1, QueueLimit = 1 };

    [TestMethod]
    public async Task RunAsync_QueueIsFull_FailsAndNothingRuns()
    {
        Task<int> waiting;
        using (new Occupant(Pool))
        {
            waiting = CoroutineScheduler.RunAsync(() => 1, OnPool);

            Task<int> refused = CoroutineScheduler.RunAsync(
                () =>
                {
                    Log.Add("ran");
                    return 2;
                },
                OnPool);

            CoroutineLimitException limit = await Assert.ThrowsExactlyAsync<CoroutineLimitException>(() => refused);
            Assert.AreEqual(1, limit.QueueLength);
            Assert.AreEqual(1, limit.MaxThreads);
            Assert.IsFalse(waiting.IsCompleted);
        }

        Assert.AreEqual(1, await waiting);
        AssertLog("");
    }

    [TestMethod]
    public async Task RunAsync_OneThatWaitedIsCanceled_TheNextFindsRoom()
    {
        using CancellationTokenSource source = new();
        Task<int> next;
        using (new Occupant(Pool))
        {
            Task<int> canceled = CoroutineScheduler.RunAsync(() => 1, OnPool, source.Token);
            source.Cancel();
            await Assert.ThrowsAsync<OperationCanceledException>(() => canceled);

            next = CoroutineScheduler.RunAsync(() => 2, OnPool);
        }

        Assert.AreEqual(2, await next);
    }

    [TestMethod]
    public async Task RunAsync_ItsOwnFramesWantThreads_AreNotRefused()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 2, QueueLimit = 0 });

        await CoroutineScheduler.RunAsync(
            () =>
            {
                for (int i = 1; i <= 4; i++)
                {
                    int number = i;
                    Coroutine.Async(() =>
                    {
                        Coroutine.Yield();
                        Log.Add($"{number}");
                    });
                }
            },
            new CoroutineSchedulerOptions { ThreadPool = pool });

        AssertLog("1 2 3 4");
    }
}

namespace Baton.Tests;

/// <summary>Frames that wait at queues keep their threads.</summary>
[TestClass]
public sealed class QueueThreadsTests : QueueTest
{
    private const string StoodStill = "baton.schedulers.stood_still";

    [TestMethod]
    public void Dequeue_WaitersHaveAllThreads_WhoWouldServeThemFindsNoneAndOnlyTheEventTells()
    {
        using CoroutineThreadPool few = new(new CoroutineThreadPoolOptions { Name = "Few", MaxThreads = 2 });
        CoroutineQueue<int> queue = new();
        CoroutineScheduler.Run(
            () =>
            {
                Frame[] waiters = [.. Enumerable.Range(0, 2).Select(i => Coroutine.Async(() => { queue.Dequeue(); }, $"waiter {i}"))];
                Frame server = Coroutine.Async(() => Log.Add("serves"), "server");
                Coroutine.Yield();

                StandstillWatch watch = FrameCore.Current!.Scheduler.Watch;
                watch.Look();
                watch.Look();
                Eventually.True(() => Telemetry[StoodStill] > 0, "it is told");
                AssertLog("");
                Assert.IsFalse(Array.Exists(waiters, waiter => waiter.IsCompleted));

                queue.Enqueue(1); // a thread comes free
                server.Await();
                AssertLog("serves");
                queue.Enqueue(2);
            },
            new CoroutineSchedulerOptions { ThreadPool = few });
    }
}

namespace Baton.Tests;

/// <summary>What may not be called a deadlock, and does not get on: an event names it, once.</summary>
[TestClass]
public sealed class DeadlockWatchTests : SchedulerTest
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private const string StoodStill = "baton.schedulers.stood_still";

    [TestMethod]
    public void Look_FramesWaitForEachOtherWhileMainGoesOn_ToldOnceAtTheSecondLook()
    {
        Run(() =>
        {
            Frame? second = null;
            Frame first = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                second!.Await();
            });
            second = Coroutine.Async(() => first.Await());
            Frame third = Coroutine.Async(() => first.Await()); // waits for those
            Coroutine.Yield();

            StandstillWatch watch = FrameCore.Current!.Scheduler.Watch;
            watch.Look();
            Assert.AreEqual(3, StuckFrames.Find(FrameCore.Current!.Scheduler.Live).Count);
            watch.Look();
            watch.Look();
            Eventually.True(() => Telemetry[StoodStill] > 0, "it is told");

            first.Cancel();
            Assert.ThrowsExactly<OperationCanceledException>(second.Await);
            Assert.ThrowsExactly<OperationCanceledException>(third.Await);
        });

        Assert.AreEqual(1, Telemetry[StoodStill]);
    }

    [TestMethod]
    public void Look_FramesThatWaitForOneThatGetsOn_AreNotTold()
    {
        Run(() =>
        {
            TaskCompletionSource outside = new();
            Frame waits = Coroutine.Async(() => outside.Task.Await());
            Frame awaits = Coroutine.Async(() => CoroutineScope.Run(scope => scope.Async(waits.Await)));

            SchedulerCore scheduler = FrameCore.Current!.Scheduler;
            Assert.IsEmpty(StuckFrames.Find(scheduler.Live));
            scheduler.Watch.Look();
            scheduler.Watch.Look();
            outside.SetResult();
            awaits.Await();
        });

        Assert.AreEqual(0, Telemetry[StoodStill]);
    }

    [TestMethod]
    public void Look_RingThroughAScope_IsFound()
    {
        Run(() =>
        {
            Frame? owner = null;
            owner = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                CoroutineScope.Run(scope => scope.Async(() => owner!.Await()));
            });
            Coroutine.Yield();

            Assert.HasCount(2, StuckFrames.Find(FrameCore.Current!.Scheduler.Live));
            Assert.ThrowsExactly<CoroutineDeadlockException>(owner.Await);
        });
    }

    [TestMethod]
    public void Async_WhoWouldCompleteATaskFindsNoThread_ItIsTold()
    {
        using CoroutineThreadPool few = new(new CoroutineThreadPoolOptions { Name = "Few", MaxThreads = 2 });
        TaskCompletionSource go = new();
        TestThread run = TestThread.Start(() => CoroutineScheduler.Run(
            () =>
            {
                Frame[] waiters = [.. Enumerable.Range(0, 2).Select(i => Coroutine.Async(() => go.Task.Await(), $"waiter {i}"))];
                Frame setter = Coroutine.Async(() => { go.TrySetResult(); }, "setter");
                setter.Await();
                Array.ForEach(waiters, waiter => waiter.Await());
            },
            new CoroutineSchedulerOptions { ThreadPool = few, StandstillInterval = s_look }));

        Eventually.True(() => Telemetry[StoodStill] > 0, "it is told");

        go.SetResult();
        run.Join();
        Assert.AreEqual(1, Telemetry[StoodStill]);
    }

    [TestMethod]
    public void Async_ParentsOfTwoSchedulersHaveAllThreads_BothAreToldAndOneThatEndsHelpsTheOther()
    {
        using CoroutineThreadPool few = new(new CoroutineThreadPoolOptions { Name = "Few", MaxThreads = 2 });
        using Barrier barrier = new(2);
        Frame?[] parents = new Frame?[2];
        TestThread[] runs = [.. Enumerable.Range(0, 2).Select(i => TestThread.Start(() => CoroutineScheduler.Run(
            () =>
            {
                parents[i] = Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    Coroutine.Async(() => { }).Await();
                });
#pragma warning disable BATON004 // it is to hold the baton
                barrier.SignalAndWait(); // each has one
#pragma warning restore BATON004
                if (i == 0)
                {
                    Assert.ThrowsExactly<OperationCanceledException>(parents[i]!.Await);
                }
                else
                {
                    parents[i]!.Await(); // when the other's thread has come back
                }
            },
            new CoroutineSchedulerOptions { ThreadPool = few, StandstillInterval = s_look })))];

        Eventually.True(() => Telemetry[StoodStill] == 2, "both are told");

        parents[0]!.Cancel();
        Array.ForEach(runs, run => run.Join());
        Assert.AreEqual(2, Telemetry[StoodStill]);
    }
}

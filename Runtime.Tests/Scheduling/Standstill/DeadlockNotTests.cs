namespace Baton.Tests;

/// <summary>Waits that something outside can end: all frames wait, and it is no deadlock.</summary>
[TestClass]
public sealed class DeadlockNotTests : SchedulerTest
{
    [TestMethod]
    public void Await_TaskThatAnotherThreadCompletes_IsWaitedFor()
    {
        TaskCompletionSource<int> outside = new();

        AssertWaits(
            () => Assert.AreEqual(3, Coroutine.Async(() => outside.Task.Await()).Await()),
            () => outside.SetResult(3));
    }

    [TestMethod]
    public void Await_FramesForEachOtherWhileAThirdWaitsForATask_AreWaitedForUntilThatCancels()
    {
        TaskCompletionSource outside = new();

        AssertWaits(
            () =>
            {
                Frame? second = null;
                Frame first = Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    second!.Await();
                });
                second = Coroutine.Async(() => first.Await());
                outside.Task.Await();
                first.Cancel();
                Assert.ThrowsExactly<OperationCanceledException>(second.Await);
            },
            outside.SetResult);
    }

    [TestMethod]
    public void Delay_WhileAllOthersWaitForIt_IsWaitedFor()
    {
        Run(() => Coroutine.Async(() => Coroutine.Async(() => Coroutine.Delay(TimeSpan.FromMilliseconds(1))).Await()).Await());
    }

    [TestMethod]
    public void Await_FrameThatBlocksInYieldMode_IsWaitedFor()
    {
        using SemaphoreSlim gate = new(0);

        AssertWaits(
            () => Coroutine.Async(() => gate.Wait()).Await(),
            () => gate.Release(),
            new CoroutineSchedulerOptions { ThreadPool = Pool, Blocking = BlockingMode.Yield });
    }

    [TestMethod]
    public void Await_FrameThatWaitsForAThreadThatOtherWorkHas_IsWaitedFor()
    {
        using CoroutineThreadPool one = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
        using ManualResetEventSlim gate = new();
        using ManualResetEventSlim works = new();
        Task work = one.Run(() =>
        {
            works.Set();
            gate.Wait();
        });
        works.Wait();

        AssertWaits(
            () => Coroutine.Async(() => Log.Add("child")).Await(),
            () =>
            {
                AssertLog("");
                gate.Set();
            },
            new CoroutineSchedulerOptions { ThreadPool = one });

        AssertLog("child");
        work.Wait();
    }

    [TestMethod]
    public void Await_FrameThatWaitsForAThreadThatASuspendedCoroutineHas_IsWaitedFor()
    {
        using CoroutineThreadPool one = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
        using Coroutine<int> suspended = Coroutine.Create<int>(
            y =>
            {
                y.Suspend(1);
                return 2;
            },
            new CoroutineOptions { ThreadPool = one });
        suspended.Resume();

        AssertWaits(
            () => Coroutine.Async(() => Log.Add("child")).Await(),
            () => suspended.Resume(),
            new CoroutineSchedulerOptions { ThreadPool = one });

        AssertLog("child");
    }

    [TestMethod]
    public void Await_TaskThatAFrameStartedFromOutsideCompletes_IsWaitedFor()
    {
        TaskCompletionSource<int> inside = new();
        using CoroutineScheduler scheduler = new(OnPool);
        Frame<int> waits = scheduler.Start(() => inside.Task.Await());

        scheduler.Start(() => inside.SetResult(4));

        Assert.AreEqual(4, waits.Await());
    }

    [TestMethod]
    public async Task RunAsync_AllFramesWaitForWhatItsTokenEnds_IsWaitedFor()
    {
        using CancellationTokenSource source = new();
        TaskCompletionSource waits = new();
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Frame child = Coroutine.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                waits.SetResult();
                child.Await();
            },
            OnPool,
            source.Token);
        await waits.Task;

        await source.CancelAsync();

        OperationCanceledException seen = await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        Assert.AreEqual(source.Token, seen.CancellationToken);
    }

    [TestMethod]
    public void Scheduler_WithNoFrames_RestsAndTakesNewOnes()
    {
        using CoroutineScheduler scheduler = new(OnPool);

        Assert.AreEqual(1, scheduler.Start(() => 1).Await());
        Assert.AreEqual(2, scheduler.Start(() => 2).Await());
    }

    /// <summary>
    /// Runs main on a thread of its own; lets it on only when that is known to sleep, so that all its frames have waited.
    /// </summary>
    private void AssertWaits(Action main, Action letOn, CoroutineSchedulerOptions? options = null)
    {
        TestThread thread = TestThread.Start(() => CoroutineScheduler.Run(main, options ?? OnPool), "Main");
        Eventually.Parked(thread.Thread);
        letOn();
        thread.Join();
    }
}

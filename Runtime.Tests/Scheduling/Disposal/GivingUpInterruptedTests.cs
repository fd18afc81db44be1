using System.Reflection;

namespace Baton.Tests;

/// <summary>
/// A thread that gives a disposal up by its token, or with whose frame the scheduler ends, is interrupted where it would wait for a lock of
/// .NET's. The disposals end all the same, and the thread is not told in the middle of that.
/// </summary>
[TestClass]
public sealed class GivingUpInterruptedTests : SchedulerTest
{
    private static readonly FieldInfo s_continuation =
        typeof(Task).GetField("m_continuationObject", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private static readonly FieldInfo s_end =
        typeof(SchedulerDisposal).GetField("_end", BindingFlags.Instance | BindingFlags.NonPublic)!;

    [TestMethod]
    public void ThreadsThatWaitHaveTheLock_AllDisposalsEnd()
    {
        CoroutineSchedulerOptions options = OnPool;
        options.DisposeTimeout = Timeout.InfiniteTimeSpan;
        CoroutineScheduler scheduler = new(options);
        using ManualResetEventSlim release = new();
        using CancellationTokenSource giveUp = new();
        Frame frame = scheduler.Start(release.Wait);
        Eventually.True(() => frame.Core.State == FrameState.Running, "it has begun");
        TestThread[] blocked = [TestThread.Start(scheduler.Dispose), TestThread.Start(scheduler.Dispose)];
        Task disposal = scheduler.DisposeAsync(giveUp.Token).AsTask();
        object? waiting = null;
        Eventually.True(() => (waiting = ContinuationOf(frame)) is List<object?>, "both threads wait");
        TestThread canceler;
        bool wasInterrupted = false;

        lock (waiting!)
        {
            canceler = TestThread.Start(() =>
            {
                Thread.CurrentThread.Interrupt(); // its next wait, wherever that is
                giveUp.Cancel();
                wasInterrupted = TestThread.TakePendingInterrupt();
            });
            Eventually.True(() => disposal.IsCompleted || !canceler.Thread.IsAlive, "the disposal is given up, or the token is done");
        }

        canceler.Join();
        Assert.IsTrue(wasInterrupted);
        Assert.IsTrue(disposal.Wait(TimeSpan.FromSeconds(30)));
        Array.ForEach(blocked, static thread => thread.Join());
        ExpectedQuarantined = 1;
        release.Set();
        Eventually.True(() => frame.IsCompleted, "the frame ends by itself");
    }

    [TestMethod]
    public void ThreadsThatWaitHaveTheLockAndTheLastFrameEnds_AllDisposalsEnd()
    {
        CoroutineSchedulerOptions options = OnPool;
        options.DisposeTimeout = Timeout.InfiniteTimeSpan;
        CoroutineScheduler scheduler = new(options);
        using ManualResetEventSlim release = new();
        Frame frame = scheduler.Start(() =>
        {
            release.Wait();
            Thread.CurrentThread.Interrupt(); // its next wait, wherever that is
        });
        Eventually.True(() => frame.Core.State == FrameState.Running, "it has begun");
        TestThread[] blocked = [TestThread.Start(scheduler.Dispose), TestThread.Start(scheduler.Dispose)];
        object? waiting = null;
        Eventually.True(() => (waiting = ContinuationOf(frame)) is List<object?>, "both threads wait");

        lock (waiting!)
        {
            release.Set();
            Eventually.True(() => frame.Core.Scheduler.ClosedEnd.HasCome, "the scheduler ends");
        }

        Array.ForEach(blocked, static thread => thread.Join());
        Assert.IsTrue(frame.IsCompleted);
    }

    private static object? ContinuationOf(Frame frame) =>
        s_end.GetValue(frame.Core.Scheduler.Disposal) is DisposalsEnd end ? s_continuation.GetValue(end.Ended) : null;
}

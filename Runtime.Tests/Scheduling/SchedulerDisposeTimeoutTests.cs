using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>How long a scheduler's disposer waits, and by which object a failure names its frame.</summary>
[TestClass]
public sealed class SchedulerDisposeTimeoutTests : SchedulerTest
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Dispose_FrameThatDoesNotEnd_WaitsForTheOptionsTime(bool isAsync)
    {
        using ManualResetEventSlim end = new();
        using EventProbe events = new(EventLevel.Error);
        CoroutineScheduler scheduler = new(
            new CoroutineSchedulerOptions { ThreadPool = Pool, DisposeTimeout = TimeSpan.FromMilliseconds(1) });
        Frame blocks = scheduler.Start(end.Wait, "blocks");
        Eventually.True(() => blocks.Core.State == FrameState.Running, "it has begun");

        if (isAsync)
        {
            await scheduler.DisposeAsync();
        }
        else
        {
            scheduler.Dispose();
        }

        Assert.IsFalse(blocks.IsCompleted);
        Assert.Contains(
            static one => one[1] is string reason && reason.StartsWith("frame 'blocks' (#", StringComparison.Ordinal)
                && reason.EndsWith(" did not end within 0.001 s of its disposal", StringComparison.Ordinal),
            events.Payloads("CoroutineQuarantined"));
        ExpectedQuarantined = 1;
        end.Set();
        Eventually.True(() => blocks.IsCompleted, "the frame has ended by itself");
    }

    [TestMethod]
    public void DisposeTimeout_OutOfRange_Throws() => Assert.ThrowsExactly<ArgumentOutOfRangeException>(
        static () => new CoroutineSchedulerOptions { DisposeTimeout = TimeSpan.FromMilliseconds(-2) });

    [TestMethod]
    public void UnobservedFailure_Frame_IsTheOneThatStartGave()
    {
        List<Frame> failed = [];
        Frame frame;
        Frame<int> typed;
        using (CoroutineScheduler scheduler = new(
            new CoroutineSchedulerOptions { ThreadPool = Pool, OnUnobservedFailure = failure => failed.Add(failure.Frame!) }))
        {
            frame = scheduler.Start(static () => throw new NotSupportedException());
            typed = scheduler.Start<int>(static () => throw new NotSupportedException());
            Eventually.True(() => frame.IsCompleted && typed.IsCompleted, "both have failed");
        }

        ExpectedUnobserved = 2;
        Assert.HasCount(2, failed);
        Assert.AreSame(frame, failed[0]);
        Assert.AreSame(typed, failed[1]);
    }
}

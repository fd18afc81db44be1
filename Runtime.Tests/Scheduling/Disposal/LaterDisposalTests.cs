using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>
/// A scheduler is disposed of again: after its end, after its frames were given up, and meanwhile. No disposal begins a time of its own:
/// the limit is infinite here, so one that did would never return.
/// </summary>
[TestClass]
public sealed class LaterDisposalTests : SchedulerTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private readonly ManualResetEventSlim _release = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly EventProbe _events = new(EventLevel.Warning);

    public enum Way
    {
        Dispose,
        DisposeAsync,
        DisposeInFrame,
        DisposeInNoSuspend,
    }

    public static IEnumerable<object[]> Ways => Enum.GetValues<Way>().Select(static way => new object[] { way });

    public static IEnumerable<object[]> Pairs =>
        from first in Enum.GetValues<Way>()
        from second in Enum.GetValues<Way>()
        select new object[] { first, second };

    [TestCleanup]
    public void Free()
    {
        _events.Dispose();
        _release.Dispose();
        _giveUp.Dispose();
    }

    [TestMethod]
    [DynamicData(nameof(Pairs))]
    public async Task FirstEndedWell_LaterOneReturns(Way first, Way second)
    {
        CoroutineScheduler scheduler = New();
        Frame frame = scheduler.Start(static () => Coroutine.Delay(Timeout.InfiniteTimeSpan));
        await Begin(scheduler, first).WaitAsync(s_long);

        await Begin(scheduler, second).WaitAsync(s_long);

        Assert.AreEqual(FrameStatus.Canceled, frame.Status);
        Assert.AreEqual(0, Told(frame));
    }

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public async Task FirstGaveUp_LaterOnesReturnAndNothingIsToldAgain(Way later)
    {
        (CoroutineScheduler scheduler, Frame frame) = Blocked();
        Task first = scheduler.DisposeAsync(_giveUp.Token).AsTask();
        Assert.IsFalse(first.IsCompleted);
        await _giveUp.CancelAsync();
        await first.WaitAsync(s_long);

        await Begin(scheduler, later).WaitAsync(s_long);
        Assert.IsTrue(scheduler.DisposeAsync().AsTask().IsCompletedSuccessfully);
        Assert.IsTrue(scheduler.DisposeAsync(_giveUp.Token).AsTask().IsCompletedSuccessfully);

        Assert.IsFalse(frame.IsCompleted);
        EndGivenUp(frame);
        await Begin(scheduler, later).WaitAsync(s_long);
        Assert.AreEqual(1, Told(frame));
    }

    [TestMethod]
    [DynamicData(nameof(Pairs))]
    public async Task FirstIsUnderWay_FramesEnd_BothReturn(Way first, Way second)
    {
        (CoroutineScheduler scheduler, Frame frame) = Blocked();
        Task[] both = [Begin(scheduler, first), Begin(scheduler, second)];
        Eventually.True(() => frame.Core.Scheduler.Disposal.IsAskedFor, "a disposal is under way");
        Assert.IsFalse(both.Any(static one => one.IsCompleted));

        _release.Set();

        await Task.WhenAll(both).WaitAsync(s_long);
        Assert.IsTrue(frame.IsCompleted);
        Assert.AreEqual(0, Told(frame));
    }

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public async Task FirstIsUnderWayAndGivesUp_TheOthersReturnWithIt(Way other)
    {
        (CoroutineScheduler scheduler, Frame frame) = Blocked();
        Task[] all = [Begin(scheduler, other), scheduler.DisposeAsync(_giveUp.Token).AsTask(), Begin(scheduler, other)];
        Assert.IsFalse(all.Any(static one => one.IsCompleted));

        await _giveUp.CancelAsync();

        await Task.WhenAll(all).WaitAsync(s_long);
        Assert.IsFalse(frame.IsCompleted);
        EndGivenUp(frame);
        Assert.AreEqual(1, Told(frame));
    }

    [TestMethod]
    public async Task TokenThatHasFired_FramesAreCanceledAndGivenUpAtOnce()
    {
        (CoroutineScheduler scheduler, Frame frame) = Blocked();
        await _giveUp.CancelAsync();

        await scheduler.DisposeAsync(_giveUp.Token).AsTask().WaitAsync(s_long);

        Assert.IsTrue(frame.Core.Scheduler.Disposal.IsAskedFor);
        EndGivenUp(frame);
        Assert.AreEqual(1, Told(frame));
        Assert.Contains(" had not ended when its disposal was given up", ReasonsOf(frame).Single());
    }

    [TestMethod]
    public async Task TokenFiresAfterTheEnd_NothingIsTold()
    {
        CoroutineScheduler scheduler = New();
        await scheduler.DisposeAsync(_giveUp.Token);

        await _giveUp.CancelAsync();

        Assert.IsTrue(scheduler.DisposeAsync().AsTask().IsCompletedSuccessfully);
        Assert.AreEqual(0, Telemetry.Quarantined);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task OwnFrame_IsRefusedWhateverHasBeen(bool hasGivenUp)
    {
        CoroutineScheduler scheduler = New();
        Frame frame = scheduler.Start(() =>
        {
            _release.Wait();
            Assert.ThrowsExactly<InvalidOperationException>(scheduler.Dispose);
            Assert.ThrowsExactly<InvalidOperationException>(() => _ = scheduler.DisposeAsync(_giveUp.Token).AsTask());
        });
        Eventually.True(() => frame.Core.State == FrameState.Running, "it has begun");
        Task disposal = scheduler.DisposeAsync(_giveUp.Token).AsTask();
        if (hasGivenUp)
        {
            await _giveUp.CancelAsync();
            await disposal.WaitAsync(s_long);
            ExpectedQuarantined = 1;
        }

        _release.Set();

        await disposal.WaitAsync(s_long);
        await frame.AsTask().WaitAsync(s_long);
    }

    private CoroutineScheduler New()
    {
        CoroutineSchedulerOptions options = OnPool;
        options.DisposeTimeout = Timeout.InfiniteTimeSpan;
        return new CoroutineScheduler(options);
    }

    // Its frame blocks, and knows nothing of Baton meanwhile.
    private (CoroutineScheduler Scheduler, Frame Frame) Blocked()
    {
        CoroutineScheduler scheduler = New();
        Frame frame = scheduler.Start(_release.Wait);
        Eventually.True(() => frame.Core.State == FrameState.Running, "it has begun");
        return (scheduler, frame);
    }

    private Task Begin(CoroutineScheduler scheduler, Way way) => way switch
    {
        Way.Dispose => Task.Factory.StartNew(
            scheduler.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default),
        Way.DisposeAsync => scheduler.DisposeAsync().AsTask(),
        Way.DisposeInFrame => CoroutineScheduler.RunAsync(scheduler.Dispose, OnPool),
        _ => CoroutineScheduler.RunAsync(
            () =>
            {
                using (Coroutine.NoSuspend())
                {
                    scheduler.Dispose();
                }
            },
            OnPool),
    };

    private void EndGivenUp(Frame frame)
    {
        ExpectedQuarantined = 1;
        _release.Set();
        Eventually.True(() => frame.IsCompleted, "the frame ends by itself");
    }

    private int Told(Frame frame) => ReasonsOf(frame).Length;

    private string[] ReasonsOf(Frame frame) =>
    [
        .. _events.Payloads("CoroutineQuarantined").Select(static one => (string)one[1]!)
            .Where(reason => reason.Contains($"(#{frame.Core.Id})", StringComparison.Ordinal)),
    ];
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>A watch tells of deadlocks and of long waits, once each, at the times of its clock.</summary>
[TestClass]
public sealed class WatchTests : SeeingTest
{
    private readonly TaskCompletionSource _never = new();
    private readonly ManualTime _time = new();
    private readonly ConcurrentQueue<WatchReport> _reports = new();

    [TestMethod]
    public void ADeadlock_IsToldOnce_WithEventAndCounter()
    {
        using EventProbe events = new(System.Diagnostics.Tracing.EventLevel.Warning);
        using DeadlockStage stage = new(Pool);
        using IDisposable watch = CoroutineDiagnostics.Watch(Options(Timeout.InfiniteTimeSpan), _reports.Enqueue);
        stage.Start("one", "a", () => stage["b"].Await());
        stage.Start("two", "b", () => stage["a"].Await());

        Until(() => !_reports.IsEmpty, "it is told");
        LookAgain(stage);

        WatchReport report = _reports.Single(static one => one.Finding?.Level == FindingLevel.Deadlock);
        Assert.HasCount(2, report.Finding!.Members);
        Assert.AreEqual(2, events.Count("SchedulerStoodStill"), "one for each of both");
        Assert.AreEqual(2, Telemetry["baton.deadlocks"]);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ALongWait_IsToldOnce_WithItsStackIfAskedFor(bool withStacks)
    {
        using EventProbe events = new(System.Diagnostics.Tracing.EventLevel.Warning);
        using CoroutineScheduler scheduler = new(OnPool);
        scheduler.Start(WaitInHere, "waiting");
        scheduler.Start(() => Coroutine.Delay(Timeout.InfiniteTimeSpan), "delayed");
        SeenIn("waiting", Baton.WaitKind.Task);
        SeenIn("delayed", Baton.WaitKind.Delay);
        WatchOptions options = Options(TimeSpan.FromMilliseconds(1));
        options.Stacks = withStacks;

        using IDisposable watch = CoroutineDiagnostics.Watch(options, _reports.Enqueue);
        Until(() => _reports.Any(static one => one.Member?.Name == "waiting"), "it is told");
        Until(() => _time.GetTimestamp() > TimeSpan.FromMinutes(1).Ticks, "further looks");

        WatchReport report = _reports.Single(static one => one.Member?.Name == "waiting"); // other tests may have left some behind
        Assert.AreEqual(withStacks ? nameof(WaitInHere) : null, report.Stack?.GetFrame(0)?.GetMethod()?.Name);
        Assert.AreEqual(_reports.Count, events.Count("WaitedLong"));
        Assert.AreEqual(_reports.Count, Telemetry["baton.waits.long"]);
    }

    [TestMethod]
    public void TheKindsThatAreAskedFor_AreTold()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        scheduler.Start(WaitInHere, "waiting");
        scheduler.Start(() => Coroutine.Delay(Timeout.InfiniteTimeSpan), "delayed");
        SeenIn("waiting", Baton.WaitKind.Task);
        SeenIn("delayed", Baton.WaitKind.Delay);
        WatchOptions options = Options(TimeSpan.FromMilliseconds(1));
        options.Kinds = new HashSet<Baton.WaitKind> { Baton.WaitKind.Delay };

        using IDisposable watch = CoroutineDiagnostics.Watch(options, _reports.Enqueue);
        Until(() => _reports.Any(static one => one.Member?.Name == "delayed"), "it is told");

        Assert.Contains(static one => one.Member?.Name == "delayed", _reports);
        Assert.DoesNotContain(static one => one.Member?.Name == "waiting", _reports);
    }

    [TestMethod]
    public void TheBatonIsKept_WhileOthersAreReady_IsANotice()
    {
        bool isOver = false;
        using CoroutineScheduler scheduler = new(OnPool);
        using Cleanup end = new(() => Volatile.Write(ref isOver, true));
        Frame holder = scheduler.Start(() => Compute(ref isOver), "holder");
        Eventually.True(() => holder.Core.State == FrameState.Running, "it runs");
        scheduler.Start(() => { }, "ready");

        using IDisposable watch = CoroutineDiagnostics.Watch(Options(TimeSpan.FromMilliseconds(1)), _reports.Enqueue);
        Until(() => _reports.Any(static report => report.Finding is not null), "it is told");

        Finding found = _reports.First(static report => report.Finding is not null).Finding!;
        Assert.AreEqual((FindingKind.LongWait, FindingLevel.Notice), (found.Kind, found.Level));
        StringAssert.Contains(found.Text, "'holder' has kept the baton");
    }

    [TestMethod]
    public void AHandlerThatThrows_IsCalledForTheNextReport()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        Array.ForEach(["first", "second"], name => scheduler.Start(WaitInHere, name));
        SeenIn("first", Baton.WaitKind.Task);
        SeenIn("second", Baton.WaitKind.Task);

        using IDisposable watch = CoroutineDiagnostics.Watch(Options(TimeSpan.FromMilliseconds(1)), report =>
        {
            _reports.Enqueue(report);
            throw new NotSupportedException();
        });
        Until(() => _reports.Count == 2, "both are told");
    }

    private WatchOptions Options(TimeSpan longerThan) =>
        new() { LongerThan = longerThan, Every = TimeSpan.FromSeconds(1), TimeProvider = _time };

    private static void Compute(ref bool isOver)
    {
        while (!Volatile.Read(ref isOver))
        {
            Thread.SpinWait(100);
        }
    }

    // Not compiled into its caller, nor left before the call.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WaitInHere()
    {
        _never.Task.Await();
        GC.KeepAlive(this);
    }

    private void Until(Func<bool> condition, string what) => Eventually.True(
        () =>
        {
            _time.Advance(1000);
            return condition();
        },
        what);

    // A second deadlock, which is told only at a further look.
    private void LookAgain(DeadlockStage stage)
    {
        stage.Start("three", "c", () => stage["d"].Await());
        stage.Start("four", "d", () => stage["c"].Await());
        Until(() => _reports.Count == 2, "the second is told");
        Assert.IsTrue(_reports.TryDequeue(out _));
    }
}

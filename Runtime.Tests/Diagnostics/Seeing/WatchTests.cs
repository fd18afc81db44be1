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

        Until(() => Mine.Count == 1, "it is told");
        stage.Start("three", "c", () => stage["d"].Await());
        stage.Start("four", "d", () => stage["c"].Await());
        Until(() => Mine.Count == 2, "the second is told, at a further look");

        Assert.IsTrue(Mine.All(static report => report.Finding!.Members.Count == 2));
        Assert.AreSequenceEqual(
            Mine.Select(static report => report.Finding!.Text),
            events.Payloads("SchedulerStoodStill").Select(static payload => (string)payload[1]!).Where(IsTold));
        Eventually.True(() => events.Count("SchedulerStoodStill", "A deadlock") == Telemetry["baton.deadlocks"], "all are counted");

        bool IsTold(string text) => Mine.Any(report => report.Finding!.Text == text);
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
        Until(() => Mine.Count > 0, "it is told");
        Until(() => _time.GetTimestamp() > TimeSpan.FromMinutes(1).Ticks, "further looks");

        WatchReport report = Mine.Single();
        Assert.AreEqual("waiting", report.Member!.Name);
        Assert.AreEqual(withStacks ? nameof(WaitInHere) : null, report.Stack?.GetFrame(0)?.GetMethod()?.Name);
        Assert.ContainsSingle(
            payload => ((string)payload[0]!).StartsWith($"{report.Member.Key} ", StringComparison.Ordinal), events.Payloads("WaitedLong"));
        Eventually.True(() => events.Count("WaitedLong") == Telemetry["baton.waits.long"], "all are counted");
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
        Until(() => Mine.Count > 0, "it is told");

        Assert.AreEqual("delayed", Mine.Single().Member!.Name);
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
        Until(() => Mine.Any(static report => report.Finding is not null), "it is told");

        Finding found = Mine.First(static report => report.Finding is not null).Finding!;
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
        Until(() => Mine.Count == 2, "both are told");
    }

    // The whole process is watched.
    private IReadOnlyList<WatchReport> Mine =>
        [.. _reports.Where(report => report.Member is { } member ? IsMine(member) : IsMine(report.Finding!))];

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
}

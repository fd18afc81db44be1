namespace Baton.Tests;

/// <summary>Each kind of wait of a frame is seen for what it is: kind, words, who could end it.</summary>
[TestClass]
public sealed class FrameWaitTests : SeeingTest
{
    private const string Subject = "subject";

    private readonly CoroutineQueue<string> _empty = new();
    private readonly CoroutineQueue<string> _rendezvous = new(0);
    private readonly TaskCompletionSource _never = new();
    private readonly ManualResetEvent _gate = new(false);
    private readonly CancellationTokenSource _source = new();

    private readonly Dictionary<string, (Action<Frame> Wait, WaitKind Kind, bool NeedsAll, bool IsOpen, string Text)> _cases;

    public FrameWaitTests() => _cases = new()
    {
        ["frame"] = (other => other.Await(), WaitKind.Frame, true, false, "awaits {other}"),
        ["frame's task"] = (other => other.AsTask().Await(), WaitKind.Frame, true, false, "awaits {other}"),
        ["first of frames"] = (
            other => Frame.AwaitAny(other, Other("third")), WaitKind.Frame, false, false, "awaits the first of {other}, "),
        ["delay"] = (_ => Coroutine.Delay(TimeSpan.FromHours(1)), WaitKind.Delay, true, true, "waits for 1 h 0 min"),
        ["delay without end"] = (
            _ => Coroutine.Delay(Timeout.InfiniteTimeSpan), WaitKind.Delay, true, true, "waits for a time without end"),
        ["delay with a token"] = (
            _ => Coroutine.Delay(TimeSpan.FromHours(1), _source.Token),
            WaitKind.Delay,
            true,
            true,
            "waits for 1 h 0 min, or until a token fires"),
        ["Task.Delay"] = (_ => Task.Delay(Timeout.Infinite).Await(), WaitKind.Task, true, true, "awaits Task.Delay"),
        ["task"] = (_ => _never.Task.Await(), WaitKind.Task, true, true, "awaits a task"),
        ["async method"] = (_ => NeverAsync().Await(), WaitKind.Task, true, true, "awaits FrameWaitTests.NeverAsync, async"),
        ["async lambda"] = (_ => Lambda().Await(), WaitKind.Task, true, true, "awaits FrameWaitTests.Lambda (lambda), async"),
        ["limited"] = (
            _ => _never.Task.Await(TimeSpan.FromHours(1)), WaitKind.Task, false, true, "awaits a task, for 1 h 0 min at most"),
        ["with a token"] = (_ => _never.Task.Await(_source.Token), WaitKind.Task, false, true, "awaits a task, or until a token fires"),
        ["limited, with a token"] = (
            _ => new ValueTask(_never.Task).Await(TimeSpan.FromSeconds(50), _source.Token),
            WaitKind.Task,
            false,
            true,
            "awaits a task, for 50 s at most, or until a token fires"),
        ["frame's task, limited"] = (
            other => other.AsTask().Await(TimeSpan.FromSeconds(50)),
            WaitKind.Frame,
            false,
            true,
            "awaits {other}, as a task, for 50 s at most"),
        ["dequeue"] = (_ => _empty.Dequeue(), WaitKind.Queue, false, true, "dequeues from {empty}, Queue of string: 0 items"),
        ["enqueue"] = (_ => _rendezvous.Enqueue(""), WaitKind.Queue, false, true, "enqueues into {rendezvous}, Rendezvous of string"),
        ["select"] = (
            other => Select.Any(Select.On(other), _empty.OnDequeue(_ => { }), Select.After(TimeSpan.FromHours(1))),
            WaitKind.Select,
            false,
            true,
            "selects among {other}, {empty}, Queue of string: 0 items, a time of 1 h 0 min"),
        ["scope"] = (
            _ => CoroutineScope.Run(scope => { scope.Async(Forever, "inner"); }), WaitKind.Scope, true, false, "waits for its scope o"),
        ["blocks"] = (_ => _gate.WaitOne(), WaitKind.Handle, false, true, "blocks in a wait"),
    };

    public static IEnumerable<object[]> Names =>
        new FrameWaitTests { TestContext = null! }._cases.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void AFrameWaits_ItIsSeen_WithKindWordsAndEnds(string name)
    {
        (Action<Frame> wait, WaitKind kind, bool needsAll, bool isOpen, string text) = _cases[name];
        using CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { ThreadPool = Pool, Blocking = BlockingMode.Yield });
        using Cleanup end = new(() => _gate.Set());
        Frame other = scheduler.Start(Forever, "other");
        scheduler.Start(() => wait(other), Subject);

        CoroutineInfo seen = SeenIn(Subject, kind);

        Assert.AreEqual(MemberKind.Frame, seen.Kind);
        Assert.AreEqual(kind == WaitKind.Handle ? MemberStatus.Blocked : MemberStatus.Waiting, seen.Status);
        Assert.AreEqual(needsAll, seen.Wait!.NeedsAll, "needs all");
        Assert.AreEqual(isOpen, seen.Wait.IsOpen, "is open");
        StringAssert.StartsWith(seen.Wait.Text, text
            .Replace("{other}", $"f{other.Core.Id} 'other'", StringComparison.Ordinal)
            .Replace("{empty}", KeyOf(_empty), StringComparison.Ordinal)
            .Replace("{rendezvous}", KeyOf(_rendezvous), StringComparison.Ordinal));
        Assert.IsNotNull(seen.ManagedThreadId);
        Assert.IsNotNull(seen.Scheduler);
        Assert.IsTrue(seen.IsExact, "the baton rested");
        if (!isOpen && kind != WaitKind.Scope)
        {
            Assert.AreEqual($"f{other.Core.Id}", seen.Wait.On[0].Key);
        }
    }

    [TestMethod]
    public void AFrameWaitsByAUsersClock_ItIsSeen_WithoutTheTime()
    {
        using CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = new ManualTime() });
        scheduler.Start(() => _never.Task.Await(TimeSpan.FromHours(1)), Subject);

        CoroutineInfo seen = SeenIn(Subject, WaitKind.Task);

        Assert.AreEqual("awaits a task, for a time at most", seen.Wait!.Text);
    }

    [TestMethod]
    public void AFrameOfAnotherScheduler_IsNamedWithIt()
    {
        using CoroutineScheduler two = new(new CoroutineSchedulerOptions { ThreadPool = Pool, Name = "two" });
        using CoroutineScheduler one = new(new CoroutineSchedulerOptions { ThreadPool = Pool, Name = "one" }); // ends first
        Frame other = two.Start(Forever, "other");
        one.Start(() => other.Await(), Subject);

        CoroutineInfo seen = SeenIn(Subject, WaitKind.Frame);

        StringAssert.Contains(seen.Wait!.Text, $"f{other.Core.Id} 'other' of s");
        StringAssert.Contains(seen.Wait.Text, "'two'");
    }

    [TestMethod]
    public void AScopesFunctions_AreSeenInIt()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        scheduler.Start(
            () => CoroutineScope.Run(scope =>
            {
                scope.Async(Forever, "first");
                scope.Async(Forever, "second");
            }),
            Subject);
        SeenIn(Subject, WaitKind.Scope);

        DiagnosticSnapshot snapshot = Capture();

        ScopeInfo scope = snapshot.Scopes.Single(one => one.Owner == In(snapshot, Subject)!.Key);
        CollectionAssert.AreEquivalent(new[] { In(snapshot, "first")!.Key, In(snapshot, "second")!.Key }, scope.Children.ToArray());
        Assert.AreEqual(scope.Key, In(snapshot, "first")!.Scope);
    }

    [TestMethod]
    public void TheBatonIsKept_TheSchedulerIsReadAsItStands()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        bool isOver = false;
        Frame waiting = scheduler.Start(() => _never.Task.Await(), "waiting");
        SeenIn("waiting", WaitKind.Task);
        Frame holder = scheduler.Start(() => Compute(ref isOver), "holder");
        using Cleanup end = new(() => Volatile.Write(ref isOver, true));
        Eventually.True(() => holder.Core.State == FrameState.Running, "it runs");

        DiagnosticSnapshot snapshot = Capture();

        SchedulerInfo seen = snapshot.Schedulers.Single(one => one.Key == In(snapshot, "waiting")!.Scheduler);
        Assert.IsFalse(seen.IsExact);
        Assert.AreEqual($"f{holder.Core.Id}", seen.Holder);
        Assert.AreEqual(2, seen.Frames);
        Assert.IsFalse(In(snapshot, "waiting")!.IsExact);
        Assert.AreEqual(WaitKind.Task, In(snapshot, "waiting")!.Wait!.Kind);
        Assert.AreEqual(MemberStatus.Running, In(snapshot, "holder")!.Status);
        waiting.Cancel();
    }

    private static void Forever() => Coroutine.Delay(Timeout.InfiniteTimeSpan);

    private static void Compute(ref bool isOver)
    {
        while (!Volatile.Read(ref isOver))
        {
            Thread.SpinWait(100);
        }
    }

    private static Frame Other(string name) => Coroutine.Async(Forever, name);

    private static string KeyOf(CoroutineQueue<string> queue) => $"q{((QueueCore)queue.Core).Order}";

    private async Task NeverAsync() => await _never.Task;

    private Task Lambda()
    {
        Func<Task> lambda = async () => await _never.Task;
        return lambda();
    }
}

namespace Baton.Tests;

/// <summary>A watch takes two waits for one only if they are one: many short waits of a member are no long one.</summary>
[TestClass]
public sealed class SameWaitTests : SeeingTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromMilliseconds(100);

    private readonly ManualResetEvent[] _gates = [new(false), new(false)];

    [TestCleanup]
    public void CleanUp() => Array.ForEach(_gates, static gate => gate.Dispose());

    [TestMethod]
    public void Watch_AFrameCallsOneRunAfterTheOther_EachIsAWaitOfItsOwn()
    {
        TaskCompletionSource[] ends = [new(), new()];
        using CoroutineScheduler scheduler = new(OnPool);
        Frame caller = scheduler.Start(
            () => Array.ForEach(ends, end => CoroutineScheduler.Run(() => end.Task.Await(), OnPool)), "caller");
        WatchLook watch = Watch(WaitKind.Run);
        CoroutineInfo first = SeenIn("caller", WaitKind.Run);
        Assert.IsFalse(IsToldOf(watch, MemberKind.Frame));
        LongEnough.For(s_long);

        ends[0].SetResult();
        Seen("caller", now => now.Wait is { Kind: WaitKind.Run } wait && wait.On[0].Key != first.Wait!.On[0].Key, "is in the next run");

        Assert.IsFalse(IsToldOf(watch, MemberKind.Frame), "another wait");
        LongEnough.For(s_long);
        Assert.IsTrue(IsToldOf(watch, MemberKind.Frame), "the same wait");
        ends[1].SetResult();
        caller.Await();
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)] // elsewhere nothing tells one such wait from the next
    public async Task Watch_WorkBlocksOnceMore_IsAWaitOfItsOwn()
    {
        Thread? thread = null;
        bool isInSecond = false;
        Task work = Pool.Run(() =>
        {
            Volatile.Write(ref thread, Thread.CurrentThread);
            _gates[0].WaitOne();
            Volatile.Write(ref isInSecond, true);
            _gates[1].WaitOne();
        });
        Eventually.True(() => Volatile.Read(ref thread) is not null, "the work has begun");
        UntilAsleep(thread!);
        WatchLook watch = Watch(WaitKind.Handle);
        Assert.IsFalse(IsToldOf(watch, MemberKind.Work));
        LongEnough.For(s_long);

        _gates[0].Set();
        Eventually.True(() => Volatile.Read(ref isInSecond), "it goes on");
        UntilAsleep(thread!);

        Assert.IsFalse(IsToldOf(watch, MemberKind.Work), "another wait");
        LongEnough.For(s_long);
        Assert.IsTrue(IsToldOf(watch, MemberKind.Work), "the same wait");
        _gates[1].Set();
        await work;
    }

    // Also when the system has taken the processor from the thread on its way into the wait.
    private static void UntilAsleep(Thread thread)
    {
        Eventually.Parked(thread);
        LongEnough.For(s_long / 4);
    }

    private static WatchLook Watch(WaitKind kind) => new(
        new WatchOptions { LongerThan = s_long * 0.8, Deadlocks = false, Kinds = new HashSet<WaitKind> { kind } }, null);

    private bool IsToldOf(WatchLook watch, MemberKind kind) =>
        watch.Next().Exists(report => report.Member is { } member && member.Kind == kind && IsMine(member));
}

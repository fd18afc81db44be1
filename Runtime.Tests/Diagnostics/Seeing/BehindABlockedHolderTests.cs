namespace Baton.Tests;

/// <summary>A frame blocks and keeps the baton: what is seen of it, and of those that wait behind it.</summary>
[TestClass]
public sealed class BehindABlockedHolderTests : SeeingTest
{
    private readonly ManualResetEventSlim _gate = new();

    [TestCleanup]
    public void CleanUp()
    {
        _gate.Set();
        _gate.Dispose();
    }

    [TestMethod]
    [DataRow("a task")]
    [DataRow("the first of two")]
    [DataRow("a frame of another scheduler")]
    public void Wait_WhatIsAwaitedHasEndedAndTheHolderBlocks_IsForTheTurn(string what)
    {
        using CoroutineScheduler scheduler = new(Options(Timeout.InfiniteTimeSpan));
        using CoroutineScheduler other = new(new CoroutineSchedulerOptions { ThreadPool = Pool });
        TaskCompletionSource go = new();
        TaskCompletionSource never = new();
        Task ends = what == "a frame of another scheduler" ? other.Start(() => go.Task.Await(), "ends").AsTask() : go.Task;
        Frame waits = scheduler.Start(() => (what == "the first of two" ? Task.WhenAny(ends, never.Task) : ends).Await(), "waits");
        UntilItWaits(waits);
        Frame holder = scheduler.Start(_gate.Wait, "blocks");
        Eventually.True(() => (holder.Core.Seat.ForeignWaits & 1) != 0, "it blocks");

        go.SetResult();
        CoroutineInfo seen = Seen("waits", static one => one.Status == MemberStatus.Ready, "is ready");

        _gate.Set();
        waits.Await();
        Assert.AreEqual(WaitKind.Turn, seen.Wait!.Kind);
        Assert.MatchesRegex(@"^waits for its turn, behind f\d+ 'blocks': what it awaited has ended$", seen.Wait.Text);
        Assert.IsNull(seen.Wait.Duration);
    }

    [TestMethod]
    public async Task Findings_TheHolderBlocksAndOthersWait_NameItAndAdvise()
    {
        using CoroutineScheduler scheduler = new(Options(TimeSpan.FromMilliseconds(200)));
        Frame holder = scheduler.Start(_gate.Wait, "blocks");
        Eventually.True(() => (holder.Core.Seat.ForeignWaits & 1) != 0, "it blocks");
        Frame behind = scheduler.Start(static () => { }, "behind");
        using StringWriter text = new();

        Eventually.True(() => Capture().Findings.Any(static one => one.Kind == FindingKind.LongWait), "it is found");
        await CoroutineDiagnostics.DumpAsync(text, new DumpOptions { MaxStacks = 0 });

        _gate.Set();
        await behind;
        Assert.MatchesRegex(
            @"NOTICE +f\d+ 'blocks' has kept the baton of scheduler s\d+ 'turns' for at least [\d.]+ m?s; 1 frame waits for its turn " +
            "behind it. It blocks in a wait that is none of the library's: await there, or choose BlockingMode.Yield.",
            text.ToString());
    }

    private CoroutineSchedulerOptions Options(TimeSpan longTurn) => new() { ThreadPool = Pool, Name = "turns", LongTurn = longTurn };
}

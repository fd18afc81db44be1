using System.Diagnostics;

namespace Baton.Tests;

/// <summary>For how long a frame has had the baton: at least since a look first found its turn, and never since an earlier turn.</summary>
[TestClass]
public sealed class HeldForTests : SeeingTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(50); // of the clock of looks, and some more

    private readonly ManualResetEventSlim _gate = new();
    private volatile int _step; // how far the test lets the frame go

    [TestCleanup]
    public void CleanUp()
    {
        _step = int.MaxValue;
        _gate.Set();
        _gate.Dispose();
    }

    [TestMethod]
    [DataRow("waits outside")]
    [DataRow("yields to one that is canceled")]
    [DataRow("yields to nobody")]
    [DataRow("yields to another")]
    [DataRow("starts another")]
    [DataRow("yields in a coroutine")]
    public void HeldFor_TheTurnEnds_BeginsAnew(string how)
    {
        bool isInNextTurn = false;
        using CoroutineScheduler scheduler = new(Options());
        Frame frame = scheduler.Start(
            () =>
            {
                Frame? other = how == "yields to another" ? Coroutine.Async(Coroutine.Yield) : null;
                InCoroutineIf(how == "yields in a coroutine", () =>
                {
                    ComputeUntil(1);
                    EndTurn(how);
                    Volatile.Write(ref isInNextTurn, true);
                    ComputeUntil(2);
                });
                other?.Await();
            },
            "short turns");
        Eventually.True(() => HeldFor() >= s_long, "the first turn is long");
        if (how == "yields to one that is canceled")
        {
            scheduler.Start(static () => { }).Cancel(); // ends unbegun: the baton comes back without a pass
        }

        long begin = Stopwatch.GetTimestamp();
        _step = 1;
        Eventually.True(() => Volatile.Read(ref isInNextTurn), "the next turn has begun");
        TimeSpan? held = HeldFor();
        TimeSpan most = Stopwatch.GetElapsedTime(begin) + s_tick;

        _step = 2;
        frame.Await();
        Assert.IsLessThan(most, held!.Value);
    }

    [TestMethod]
    [DataRow("computes", BlockingMode.Hold)]
    [DataRow("computes", BlockingMode.Yield)]
    [DataRow("sleeps", BlockingMode.Hold)]
    [DataRow("blocks", BlockingMode.Hold)]
    [DataRow("blocks in a region", BlockingMode.Yield)]
    [DataRow("computes in a coroutine", BlockingMode.Hold)]
    [DataRow("computes in a run", BlockingMode.Yield)]
    [DataRow("waits in a run", BlockingMode.Hold)]
    public void HeldFor_TheFrameStays_GrowsFromLookToLook(string how, BlockingMode mode)
    {
        long begin = Stopwatch.GetTimestamp();
        using CoroutineScheduler scheduler = new(Options(mode));
        Frame frame = scheduler.Start(() => Stay(how), "stays");
        Eventually.True(() => HeldFor() is not null, "it has the baton");

        TimeSpan? first = HeldFor();
        Assert.IsLessThan(Stopwatch.GetElapsedTime(begin) + s_tick, first!.Value);
        Eventually.True(() => HeldFor() >= s_long, "the turn is long");

        _step = 1;
        _gate.Set();
        frame.Await();
    }

    [TestMethod]
    public void HeldFor_AFrameBlocksWithTheBaton_IsKnownAtTheFirstLook()
    {
        using CoroutineScheduler scheduler = new(Options());
        Frame frame = scheduler.Start(_gate.Wait, "blocks");
        Eventually.True(() => (frame.Core.Seat.ForeignWaits & 1) != 0, "it blocks");
        LongEnough.For(s_long + s_tick);

        TimeSpan? held = HeldFor();

        _gate.Set();
        frame.Await();
        Assert.IsGreaterThanOrEqualTo(s_long, held!.Value);
    }

    [TestMethod]
    public void HeldFor_NobodyHasTheBaton_IsNull()
    {
        using CoroutineScheduler scheduler = new(Options());
        Frame frame = scheduler.Start(static () => Coroutine.Delay(Timeout.InfiniteTimeSpan), "waits");
        UntilItWaits(frame);

        SchedulerInfo seen = Of(Capture())!;

        Assert.IsNull(seen.Holder);
        Assert.IsNull(seen.HeldFor);
        frame.Cancel();
    }

    [TestMethod]
    public void HeldFor_TheWatchOfLongTurnsHasLooked_IsKnownAtTheFirstSnapshot()
    {
        using EventProbe events = new(System.Diagnostics.Tracing.EventLevel.Warning);
        using CoroutineScheduler scheduler = new(Options(longTurn: s_long));
        Frame frame = scheduler.Start(() => ComputeUntil(1), "computes");
        Eventually.True(() => frame.Core.State == FrameState.Running, "it runs");
        Frame behind = scheduler.Start(static () => { });
        Eventually.True(() => events.Payloads("BatonHeld").Any(static told => ((string)told[0]!).Contains("'computes'")), "it is told of");

        TimeSpan? held = HeldFor();

        _step = 1;
        frame.Await();
        behind.Await();
        Assert.IsGreaterThanOrEqualTo(s_long - (s_long / 8), held!.Value);
    }

    [TestMethod]
    public async Task Dump_OfALongTurn_SaysThatItIsALeastTime()
    {
        using CoroutineScheduler scheduler = new(Options());
        Frame frame = scheduler.Start(() => ComputeUntil(1), "computes");
        Eventually.True(() => HeldFor() >= s_long, "the turn is long");
        using StringWriter text = new();
        using StringWriter json = new();

        await CoroutineDiagnostics.DumpAsync(text, new DumpOptions { MaxStacks = 0 });
        await CoroutineDiagnostics.DumpAsync(json, new DumpOptions { MaxStacks = 0, Format = DumpFormat.Json });

        _step = 1;
        await frame;
        Assert.MatchesRegex(@"scheduler s\d+ 'turns' \(Hold\): f\d+ 'computes' has the baton, for at least \d+\.\d s;", text.ToString());
        Assert.MatchesRegex(@"""name"":""turns"".*""holder"":""f\d+"",""heldMs"":\d{3}", json.ToString());
    }

    // The frame was ready only after that wait. What is known is that it was ready before the holder blocked.
    [TestMethod]
    [DataRow("computes")]
    [DataRow("blocks")]
    public void Duration_OfAReadyFrame_DoesNotHaveTheWaitBefore(string how)
    {
        using CoroutineScheduler scheduler = new(Options());
        TaskCompletionSource go = new();
        Frame first = scheduler.Start(() => go.Task.Await(), "ends");
        Frame holder = scheduler.Start(
            () =>
            {
                first.Await();
                Stay(how);
            },
            "stays");
        Eventually.True(() => holder.Core.State == FrameState.AwaitingFrame, "it waits first");
        Frame ready = scheduler.Start(() => first.Await(), "readied");
        Eventually.True(() => Find("readied")?.Wait is { Kind: WaitKind.Frame } wait && wait.Duration >= s_long, "it has waited long");

        go.SetResult();
        CoroutineInfo seen = Seen("readied", static one => one.Status == MemberStatus.Ready, "is ready");
        DiagnosticSnapshot now = Capture();

        _step = 1;
        _gate.Set();
        ready.Await();
        Assert.AreEqual(WaitKind.Turn, seen.Wait!.Kind);
        Assert.AreEqual(how == "blocks" ? In(now, "stays")!.Wait!.Duration : null, In(now, "readied")!.Wait!.Duration);
    }

    private CoroutineSchedulerOptions Options(BlockingMode mode = BlockingMode.Hold, TimeSpan? longTurn = null) =>
        new() { ThreadPool = Pool, Name = "turns", Blocking = mode, LongTurn = longTurn ?? Timeout.InfiniteTimeSpan };

    private static SchedulerInfo? Of(DiagnosticSnapshot now) => now.Schedulers.FirstOrDefault(static one => one.Name == "turns");

    private static TimeSpan? HeldFor() => Of(CoroutineDiagnostics.Capture())?.HeldFor;

    private void ComputeUntil(int step)
    {
        while (_step < step)
        {
            Thread.SpinWait(100);
        }
    }

    private static void EndTurn(string how)
    {
        switch (how)
        {
            case "waits outside":
                Task.Run(static () => LongEnough.For(1)).Await();
                break;
            case "starts another":
                Coroutine.Async(static () => { }).Await();
                break;
            default:
                Coroutine.Yield();
                break;
        }
    }

    private void Stay(string how)
    {
        switch (how)
        {
            case "sleeps":
                while (_step < 1)
                {
                    Blocking.For(1);
                }

                break;
            case "blocks in a region":
                using (Coroutine.NoSuspend())
                {
                    _gate.Wait();
                }

                break;
            case "computes in a run":
                CoroutineScheduler.Run(() => ComputeUntil(1), new CoroutineSchedulerOptions { ThreadPool = Pool });
                break;
            case "waits in a run":
                CoroutineScheduler.Run(
                    () => Task.Factory.StartNew(_gate.Wait, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                        .Await(),
                    new CoroutineSchedulerOptions { ThreadPool = Pool });
                break;
            case "blocks":
                _gate.Wait();
                break;
            default:
                InCoroutineIf(how == "computes in a coroutine", () => ComputeUntil(1));
                break;
        }
    }

    private void InCoroutineIf(bool isIn, Action body)
    {
        if (!isIn)
        {
            body();
            return;
        }

        using Coroutine<int> coroutine = Coroutine.Create<int>(
            _ =>
            {
                body();
                return 1;
            },
            new CoroutineOptions { ThreadPool = Pool });
        coroutine.Resume();
    }
}

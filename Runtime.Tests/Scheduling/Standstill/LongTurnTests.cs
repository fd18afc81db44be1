using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>A baton that is kept for too long is told of.</summary>
[TestClass]
public sealed class LongTurnTests : SchedulerTest
{
    private static readonly TimeSpan s_span = TimeSpan.FromMilliseconds(60);

    private readonly ManualResetEventSlim _gate = new();
    private readonly EventProbe _events = new(EventLevel.Warning);

    [TestCleanup]
    public void CleanUp()
    {
        _events.Dispose();
        _gate.Dispose();
    }

    [TestMethod]
    [DataRow("sleeps", BlockingMode.Hold)]
    [DataRow("sleeps", BlockingMode.Yield)]
    [DataRow("sleeps", BlockingMode.Forbid)]
    [DataRow("computes", BlockingMode.Hold)]
    [DataRow("computes", BlockingMode.Yield)]
    [DataRow("computes", BlockingMode.Forbid)]
    [DataRow("blocks", BlockingMode.Hold)]
    [DataRow("blocks in a region", BlockingMode.Yield)]
    [DataRow("awaits what is complete", BlockingMode.Hold)]
    [DataRow("in a coroutine", BlockingMode.Hold)]
    [DataRow("in a run", BlockingMode.Hold)]
    public void TheHolderStays_OthersAreReady_IsToldByNameAndNumber(string how, BlockingMode mode)
    {
        CoroutineScheduler.Run(
            () =>
            {
                Frame other = Coroutine.Async(Coroutine.Yield, "other");
                Coroutine.Async(() => Stay(how, () => Told("holder").Any()), "holder").Await();
                other.Await();
            },
            Options(mode));

        IReadOnlyList<object?> first = Told("holder").First();
        StringAssert.Contains((string)first[0]!, "'holder'");
        Assert.IsGreaterThanOrEqualTo(s_span.TotalSeconds / 2, (double)first[1]!);
        Assert.AreEqual(2, first[2], "how many frames wait: the other one, and main for the holder's first suspension");
        Assert.IsGreaterThanOrEqualTo(1, Telemetry["baton.schedulers.long_turns"]);
    }

    [TestMethod]
    [DataRow("sleeps", 1)]
    [DataRow("computes", 2)]
    public void TheHolderStays_OnlyTheFramesThatStartedItWait_IsTold(string how, int starters)
    {
        void Start(int more)
        {
            if (more > 0)
            {
                Coroutine.Async(() => Start(more - 1), more == 1 ? "holder" : "starter").Await();
                return;
            }

            Stay(how, () => Told("holder").Any());
        }

        Run(() => Start(starters));

        Assert.AreEqual(starters, Told("holder").First()[2]);
    }

    [TestMethod]
    public void TheHolderStays_AnotherThreadStartsAFrame_IsTold()
    {
        using CoroutineScheduler scheduler = new(Options(BlockingMode.Hold));
        Frame holder = scheduler.Start(() => Stay("computes", () => Told("holder").Any()), "holder");
        Eventually.True(() => holder.Core.State == FrameState.Running, "it runs");
        Frame waiting = scheduler.Start(() => { });

        waiting.Await();

        Assert.AreEqual(1, Told("holder").First()[2]);
    }

    [TestMethod]
    public void TheHolderStays_LooksAndCancellationsHaveArrived_OnlyFramesCount()
    {
        using CoroutineScheduler scheduler = new(Options(BlockingMode.Hold));
        Frame canceled = scheduler.Start(static () => Coroutine.Delay(Timeout.InfiniteTimeSpan));
        Eventually.True(() => canceled.Core.State == FrameState.AwaitingOutside, "it waits");
        Frame holder = scheduler.Start(() => Stay("sleeps", () => Told("holder").Any()), "holder");
        Eventually.True(() => holder.Core.State == FrameState.Running, "it runs");
        Frame waiting = scheduler.Start(() => { });
        for (int i = 0; i < 20; i++)
        {
            CoroutineDiagnostics.Snapshot();
        }

        canceled.Cancel();
        waiting.Await();

        Assert.AreEqual(1, Told("holder").First()[2]);
    }

    [TestMethod]
    public void TheHolderStays_OneWaitedOutsideAndHasArrived_IsTold()
    {
        TaskCompletionSource arrives = new();
        Run(
            () =>
            {
                Frame waiting = Coroutine.Async(() => arrives.Task.Await());
                Coroutine.Async(
                    () =>
                    {
                        arrives.SetResult();
                        Stay("sleeps", () => Told("holder").Any());
                    },
                    "holder").Await();
                waiting.Await();
            });

        Assert.AreEqual(2, Told("holder").First()[2], "the frame that has arrived, and main");
    }

    [TestMethod]
    public void TheHolderBlocks_NobodyIsReady_IsTold()
    {
        RunBesideOne(() => Stay("blocks", () => Told("main").Any()));

        Assert.AreEqual(0, Told("main").First()[2]);
    }

    [TestMethod]
    public void TheHolderStays_IsToldAgainEachTimeTheSpanDoubles()
    {
        RunBesideOne(() => Stay("blocks", () => Told("main").Count() >= 3));

        double[] spans = [.. Told("main").Select(payload => (double)payload[1]!)];
        Assert.IsGreaterThan(spans[0], spans[1]);
        Assert.IsGreaterThanOrEqualTo(3.4 * s_span.TotalSeconds, spans[2], "the third is told of at four times the span");
    }

    [TestMethod]
    public void TheHolderStays_TheEventNamesItsScheduler()
    {
        Run(
            () =>
            {
                Frame other = Coroutine.Async(Coroutine.Yield);
                Stay("sleeps", () => Told("main").Any());
                other.Await();
            });

        StringAssert.Contains((string)Told("main").First()[0]!, "scheduler 'Long turns'");
    }

    [TestMethod]
    public void TheBatonMoves_LongRun_NothingIsTold()
    {
        TimeSpan span = TimeSpan.FromSeconds(1); // long, for a loaded machine may leave a thread alone for a while
        Run(
            () =>
            {
                long end = Environment.TickCount64 + (long)(span.TotalMilliseconds * 2.2);
                void Work()
                {
                    while (Environment.TickCount64 < end)
                    {
                        Coroutine.Yield();
                    }
                }

                Frame first = Coroutine.Async(Work);
                Coroutine.Async(Work).Await();
                first.Await();
            },
            span);

        Assert.AreEqual(0, _events.Count("BatonHeld"));
    }

    [TestMethod]
    [DataRow("alone")]
    [DataRow("all wait outside")]
    [DataRow("off")]
    public void NobodyWaitsBehind_NothingIsTold(string how)
    {
        using ManualResetEventSlim over = new();
        using Timer timer = new(_ => over.Set(), null, (int)(s_span.TotalMilliseconds * 6), Timeout.Infinite);
        Run(
            () =>
            {
                Frame waits = Coroutine.Async(
                    () => Coroutine.Delay(TimeSpan.FromMilliseconds(how == "alone" ? 0 : s_span.TotalMilliseconds * 6)));
                Frame? ready = how == "off" ? Coroutine.Async(Coroutine.Yield) : null;
                if (how != "all wait outside")
                {
                    Stay("computes", () => over.IsSet);
                }

                waits.Await();
                ready?.Await();
            },
            how == "off" ? Timeout.InfiniteTimeSpan : s_span);

        Assert.AreEqual(0, _events.Count("BatonHeld"));
    }

    [TestMethod]
    public void AfterARest_TheWatchLooksAgain()
    {
        Run(
            () =>
            {
                Frame waits = Coroutine.Async(() => Coroutine.Delay(s_span * 10)); // looks find the baton at rest
                waits.Await();
                Frame other = Coroutine.Async(Coroutine.Yield);
                Stay("computes", () => Told("main").Any());
                other.Await();
            });
    }

    [TestMethod]
    public void ASchedulerThatIsDropped_WhileTheTimerIsSet_IsCollected()
    {
        WeakReference dropped = Drop(Options(BlockingMode.Hold, TimeSpan.FromHours(1)));

        Eventually.Collected(dropped, "the scheduler");
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-5)]
    [DataRow(3_000_000_000L)]
    public void LongTurn_OutOfItsRange_IsRefused(long milliseconds) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(
        () => new CoroutineSchedulerOptions { LongTurn = TimeSpan.FromMilliseconds(milliseconds) });

    [TestMethod]
    public void LongTurn_Default_IsTwoSeconds() => Assert.AreEqual(TimeSpan.FromSeconds(2), new CoroutineSchedulerOptions().LongTurn);

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Drop(CoroutineSchedulerOptions options)
    {
        CoroutineScheduler scheduler = new(options);
        Frame[] frames = [.. Enumerable.Range(0, 3).Select(_ => scheduler.Start(Coroutine.Yield))];
        foreach (Frame frame in frames)
        {
            frame.Await();
        }

        return new WeakReference(scheduler);
    }

    private CoroutineSchedulerOptions Options(BlockingMode mode, TimeSpan? span = null) =>
        new() { ThreadPool = Pool, Name = "Long turns", Blocking = mode, LongTurn = span ?? s_span };

    // The other waits outside meanwhile.
    private void RunBesideOne(Action main)
    {
        TaskCompletionSource go = new();
        Run(() =>
        {
            Coroutine.Async(() => go.Task.Await());
            main();
            go.SetResult();
        });
    }

    private void Run(Action main, TimeSpan? span = null) => CoroutineScheduler.Run(main, Options(BlockingMode.Hold, span));

    private IEnumerable<IReadOnlyList<object?>> Told(string frame) =>
        _events.Payloads("BatonHeld").Where(payload => ((string)payload[0]!).Contains($"'{frame}'", StringComparison.Ordinal));

    // Keeps the baton until the condition holds.
    private void Stay(string how, Func<bool> until)
    {
        switch (how)
        {
            case "sleeps":
                Eventually.True(
                    () =>
                    {
                        Blocking.For(1);
                        return until();
                    },
                    how);
                break;
            case "computes":
                Eventually.True(until, how);
                break;
            case "blocks in a region":
                using (Coroutine.NoSuspend())
                {
                    Stay("blocks", until);
                }

                break;
            case "awaits what is complete":
                Eventually.True(
                    () =>
                    {
                        Task.CompletedTask.Await();
                        return until();
                    },
                    how);
                break;
            case "in a coroutine":
                using (Coroutine<int> coroutine = Coroutine.Create<int>(_ =>
                {
                    Stay("blocks", until);
                    return 1;
                }, InPool))
                {
                    coroutine.Resume();
                }

                break;
            case "in a run":
                CoroutineScheduler.Run(() => Stay("computes", until), new CoroutineSchedulerOptions { ThreadPool = Pool });
                break;
            default:
                TestThread setter = TestThread.Start(() =>
                {
                    Eventually.True(until, how);
                    _gate.Set();
                });
                _gate.Wait();
                setter.Join();
                break;
        }
    }
}

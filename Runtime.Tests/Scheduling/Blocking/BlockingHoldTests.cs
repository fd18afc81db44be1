using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary><see cref="BlockingMode.Hold"/>: a wait keeps the baton, and lets it be known.</summary>
[TestClass]
public sealed class BlockingHoldTests : BlockingTest
{
    public static IEnumerable<object[]> Rows => WaitKinds.SeenRows;

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Hold_EachKindOfWait_KeepsTheBatonAndTells(string name)
    {
        WaitCase wait = WaitKinds.Named(name).Create();
        using EventProbe events = new(EventLevel.Warning);
        using (OtherSide other = new(wait))
        {
            other.BeforeRelease = () => Eventually.True(() => Telemetry[Held] > 0, "the wait is told of");
            Run(BlockingMode.Hold, () =>
            {
                Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    Step("sibling");
                });
                Step("waits");
                other.Go();
                wait.Wait();
                Step("through");
            });
        }

        AssertLog("waits through sibling");
        StringAssert.StartsWith((string)events.Payload("FrameBlocked")[0]!, "frame 'main'");
        Assert.AreEqual(0, Telemetry[GaveWay]);
    }

    [TestMethod]
    public void Hold_IsTheDefault()
    {
        Assert.AreEqual(BlockingMode.Hold, new CoroutineSchedulerOptions().Blocking);
    }

    [TestMethod]
    public void Hold_WaitThatIsOverAtOnce_IsNotCounted()
    {
        using ManualResetEvent signaled = new(true);

        Run(BlockingMode.Hold, () =>
        {
            Assert.IsTrue(signaled.WaitOne());
            Assert.AreEqual(0, WaitHandle.WaitAny([signaled]));
            Assert.IsFalse(new ManualResetEvent(false).WaitOne(0));
        });

        Assert.AreEqual(0, Telemetry[Held]);
    }

    [TestMethod]
    public void Hold_ListenerOfTheEventWaitsItself_IsNotToldOfThat()
    {
        using ManualResetEvent never = new(false);
        using EventProbe events = new(EventLevel.Warning);
        events.OnEvent = (name, _) =>
        {
            Assert.AreEqual("FrameBlocked", name);
            never.WaitOne(1);
        };

        Run(BlockingMode.Hold, () =>
        {
            Coroutine.Async(Coroutine.Yield);
            never.WaitOne(1);
        });

        Assert.AreEqual(1, Telemetry[Held]);
        Assert.AreEqual(1, events.Count("FrameBlocked"));
    }

    [TestMethod]
    [DataRow(BlockingMode.Hold, 0)]
    [DataRow(BlockingMode.Forbid, 1)]
    public void Hold_TheFrameIsAlone_IsCountedAndNoEventTells(BlockingMode mode, int events)
    {
        using EventProbe told = new(EventLevel.Warning);
        // lets the wait through in Forbid
        Func<int> read = InitializedType.New(static _ => new ManualResetEvent(false).WaitOne(20) ? 0 : 1);

        Run(mode, () =>
        {
            Coroutine.Async(static () => { }).Await(); // has ended
            read();
        });

        Assert.AreEqual(1, Telemetry[Held]);
        Assert.AreEqual(events, told.Count("FrameBlocked"));
    }

    [TestMethod]
    public void Hold_ListenerThrows_TheWaitGoesOnAndTheNextIsToldOf()
    {
        using ManualResetEvent never = new(false);
        using MeterProbe meter = new(Held);
        meter.OnMeasurement = _ => throw new InvalidTimeZoneException();

        Run(BlockingMode.Hold, () =>
        {
            Assert.IsFalse(never.WaitOne(1));
            Assert.IsFalse(never.WaitOne(1));
        });

        Assert.AreEqual(2, Telemetry[Held]);
    }

    [TestMethod]
    public void Hold_LockHeldByAFrameThatAwaits_IsAHangThatTheEventNames()
    {
        object gate = new();
        TaskCompletionSource go = new();
        using ManualResetEventSlim told = new();
        using EventProbe events = new(EventLevel.Warning);
        events.OnEvent = (_, _) => told.Set();
        Thread? stuck = null;
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(
                    () =>
                    {
                        lock (gate)
                        {
                            go.Task.Await(); // needs the baton to leave the lock
                        }
                    },
                    "owner");
                Coroutine.Async(
                    () =>
                    {
                        stuck = Thread.CurrentThread;
                        try
                        {
                            lock (gate)
                            {
                            }
                        }
                        catch (ThreadInterruptedException)
                        {
                            Log.Add("interrupted");
                        }
                    },
                    "contender");
                Log.Add("main");
            },
            Mode(BlockingMode.Hold));

        told.Wait();
        go.SetResult();
        Eventually.Parked(stuck!);
        bool hangs = !run.IsCompleted;
        stuck!.Interrupt();
        run.Wait();

        Assert.IsTrue(hangs);
        StringAssert.StartsWith((string)events.Payload("FrameBlocked")[0]!, "frame 'contender'");
        AssertLog("interrupted main");
    }
}

using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>A wait that ends within its grace is no blocking: it is neither refused nor told of.</summary>
[TestClass]
public sealed class BlockingGraceTests : BlockingTest
{
    private static readonly TimeSpan s_hours = TimeSpan.FromHours(3);

    public static IEnumerable<object[]> Rows =>
        from mode in new[] { BlockingMode.Hold, BlockingMode.Forbid }
        from row in WaitKinds.SeenRows
        select new[] { mode, row[0] };

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void EachKindOfWait_EndsWithinTheGrace_ReturnsUntold(BlockingMode mode, string name)
    {
        WaitCase wait = WaitKinds.Named(name).Create();
        using (OtherSide other = new(wait))
        {
            CoroutineScheduler.Run(
                () =>
                {
                    Thread me = Thread.CurrentThread;
                    other.BeforeRelease = () => Eventually.Parked(me);
                    Coroutine.Async(() =>
                    {
                        Coroutine.Yield();
                        Step("sibling");
                    });
                    Step("waits");
                    other.Go();
                    wait.Wait();
                    Step("through");
                },
                Within(mode, s_hours));
        }

        AssertLog("waits through sibling");
        Assert.AreEqual(0, Telemetry[Held] + Telemetry[GaveWay]);
    }

    [TestMethod]
    [DataRow(BlockingMode.Hold)]
    [DataRow(BlockingMode.Forbid)]
    public void TimedWait_ItsTimeEndsWithinTheGrace_IsFalseAndUntold(BlockingMode mode)
    {
        using ManualResetEvent never = new(false);
        using ManualResetEvent signaled = new(true);
        object gate = new();
        CoroutineScheduler.Run(
            () =>
            {
                Assert.IsFalse(never.WaitOne(2));
                Assert.IsFalse(WaitHandle.WaitAll([signaled, never], 2));
                Assert.AreEqual(WaitHandle.WaitTimeout, WaitHandle.WaitAny([never], 2));
                lock (gate)
                {
                    Assert.IsFalse(Monitor.Wait(gate, 2));
                }

                using (Coroutine.NoSuspend())
                {
                    Assert.IsFalse(never.WaitOne(2));
                }
            },
            Within(mode, s_hours));

        Assert.AreEqual(0, Telemetry[Held]);
    }

    [TestMethod]
    public void WaitAll_OutlastsTheGrace_TakesNothing()
    {
        using AutoResetEvent signaled = new(true);
        using AutoResetEvent never = new(false);
        CoroutineScheduler.Run(
            () => Assert.ThrowsExactly<InvalidOperationException>(() => WaitHandle.WaitAll([signaled, never])),
            Within(BlockingMode.Forbid, TimeSpan.FromMilliseconds(5)));

        Assert.IsTrue(signaled.WaitOne(0));
    }

    [TestMethod]
    public void Hold_OutlastsTheGrace_IsToldOnceAndEndsAsBefore()
    {
        using AutoResetEvent gate = new(false);
        using EventProbe events = new(EventLevel.Warning);
        events.OnEvent = (_, _) => gate.Set();
        CoroutineScheduler.Run(
            () =>
            {
                Coroutine.Async(Coroutine.Yield);
                Assert.IsTrue(gate.WaitOne());
            },
            Within(BlockingMode.Hold, TimeSpan.FromMilliseconds(5)));

        Assert.AreEqual(1, events.Count("FrameBlocked"));
        Assert.AreEqual(1, Telemetry[Held]);
    }

    [TestMethod]
    [DataRow(BlockingMode.Hold)]
    [DataRow(BlockingMode.Forbid)]
    public void InterruptedWithinTheGrace_ThrowsThatAndHasTheBaton(BlockingMode mode)
    {
        using ManualResetEvent never = new(false);
        CoroutineScheduler.Run(
            () =>
            {
                Thread me = Thread.CurrentThread;
                TestThread interrupts = TestThread.Start(() =>
                {
                    Eventually.Parked(me);
                    me.Interrupt();
                });
                Assert.ThrowsExactly<ThreadInterruptedException>(() => never.WaitOne());
                interrupts.Joined().Await();
                Coroutine.Async(() => Step("on")).Await();
            },
            Within(mode, s_hours));

        AssertLog("on");
        Assert.AreEqual(0, Telemetry[Held]);
    }

    // The lock's owner is a frame that needs the baton to release the lock.
    [TestMethod]
    public void Forbid_LockHeldByAFrameThatAwaits_IsRefusedAfterTheGrace()
    {
        object gate = new();
        TaskCompletionSource go = new();
        CoroutineScheduler.Run(
            () =>
            {
                Coroutine.Async(() =>
                {
                    lock (gate)
                    {
                        go.Task.Await();
                    }
                });
                Assert.ThrowsExactly<InvalidOperationException>(() => Monitor.Enter(gate));
                go.SetResult();
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, Blocking = BlockingMode.Forbid });
    }

    [TestMethod]
    public void RunInsideAFrame_ItsWaitsEndWithinTheGrace_AreUntold()
    {
        CoroutineScheduler.Run(
            () => CoroutineScheduler.Run(
                () =>
                {
                    Late.After(5).Await();
                    Step("inner");
                },
                OnPool),
            Within(BlockingMode.Hold, s_hours));

        AssertLog("inner");
        Assert.AreEqual(0, Telemetry[Held]);
    }

    // The outer baton is given away at once, and told so; the inner one is kept, and told after its grace.
    [TestMethod]
    public void RunInsideAFrame_BlocksWhileTheOuterBatonIsGivenAway_TheInnerIsToldAfterItsGrace()
    {
        using ManualResetEventSlim gate = new();
        CoroutineScheduler.Run(
            () =>
            {
                Coroutine.Async(() => CoroutineScheduler.Run(
                    () =>
                    {
                        gate.Wait();
                        Step("inner");
                    },
                    Within(BlockingMode.Hold, TimeSpan.FromMilliseconds(5))));
                Step("outer");
                while (Telemetry[Held] == 0)
                {
                    Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                }

                gate.Set();
            },
            Mode(BlockingMode.Yield));

        AssertLog("outer inner");
        Assert.AreEqual(1, Telemetry[Held]);
        Assert.IsGreaterThan(0, Telemetry[GaveWay]);
    }

    // Many schedulers contend for the framework's own locks, as that of its timers.
    [TestMethod]
    public void Forbid_ManyRunsContendForLocksOfTheFramework_NoneIsRefused()
    {
        for (int round = 0; round < 30; round++)
        {
            Task.WaitAll([.. Enumerable.Range(0, 60).Select(_ => CoroutineScheduler.RunAsync(
                () =>
                {
                    Frame[] frames =
                    [
                        .. Enumerable.Range(0, 3).Select(_ => Coroutine.Async(
                            () => Task.Delay(1, Coroutine.CancellationToken).Await())),
                    ];
                    Frame.AwaitAll(frames);
                },
                new CoroutineSchedulerOptions { ThreadPool = Pool, Blocking = BlockingMode.Forbid }))]);
        }
    }

    private CoroutineSchedulerOptions Within(BlockingMode mode, TimeSpan grace) => new()
    {
        ThreadPool = Pool,
        Name = "Test",
        Blocking = mode,
        BlockingGrace = grace,
    };
}

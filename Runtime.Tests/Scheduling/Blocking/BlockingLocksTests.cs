using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>Locks that frames take against each other.</summary>
[TestClass]
public sealed class BlockingLocksTests : BlockingTest
{
    private static readonly TaskCompletionSource<int> s_made = new(); // once in a process, as the type is

    [TestMethod]
    public void Yield_LockHeldByAFrameThatAwaits_TheContenderGivesWayAndBothGoOn()
    {
        object gate = new();
        TaskCompletionSource go = new();
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() =>
            {
                lock (gate)
                {
                    Step("owns");
                    go.Task.Await();
                    Step("leaves");
                }
            });
            Coroutine.Async(() =>
            {
                Step("contends");
                lock (gate)
                {
                    Step("has");
                }
            });
            Step("main");
            go.SetResult();
        });

        AssertLog("owns contends main leaves has");
    }

    [TestMethod]
    public void Yield_TwoLocksInOppositeOrder_OfFramesThatDoNotSuspendBetween_NeverMeet()
    {
        object a = new();
        object b = new();
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() => Both(a, b, "ab"));
            Coroutine.Async(() => Both(b, a, "ba"));
        });

        AssertLog("ab ba");

        void Both(object first, object second, string name)
        {
            lock (first)
            {
                lock (second)
                {
                    Step(name);
                }
            }
        }
    }

    // The cycle is as real as with plain threads, and nothing but an end of one of the two can break it. It is named: by the event, and
    // in what the frames say of themselves. It is never called a deadlock, for the scheduler cannot know who has a lock.
    [TestMethod]
    public void Yield_TwoLocksInOppositeOrder_HeldAcrossASuspension_AreADeadlockThatTheEventsNameAndAnInterruptBreaks()
    {
        object a = new();
        object b = new();
        using EventProbe events = new(EventLevel.Verbose);
        Thread? victim = null;
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(
                    () =>
                    {
                        lock (a)
                        {
                            Coroutine.Yield();
                            lock (b)
                            {
                                Step("ab");
                            }
                        }
                    },
                    "ab");
                Coroutine.Async(
                    () =>
                    {
                        victim = Thread.CurrentThread;
                        lock (b)
                        {
                            Coroutine.Yield();
                            try
                            {
                                lock (a)
                                {
                                    Step("ba");
                                }
                            }
                            catch (ThreadInterruptedException)
                            {
                                Step("interrupted");
                            }
                        }
                    },
                    "ba");
            },
            Mode(BlockingMode.Yield));

        Eventually.True(() => Telemetry[GaveWay] >= 2, "both block");
        Eventually.Parked(victim!);
        bool hangs = !run.IsCompleted;
        string told = string.Join(' ', events.Payloads("FrameGaveWay").Select(payload => (string)payload[0]!));
        victim!.Interrupt();
        run.Wait();

        Assert.IsTrue(hangs);
        StringAssert.Contains(told, "frame 'ab'");
        StringAssert.Contains(told, "frame 'ba'");
        AssertLog("interrupted ab");
    }

    [TestMethod]
    public void Yield_MonitorPulseBetweenFrames_WakesTheWaiterInItsTurn()
    {
        object gate = new();
        int items = 0;
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() =>
            {
                for (int i = 0; i < 3; i++)
                {
                    lock (gate)
                    {
                        while (items == 0)
                        {
                            Monitor.Wait(gate);
                        }

                        items--;
                        Step("taken");
                        Monitor.Pulse(gate);
                    }
                }
            });
            for (int i = 0; i < 3; i++)
            {
                lock (gate)
                {
                    while (items > 0)
                    {
                        Monitor.Wait(gate);
                    }

                    items++;
                    Step("given");
                    Monitor.Pulse(gate);
                }
            }
        });

        AssertLog("given taken given taken given taken");
    }

    [TestMethod]
    public void Yield_ContendedByAPlainThreadToo_EverybodyGetsTheLockInTheEnd()
    {
        Lock gate = new();
        int entered = 0;
        TestThread plain = TestThread.Start(() => Contend(() => { }));
        Run(BlockingMode.Yield, () =>
        {
            for (int i = 0; i < 4; i++)
            {
                Coroutine.Async(() => Contend(Coroutine.Yield));
            }
        });
        plain.Join();

        Assert.AreEqual(5 * 100, entered);

        void Contend(Action between)
        {
            for (int i = 0; i < 100; i++)
            {
                lock (gate)
                {
                    entered++;
                    between();
                }
            }
        }
    }

    [TestMethod]
    public void Yield_StaticConstructorThatBlocks_KeepsTheBaton()
    {
        TestThread maker = TestThread.Start(() =>
        {
            Eventually.True(() => Telemetry[Held] + Telemetry[GaveWay] > 0, "the constructor blocks");
            s_made.SetResult(8);
        });
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Assert.AreEqual(8, Made.Value); // would wait for the constructor, with the baton, and unseen
                Step("sibling");
            });
            Assert.AreEqual(8, Made.Value);
            Step("first");
        });

        maker.Join();

        AssertLog("first sibling");
        Assert.IsGreaterThan(0, Telemetry[Held]);
        Assert.AreEqual(0, Telemetry[GaveWay]);
    }

    private static class Made
    {
        internal static readonly int Value;

        static Made() => Value = s_made.Task.Result;
    }
}

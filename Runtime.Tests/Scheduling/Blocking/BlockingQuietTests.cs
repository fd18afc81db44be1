using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>
/// The library's own waits are no blocking of the frame in which they happen: nobody is told of them, and nothing refuses them.
/// </summary>
[TestClass]
public sealed class BlockingQuietTests : BlockingTest
{
    private static readonly ManualResetEvent s_never = new(false);

    [TestMethod]
    [DataRow(BlockingMode.Hold)]
    [DataRow(BlockingMode.Yield)]
    [DataRow(BlockingMode.Forbid)]
    public void BusyMix_OfAllThatTheLibraryDoes_NotifiesNobody(BlockingMode mode)
    {
        using CancellationTokenSource over = new();
        int done = 0;
        TestThread[] busy = [TestThread.Start(Hammer, "Hammer 1"), TestThread.Start(Hammer, "Hammer 2")];
        Run(mode, () =>
        {
            for (int i = 0; i < 4; i++)
            {
                Coroutine.Async(() =>
                {
                    for (int round = 0; round < 40; round++)
                    {
                        Mix();
                        done++;
                    }
                });
            }
        });
        over.Cancel();
        foreach (TestThread thread in busy)
        {
            thread.Join();
        }

        Assert.AreEqual(4 * 40, done);
        Assert.AreEqual(0, Telemetry[Held] + Telemetry[GaveWay]);

        // takes the locks that the frames take too
        void Hammer()
        {
            while (!over.IsCancellationRequested)
            {
                _ = Pool.LiveThreads;
                new Timer(_ => { }, null, 1, Timeout.Infinite).Dispose();
                Pool.Run(() => { }).GetAwaiter().GetResult();
            }
        }
    }

    private void Mix()
    {
        Coroutine.Yield();
        Coroutine.Delay(TimeSpan.FromTicks(1));
        Task.Run(() => { }).Await();
        Pool.Run(() => { }).Await();
        Frame child = Coroutine.Async(() => Coroutine.Delay(TimeSpan.FromHours(1)));
        child.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(child.Await);
        CoroutineScope.Run(scope =>
        {
            scope.Async(Coroutine.Yield);
            scope.Async(() => Coroutine.Delay(TimeSpan.FromTicks(1)));
        });
        using (Coroutine<int> coroutine = Coroutine.Create<int>(
                   yielder =>
                   {
                       yielder.Suspend(1);
                       Coroutine.Yield();
                       yielder.Suspend(2);
                       return 3;
                   },
                   InPool))
        {
            Assert.AreEqual(1, coroutine.Resume());
            Assert.AreEqual(2, coroutine.Resume());
        }

        Assert.AreEqual(3, Coroutine.Generate<int>(
            yielder =>
            {
                for (int i = 0; i < 3; i++)
                {
                    yielder.Suspend(i);
                }
            },
            options: InPool).Count());
    }

    [TestMethod]
    [DataRow(BlockingMode.Hold)]
    [DataRow(BlockingMode.Yield)]
    [DataRow(BlockingMode.Forbid)]
    public void Handoff_ResumerParks_NotifiesNobody(BlockingMode mode)
    {
        Run(mode, () =>
        {
            Thread resumer = Thread.CurrentThread;
            using Coroutine<int> coroutine = Coroutine.Create<int>(
                yielder =>
                {
                    for (int i = 0; i < 3; i++)
                    {
                        Eventually.Parked(resumer);
                        yielder.Suspend(i);
                    }

                    return 3;
                },
                InPool);
            while (!coroutine.IsFinished)
            {
                coroutine.Resume();
            }
        });

        Assert.AreEqual(0, Telemetry[Held] + Telemetry[GaveWay]);
    }

    [TestMethod]
    public void Yield_ListenerWaitsWhileACoroutineGetsItsThread_TheBatonIsNotGivenAwayTwice()
    {
        using EventProbe events = new(EventLevel.Verbose);
        events.OnEvent = (name, _) =>
        {
            if (name == "ThreadStarted" && CoroutineScheduler.Current is not null)
            {
                s_never.WaitOne(20); // the body has begun by then
            }
        };
        Run(BlockingMode.Yield, () =>
        {
            Frame sibling = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Step("sibling");
            });
            using Coroutine<int> coroutine = Coroutine.Create<int>(
                _ =>
                {
                    Alone(() => SpinWait.SpinUntil(() => Telemetry[GaveWay] > 0, 10));
                    Log.Add("body");
                    return 1;
                },
                InPool);
            coroutine.Resume();
            sibling.Await();
        });

        AssertLog("body sibling");
        Assert.AreEqual(0, Telemetry[GaveWay]);
    }

    [TestMethod]
    public void Delay_ClockThatWaits_IsNotRefused()
    {
        CoroutineScheduler.Run(
            () =>
            {
                Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                Frame canceled = Coroutine.Async(() => Coroutine.Delay(TimeSpan.FromHours(1)));
                canceled.Cancel();
                Assert.ThrowsExactly<OperationCanceledException>(canceled.Await);
            },
            new CoroutineSchedulerOptions
            {
                ThreadPool = Pool,
                Blocking = BlockingMode.Forbid,
                BlockingGrace = TimeSpan.Zero,
                TimeProvider = new SlowClock(),
            });
    }

    [TestMethod]
    public void Dispose_OfAnotherScheduler_InAFrame_IsNotRefused()
    {
        using ManualResetEventSlim unwinds = new();
        CoroutineScheduler other = new(OnPool);
        other.Start(() =>
        {
            try
            {
                new TaskCompletionSource().Task.Await();
            }
            finally
            {
                unwinds.Wait();
            }
        });
        Run(BlockingMode.Forbid, () =>
        {
            Thread disposer = Thread.CurrentThread;
            bool disposes = false;
            TestThread helper = TestThread.Start(() =>
            {
                Eventually.True(() => Volatile.Read(ref disposes), "it disposes"); // to start a thread is a wait, too
                Asleep(disposer);
                unwinds.Set();
            });
            Volatile.Write(ref disposes, true);
            other.Dispose();
            helper.Joined().Await();
            Log.Add("disposed");
        });

        AssertLog("disposed");
    }

    [TestMethod]
    public void Dispose_OfAPool_InAFrame_IsNotRefused()
    {
        using CoroutineThreadPool other = new(new CoroutineThreadPoolOptions { Name = "Other" });
        other.Run(() => { }).GetAwaiter().GetResult();
        Eventually.True(() => other.IdleThreads == 1, "its thread is idle");
        using EventProbe events = new(EventLevel.Verbose);

        Run(BlockingMode.Forbid, () =>
        {
            Thread disposer = Thread.CurrentThread;
            events.OnEvent = (name, payload) =>
            {
                if (name == "ThreadEnded" && payload[0] is "Other")
                {
                    Asleep(disposer); // the thread that is joined takes its time
                }
            };
            other.Dispose();
        });

        Assert.AreEqual(1, events.Payloads("ThreadEnded").Count(payload => payload[0] is "Other"));
    }

    [TestMethod]
    public void Dispose_OfACoroutineWhoseCleanUpTakesItsTime_InAFrame_IsNotRefused()
    {
        Run(BlockingMode.Forbid, () =>
        {
            Thread disposer = Thread.CurrentThread;
            Coroutine<int> coroutine = Coroutine.Create<int>(
                yielder =>
                {
                    try
                    {
                        yielder.Suspend(1);
                    }
                    finally
                    {
                        Eventually.Parked(disposer);
                        Log.Add("unwound");
                    }

                    return 2;
                },
                InPool);
            coroutine.Resume();
            coroutine.Dispose();
        });

        AssertLog("unwound");
    }

    // Not merely between two looks, as a thread that spins also sleeps.
    private static void Asleep(Thread thread)
    {
        int looks = 0;
        Eventually.True(
            () => (looks = (thread.ThreadState & ThreadState.WaitSleepJoin) != 0 ? looks + 1 : 0) == 200, $"thread '{thread.Name}' sleeps");
    }

    private sealed class SlowClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            s_never.WaitOne(1);
            return new SlowTimer(System.CreateTimer(callback, state, dueTime, period));
        }
    }

    private sealed class SlowTimer(ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            s_never.WaitOne(1);
            timer.Dispose();
        }

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}

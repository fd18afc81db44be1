using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary><see cref="BlockingMode.Yield"/>: the baton passes on for as long as a wait lasts.</summary>
[TestClass]
public sealed class BlockingYieldTests : BlockingTest
{
    public static IEnumerable<object[]> Rows => WaitKinds.SeenRows;

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Yield_EachKindOfWait_OthersRunMeanwhileAndItGoesOnInItsTurn(string name)
    {
        WaitCase wait = WaitKinds.Named(name).Create();
        using EventProbe events = new(EventLevel.Verbose);
        using (OtherSide other = new(wait))
        {
            Run(BlockingMode.Yield, () =>
            {
                Frame waits = Coroutine.Async(
                    () =>
                    {
                        Step("waits");
                        wait.Wait();
                        Step("through");
                    },
                    "waiter");
                Step("meanwhile");
                other.Go();
                waits.Await();
                Step("main");
            });
        }

        AssertLog("waits meanwhile through main");
        StringAssert.StartsWith((string)events.Payload("FrameGaveWay")[0]!, "frame 'waiter'");
        Assert.AreEqual(0, Telemetry[Held]);
    }

    [TestMethod]
    public void Yield_ManyFramesBlockOnEverything_OneRunsAtAnyInstant()
    {
        object gate = new();
        Lock light = new();
        using SemaphoreSlim semaphore = new(1);
        using BlockingCollection<int> items = new(1);
        int shared = 0;

        Run(BlockingMode.Yield, () =>
        {
            for (int i = 0; i < 8; i++)
            {
                Coroutine.Async(() =>
                {
                    for (int round = 0; round < 25; round++)
                    {
                        lock (gate)
                        {
                            Alone(() => shared++);
                            Coroutine.Yield();
                        }

                        lock (light)
                        {
                            Alone(() => shared++);
                            Coroutine.Yield();
                        }

                        semaphore.Wait();
                        Alone(() => shared++);
#pragma warning disable BATON004 // unmodified code blocks so
                        Task.Run(() => { }).Wait();
#pragma warning restore BATON004
                        semaphore.Release();
                        Alone(() => shared++);
                    }
                });
            }

            Frame takes = Coroutine.Async(() =>
            {
                for (int i = 0; i < 100; i++)
                {
                    int item = items.Take();
                    Alone(() => shared += item);
                }
            });
            for (int i = 0; i < 100; i++)
            {
                items.Add(1);
                Alone(() => { });
            }

            takes.Await();
        });

        Assert.AreEqual((8 * 25 * 4) + 100, shared);
        Assert.IsGreaterThan(0, Telemetry[GaveWay]);
    }

    [TestMethod]
    public void Yield_BlocksInItsFirstRun_TheStarterGoesOnAtOnceBeforeThoseThatAreReady()
    {
        using ManualResetEventSlim gate = new();
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Step("ready");
            });
            Coroutine.Async(() =>
            {
                Step("blocks");
                gate.Wait();
                Step("through");
            });
            Step("starter");
            gate.Set();
        });

        AssertLog("blocks starter ready through");
    }

    [TestMethod]
    public void Yield_MainBlocks_ItsFramesRun()
    {
        using ManualResetEventSlim gate = new();
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Step("frame");
                gate.Set();
            });
            gate.Wait();
            Step("main");
        });

        AssertLog("frame main");
    }

    [TestMethod]
    public void Yield_GeneratorOfAFrameBlocks_TheWholeFrameGivesWay()
    {
        using SemaphoreSlim gate = new(0);
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() =>
            {
                foreach (int item in Coroutine.Generate<int>(Waits, options: InPool))
                {
                    Step($"item{item}");
                }
            });
            Step("sibling");
            gate.Release();
            Coroutine.Async(() => Step("another")).Await();
            gate.Release();
        });

        AssertLog("sibling another item0 item1");

        void Waits(Yielder<int> yielder)
        {
            for (int i = 0; i < 2; i++)
            {
                gate.Wait();
                yielder.Suspend(i);
            }
        }
    }

    [TestMethod]
    public void Cancel_WhileItBlocks_IsSeenAtTheNextSuspensionPoint()
    {
        using ManualResetEventSlim gate = new();
        Run(BlockingMode.Yield, () =>
        {
            Frame blocks = Coroutine.Async(() =>
            {
                try
                {
                    gate.Wait();
                    Step("through");
                    Coroutine.Yield();
                    Step("never");
                }
                finally
                {
                    Step("finally");
                }
            });
            blocks.Cancel();
            Coroutine.Yield();
            Assert.IsFalse(blocks.IsCompleted);
            Step("sets");
            gate.Set();
            Assert.ThrowsExactly<OperationCanceledException>(blocks.Await);
        });

        AssertLog("sets through finally");
    }

    [TestMethod]
    public void Dispose_SchedulerWithAFrameThatBlocks_WaitsForItAndCancelsItAfterwards()
    {
        using ManualResetEventSlim gate = new();
        using ManualResetEventSlim blocks = new();
        CoroutineScheduler scheduler = new(Mode(BlockingMode.Yield));
        Frame frame = scheduler.Start(() =>
        {
            blocks.Set();
            gate.Wait();
            Step("through");
            Coroutine.Yield();
            Step("never");
        });
        blocks.Wait();
        TestThread disposer = TestThread.Start(scheduler.Dispose);
        Eventually.Parked(disposer.Thread);

        gate.Set();
        disposer.Join();

        Assert.IsTrue(frame.IsCompleted);
        AssertLog("through");
    }

    [TestMethod]
    public void Yield_SomebodyBlocksWhileAllOthersWaitForIt_IsNoDeadlock()
    {
        using ManualResetEventSlim gate = new();
        Thread? main = null;
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Frame blocks = Coroutine.Async(() => gate.Wait());
                Coroutine.Async(blocks.Await);
                Volatile.Write(ref main, Thread.CurrentThread);
                blocks.Await();
            },
            Mode(BlockingMode.Yield));
        Eventually.True(() => Volatile.Read(ref main) is not null, "all frames wait");
        Eventually.Parked(main!);

        gate.Set();
        run.Wait();

        Assert.IsTrue(run.IsCompletedSuccessfully);
    }

    [TestMethod]
    public void Yield_AllThreadsOfThePoolBlock_AFrameInWantOfOneWaitsAndIsNoDeadlock()
    {
        using CoroutineThreadPool few = new(new CoroutineThreadPoolOptions { Name = "Few", MaxThreads = 1 });
        using ManualResetEventSlim gate = new();
        CoroutineScheduler.Run(
            () =>
            {
                Coroutine.Async(() =>
                {
                    gate.Wait();
                    Step("through");
                });
                Frame next = Coroutine.Async(() => Step("next"));
                Coroutine.Yield();
                Step("sets");
                gate.Set();
                next.Await();
            },
            new CoroutineSchedulerOptions { ThreadPool = few, Blocking = BlockingMode.Yield });

        AssertLog("sets through next");
    }

    [TestMethod]
    public void Yield_EventLevelAboveVerbose_IsNotRaised()
    {
        using EventProbe events = new(EventLevel.Informational);
        using ManualResetEventSlim gate = new();

        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() => gate.Wait());
            gate.Set();
        });

        Assert.AreEqual(0, events.Count("FrameGaveWay"));
        Assert.AreEqual(1, Telemetry[GaveWay]);
    }
}

using Baton.Testing;

namespace Baton.Tests;

/// <summary>What a schedule may fail with, and that nothing is left of it.</summary>
[TestClass]
public sealed class ExploreFailuresTests : ExploreTest
{
    private static int s_runs;

    [TestMethod]
    public void Philosophers_EachTakesTheLeftForkFirst_DeadlockNamesAll()
    {
        ScheduleFailedException failed = Fail(static scheduler => Dine(scheduler, inOrder: false), FailureKind.Deadlock);

        Assert.StartsWith("Nothing can go on, and this has not ended.", failed.Found);
        for (int i = 0; i < 3; i++)
        {
            Assert.Contains($"philosopher {i} waits to dequeue from an empty queue", failed.Found);
        }

        Assert.Contains("main waits for", failed.Found);
    }

    [TestMethod]
    public void Philosophers_WithAnOrderOfForks_Pass() => Pass(static scheduler => Dine(scheduler, inOrder: true));

    [TestMethod]
    public void Run_BodyThatWaitsForEver_Deadlocks()
    {
        ScheduleFailedException failed = Fail(static _ => new CoroutineQueue<int>(0).Dequeue(), FailureKind.Deadlock);

        Assert.Contains("main waits to dequeue from an empty queue", failed.Found);
    }

    [TestMethod]
    public void Run_BodyThatWaitsForAFrameThatWaitsForEver_NamesTheFrame()
    {
        ScheduleFailedException failed = Fail(
            static scheduler => scheduler.Start(static () => new CoroutineQueue<int>(0).Dequeue(), "sleeper").Await(),
            FailureKind.Deadlock);

        Assert.Contains("main waits for sleeper", failed.Found);
    }

    [TestMethod]
    public void Run_FrameOfADroppedScheduler_HoldsTheScheduleOpen()
    {
        ScheduleFailedException failed = Fail(
            static _ => new CoroutineScheduler().Start(static () => new CoroutineQueue<int>(0).Dequeue(), "forgotten"),
            FailureKind.Deadlock);

        Assert.Contains("forgotten waits to dequeue", failed.Found);
        Assert.DoesNotContain("main", failed.Found);
    }

    [TestMethod]
    public void Run_FramesOfOneBatonThatWaitForEachOther_AreToldByTheScheduler()
    {
        ScheduleFailedException failed = Fail(
            static scheduler => scheduler.Start(static () =>
            {
                Frame? second = null;
                Frame first = Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    second!.Await();
                });
                second = Coroutine.Async(() => first.Await());
                first.Await();
            }).Await(),
            FailureKind.Assertion);

        Assert.IsInstanceOfType<CoroutineDeadlockException>(failed.InnerException);
    }

    [TestMethod]
    public void Run_SpinningStrand_IsALivelock()
    {
        ScheduleFailedException failed = Fail(
            static scheduler =>
            {
                bool isSet = false;
                scheduler.Start(
                    () =>
                    {
                        while (!isSet)
                        {
                            scheduler.Point("is it set?");
                        }
                    },
                    "spinner").Await();
            },
            FailureKind.Livelock,
            new ExploreOptions { MaxSteps = 50 });

        Assert.StartsWith("Not over after 100 steps", failed.Found);
        Assert.Contains("spinner, about to: is it set?", failed.Found);
    }

    [TestMethod]
    public void Run_LongLivelock_IsToldShortly()
    {
        ScheduleFailedException failed = Fail(
            static scheduler =>
            {
                Frame.AwaitAll(scheduler.Start(Spin, "one"), scheduler.Start(Spin, "two"));

                void Spin()
                {
                    while (true)
                    {
                        scheduler.Point();
                    }
                }
            },
            FailureKind.Livelock);

        Assert.Contains("times more", failed.Interleaving);
        Assert.IsLessThan(450, failed.Interleaving.Split('\n').Length);
    }

    [TestMethod]
    public void Run_SpinThatOthersEnd_IsNoLivelock()
    {
        Pass(static scheduler =>
        {
            bool isSet = false;
            Frame spins = scheduler.Start(() =>
            {
                while (!isSet)
                {
                    scheduler.Point();
                }
            });
            scheduler.Start(() => isSet = true);
            spins.Await();
        });
    }

    [TestMethod]
    public void Run_FailureThatNobodyAwaits_FailsTheSchedule()
    {
        ScheduleFailedException failed = Fail(
            static scheduler => scheduler.Start(static () => throw new NotSupportedException("lost")), FailureKind.Assertion);

        Assert.IsInstanceOfType<NotSupportedException>(failed.InnerException);
        Assert.Contains("Nobody has awaited", failed.Found);
    }

    [TestMethod]
    public void Run_Failure_UnwindsAllStrands()
    {
        List<string> unwound = [];

        Fail(
            scheduler =>
            {
                unwound.Clear();
                CoroutineQueue<int> queue = new(0);
                scheduler.Start(() => Wait("a frame at a queue", () => queue.Dequeue()));
                scheduler.Start(() => Wait("its frame", () => Coroutine.Async(() => Wait("a delay", Hour)).Await()));
                scheduler.Start(() => Wait("a run", static () => CoroutineScheduler.Run(Hour)));
                scheduler.Start(() => Wait("a scope", static () => CoroutineScope.Run(static scope => scope.Async(Hour))));
                CoroutineThreadPool.Shared.Run(() => Wait("a thread at a queue", () => queue.Dequeue()));
                Coroutine<int> left = Coroutine.Create<int>(yielder =>
                {
                    Wait("a suspended coroutine", () => yielder.Suspend(1));
                    return 0;
                });
                left.Resume();
                while (scheduler.Time.GetTimestamp() == 0)
                {
                    scheduler.Point();
                    if (scheduler.Choose(20) == 0)
                    {
                        Assert.Fail("all of them may wait by now");
                    }
                }

                void Wait(string what, Action wait)
                {
                    try
                    {
                        wait();
                    }
                    finally
                    {
                        unwound.Add(what);
                    }
                }
            },
            FailureKind.Assertion,
            new ExploreOptions { Strategy = new LowestLast() });

        string[] all = ["a delay", "a frame at a queue", "a run", "a scope", "a suspended coroutine", "a thread at a queue", "its frame"];
        CollectionAssert.AreEqual(all, unwound.Order(StringComparer.Ordinal).ToArray());

        static void Hour() => Coroutine.Delay(TimeSpan.FromHours(1));
    }

    [TestMethod]
    public void Run_StrandThatSwallowsItsEnd_IsWrittenOff()
    {
        ScheduleFailedException failed = Fail(
            static scheduler =>
            {
                scheduler.Start(() =>
                {
                    while (true)
                    {
                        try
                        {
                            scheduler.Point();
                        }
                        catch (OperationCanceledException)
                        {
                            // what must not be swallowed
                        }
                    }
                });
                scheduler.Point();
                Assert.Fail();
            },
            FailureKind.Assertion);

        Assert.Contains("1 strands did not end", failed.Message);
    }

    [TestMethod]
    public void Run_TestWithAStateOfItsOwn_Diverges()
    {
        ScheduleFailedException failed = Fail(
            static scheduler =>
            {
                scheduler.Point();
                Assert.AreNotEqual(3, ++s_runs);
            },
            FailureKind.Diverged);

        Assert.Contains("depends on something that is no part of the schedule", failed.Found);
    }

    [TestMethod]
    [DataRow(1, true)]
    [DataRow(0, false)]
    public void Run_TestThatDoesOtherThingsEachTimeAndPasses_DivergesIfThatIsLookedFor(int every, bool isFound)
    {
        int runs = 0;
        ExploreOptions options = new() { CheckDeterminismEvery = every, Schedules = 10 };
        if (!isFound)
        {
            Explore.Run(Test, options);
            return;
        }

        ScheduleFailedException failed = Fail(Test, FailureKind.Diverged, options);

        Assert.Contains("went another way, from step ", failed.Found);
        Assert.Contains("First: no failure.", failed.Found);

        void Test(TestScheduler scheduler)
        {
            scheduler.Start(() => scheduler.Point(), "other").Await();
            if (runs++ % 2 == 0)
            {
                scheduler.Start(() => scheduler.Point(), "now and then").Await();
            }
        }
    }

    [TestMethod]
    public void Run_PoolOfOutside_IsRefusedByName()
    {
        CoroutineThreadPool outside = Pool;

        ScheduleFailedException failed = Fail(_ => outside.Run(static () => 1).Await(), FailureKind.Uncontrolled);

        Assert.Contains("a thread of pool 'Test', which was made outside of the run", failed.Found);
    }

    [TestMethod]
    public void Run_WakeUpFromOutside_IsNamed()
    {
        ScheduleFailedException failed = Fail(
            static scheduler =>
            {
                CoroutineQueue<int> queue = new(0);
                scheduler.Start(() => queue.Dequeue(), "receiver");
                Thread stranger = new(() => queue.TryEnqueue(1)) { Name = "stranger" };
                scheduler.Point();
                scheduler.Point();
                scheduler.Point();
                scheduler.Point();
                stranger.Start();
                while (stranger.IsAlive)
                {
                    Thread.SpinWait(10);
                }

                scheduler.Point();
                scheduler.Point();
            },
            FailureKind.Uncontrolled,
            new ExploreOptions { Strategy = new LowestLast() });

        Assert.Contains("receiver was woken by stranger, which does not belong to the run", failed.Found);
    }

    // Three forks, each an item in a queue of its own.
    private static void Dine(TestScheduler scheduler, bool inOrder)
    {
        CoroutineQueue<int>[] forks = [.. Enumerable.Range(0, 3).Select(static _ => new CoroutineQueue<int>(1))];
        Array.ForEach(forks, static fork => fork.Enqueue(1));
        Frame.AwaitAll([.. Enumerable.Range(0, 3).Select(i => scheduler.Start(() => Eat(i), $"philosopher {i}"))]);

        void Eat(int i)
        {
            int left = i;
            int right = (i + 1) % 3;
            (int first, int second) = inOrder && right < left ? (right, left) : (left, right);
            forks[first].Dequeue();
            forks[second].Dequeue();
            forks[second].Enqueue(1);
            forks[first].Enqueue(1);
        }
    }

    /// <summary>The strand that began last goes first, so that the body, which began first, comes last.</summary>
    private sealed class LowestLast : Strategy
    {
        protected internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at) => enabled.Length - 1;
    }
}

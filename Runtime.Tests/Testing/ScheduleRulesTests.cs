using Baton.Testing;

namespace Baton.Tests;

/// <summary>The rules by which schedules go: when strands begin, when the clock goes on, which ready frame is next.</summary>
[TestClass]
public sealed class ScheduleRulesTests : ExploreTest
{
    // What the second strand does before its first step is seen by the first, unless that has gone on before.
    private static void LookAtOther(TestScheduler scheduler)
    {
        bool hasBegun = false;
        Frame looks = scheduler.Start(
            () =>
            {
                scheduler.Point("looks");
                Assert.IsTrue(hasBegun);
            },
            "looks");
        Frame begins = scheduler.Start(() => hasBegun = true, "begins");
        Frame.AwaitAll(looks, begins);
    }

    [TestMethod]
    [DataRow(StartOrder.Anytime)]
    [DataRow(StartOrder.AtFirstOperation)]
    public void Starts_FaultThatNeedsALateBegin_IsFoundIfStrandsBeginAnytime(StartOrder starts)
    {
        static void BeginLate(TestScheduler scheduler)
        {
            bool hasBegun = false;
            scheduler.Start(() => hasBegun = true);
            scheduler.Point();
            Assert.IsTrue(hasBegun);
        }

        ExploreOptions options = new() { Starts = starts, Strategy = Strategy.Exhaustive() };
        if (starts == StartOrder.Anytime)
        {
            Fail(BeginLate, FailureKind.Assertion, options);
        }
        else
        {
            Assert.IsTrue(Explore.Run(BeginLate, options).IsExhausted);
        }
    }

    [TestMethod]
    public void Starts_AtFirstOperation_MakesFewerSchedulesOfTheSameSteps()
    {
        long anytime = Count(StartOrder.Anytime);
        long atFirst = Count(StartOrder.AtFirstOperation);

        Assert.IsLessThan(anytime, atFirst);
        Assert.IsGreaterThanOrEqualTo(6, atFirst, "two points of each of two strands, in every order");

        static long Count(StartOrder starts)
        {
            ExploreResult result = Explore.Run(
                static scheduler =>
                {
                    scheduler.Start(() => Go(scheduler));
                    scheduler.Start(() => Go(scheduler));
                },
                new ExploreOptions { Starts = starts, Strategy = Strategy.Exhaustive(), Schedules = 100_000 });
            Assert.IsTrue(result.IsExhausted);
            return result.Schedules;
        }

        static void Go(TestScheduler scheduler)
        {
            scheduler.Point();
            scheduler.Point();
        }
    }

    [TestMethod]
    [DataRow(StartOrder.Anytime)]
    [DataRow(StartOrder.AtFirstOperation)]
    [DataRow(StartOrder.Both)]
    public void Starts_OfEachKind_ReplaysFromItsText(StartOrder starts)
    {
        ScheduleFailedException failed =
            Fail(LookAtOther, FailureKind.Assertion, new ExploreOptions { Starts = starts });

        ScheduleFailedException again = Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Replay(LookAtOther, failed.Schedule));
        Assert.AreEqual(failed.Interleaving, again.Interleaving);
    }

    [TestMethod]
    [DataRow(ClockMode.WhenIdle)]
    [DataRow(ClockMode.Racing)]
    public void Clock_TimeoutAgainstAResultThatCouldCome_WinsOnlyIfItRaces(ClockMode clock)
    {
        ExploreOptions options = new() { Clock = clock, Seed = 7, Schedules = 300 };
        if (clock == ClockMode.WhenIdle)
        {
            Explore.Run(TakeInTime, options);
            return;
        }

        ScheduleFailedException failed = Fail(TakeInTime, FailureKind.Assertion, options);
        Assert.Contains("the clock", failed.Interleaving);
        ScheduleFailedException again = Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Replay(TakeInTime, failed.Schedule));
        Assert.AreEqual(failed.Interleaving, again.Interleaving);

        static void TakeInTime(TestScheduler scheduler)
        {
            CoroutineQueue<int> queue = new(0);
            scheduler.Start(() => queue.Enqueue(1), "sender");
            int taken = Select.Any(queue.OnDequeue(static _ => { }), Select.After(TimeSpan.FromHours(1)));
            if (taken == 1)
            {
                queue.Dequeue();
            }

            Assert.AreEqual(0, taken);
        }
    }

    [TestMethod]
    public void Clock_Racing_KeepsTheOrderOfTimes() => Explore.Run(
        static scheduler =>
        {
            string ended = "";
            CoroutineQueue<int> both = new();
            using ITimer late = scheduler.Time.CreateTimer(_ => End("late"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            using ITimer soon = scheduler.Time.CreateTimer(_ => End("soon "), null, TimeSpan.FromSeconds(0.01), Timeout.InfiniteTimeSpan);
            both.Dequeue();
            both.Dequeue();
            Assert.AreEqual("soon late", ended);

            void End(string name)
            {
                ended += name;
                both.Enqueue(1);
            }
        },
        new ExploreOptions { Clock = ClockMode.Racing, Seed = 7, Schedules = 200 });

    [TestMethod]
    [DataRow(ReadyOrder.InOrder, 1)]
    [DataRow(ReadyOrder.Any, 6)]
    public void Ready_FramesOfOneScheduler_GoInAnyOrderIfToldSo(ReadyOrder ready, int orders)
    {
        HashSet<string> seen = [];
        ExploreResult result = Explore.Run(
            _ =>
            {
                string order = "";
                CoroutineScheduler.Run(() => Frame.AwaitAll(Begin("a"), Begin("b"), Begin("c")));
                seen.Add(order);

                Frame Begin(string name) => Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    order += name;
                });
            },
            new ExploreOptions { Ready = ready, Strategy = Strategy.Exhaustive(), Schedules = 10_000 });

        Assert.IsTrue(result.IsExhausted);
        Assert.HasCount(orders, seen);
    }

    [TestMethod]
    public void Ready_Any_FrameThatYieldsLetsOthersGo() => Explore.Run(
        static _ => CoroutineScheduler.Run(static () =>
        {
            bool isSet = false;
            Coroutine.Async(() => isSet = true);
            Coroutine.Yield();
            Assert.IsTrue(isSet);
        }),
        new ExploreOptions { Ready = ReadyOrder.Any, Seed = 7, Schedules = 50 });

    [TestMethod]
    public void Options_OfNoSuchValue_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => new ExploreOptions { Starts = (StartOrder)9 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => new ExploreOptions { Clock = (ClockMode)9 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => new ExploreOptions { Ready = (ReadyOrder)9 });
    }
}

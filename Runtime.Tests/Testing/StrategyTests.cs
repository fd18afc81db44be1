using Baton.Testing;

namespace Baton.Tests;

[TestClass]
public sealed class StrategyTests : ExploreTest
{
    [TestMethod]
    public void RandomWalk_TriesManyOrders() => Assert.IsGreaterThan(20, Orders(Strategy.RandomWalk));

    [TestMethod]
    public void Portfolio_GoesByTurns()
    {
        RecordingStrategy mixed = new(Strategy.Portfolio);
        ExploreResult result = Explore.Run(Meet, new ExploreOptions { Strategy = mixed, Seed = 7, Schedules = 300 });
        RecordingStrategy again = new(Strategy.Portfolio);
        Explore.Run(Meet, new ExploreOptions { Strategy = again, Seed = 7, Schedules = 300 });

        Assert.AreEqual(mixed.Hash, again.Hash);
        Assert.IsGreaterThan(Orders(Strategy.Pct(2)), result.DistinctOrders);
        Assert.IsLessThan(Orders(Strategy.RandomWalk), result.DistinctOrders);
    }

    [TestMethod]
    public void Pct_LostUpdate_IsFound() => Fail(LoseUpdate, FailureKind.Assertion, new ExploreOptions { Strategy = Strategy.Pct() });

    [TestMethod]
    public void Pct_SwitchIsNeededLate_IsFoundByEachSeed()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            ExploreOptions options = new() { Strategy = Strategy.Pct(2), Seed = seed, Shrink = false };
            Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Run(Test, options));
        }

        static void Test(TestScheduler scheduler)
        {
            int sum = 0;
            Frame.AwaitAll(scheduler.Start(() => sum++), scheduler.Start(() =>
            {
                for (int i = 0; i < 5; i++)
                {
                    scheduler.Point();
                }

                int read = sum;
                scheduler.Point();
                sum = read + 1;
            }));
            Assert.AreEqual(2, sum);
        }
    }

    [TestMethod]
    public void Pct_WithoutFalls_SwitchesOnlyWhereAStrandWaitsOrBegins()
    {
        ExploreResult result = Explore.Run(
            LoseUpdate,
            new ExploreOptions { Strategy = Strategy.Pct(1), Seed = 7, Schedules = 300, Starts = StartOrder.Anytime });

        Assert.IsGreaterThan(1, result.DistinctOrders);
        Assert.IsLessThan(Orders(Strategy.Pct(4)), result.DistinctOrders);
    }

    [TestMethod]
    public void Pct_ScheduleByItsSeed_DoesNotDependOnThoseBefore()
    {
        RecordingStrategy first = new(Strategy.Pct());
        RecordingStrategy second = new(Strategy.Pct());

        Explore.Run(Meet, new ExploreOptions { Strategy = first, Seed = 5, Schedules = 50 });
        Explore.Run(Meet, new ExploreOptions { Strategy = second, Seed = 5, Schedules = 50 });

        Assert.AreEqual(first.Hash, second.Hash);
    }

    [TestMethod]
    public void Exhaustive_WithoutPreemptions_FindsNoLostUpdateAndEnds()
    {
        ExploreResult result = Explore.Run(LoseUpdate, new ExploreOptions { Strategy = Strategy.Exhaustive(0) });

        Assert.IsTrue(result.IsExhausted);
        Assert.AreEqual(result.Schedules, result.DistinctOrders);
    }

    [TestMethod]
    public void Exhaustive_WithOnePreemption_FindsTheLostUpdate() =>
        Fail(LoseUpdate, FailureKind.Assertion, new ExploreOptions { Strategy = Strategy.Exhaustive(1) });

    [TestMethod]
    public void Exhaustive_WithAHigherLimit_RunsMoreSchedulesAndNoneTwice()
    {
        long before = 0;
        foreach (int? limit in new int?[] { 0, 1, 2, null })
        {
            HashSet<string> seen = [];
            ExploreResult result = Explore.Run(
                Meet,
                new ExploreOptions
                {
                    Strategy = Strategy.Exhaustive(limit),
                    Schedules = 100_000,
                    OnSchedule = one => Assert.IsTrue(seen.Add(one.Schedule)),
                });

            Assert.IsTrue(result.IsExhausted);
            Assert.IsGreaterThan(before, result.Schedules);
            before = result.Schedules;
        }
    }

    [TestMethod]
    public void Exhaustive_Choices_AreAllMade()
    {
        List<(int, int)> seen = [];

        ExploreResult result = Explore.Run(
            scheduler => seen.Add((scheduler.Choose(3), scheduler.Choose(2))), new ExploreOptions { Strategy = Strategy.Exhaustive() });

        Assert.IsTrue(result.IsExhausted);
        Assert.AreSequenceEqual(new List<(int, int)> { (0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1) }, seen);
    }

    [TestMethod]
    public void Exhaustive_TestThatDoesOtherThingsEachTime_Fails()
    {
        int runs = 0;

        ScheduleFailedException failed = Fail(
            scheduler => scheduler.Choose(2 + (++runs % 2)),
            FailureKind.Assertion,
            new ExploreOptions { Strategy = Strategy.Exhaustive() });

        Assert.Contains("does not do the same each time", failed.Found);
    }

    [TestMethod]
    public void Exhaustive_WithDelays_RunsMoreSchedulesTheMoreThereMayBeAndNoneTwice()
    {
        long before = 0;
        foreach (int delays in new[] { 0, 1, 2, 3 })
        {
            HashSet<string> seen = [];
            ExploreResult result = Explore.Run(
                Meet,
                new ExploreOptions
                {
                    Strategy = Strategy.Exhaustive(delays: delays),
                    Schedules = 100_000,
                    OnSchedule = one => Assert.IsTrue(seen.Add(one.Schedule)),
                });

            Assert.IsTrue(result.IsExhausted);
            Assert.IsGreaterThan(before, result.Schedules);
            Assert.AreEqual(delays == 0, result.Schedules == 1);
            before = result.Schedules;
        }
    }

    [TestMethod]
    public void Exhaustive_WithDelays_FindsTheLostUpdateByOne() =>
        Fail(LoseUpdate, FailureKind.Assertion, new ExploreOptions { Strategy = Strategy.Exhaustive(delays: 1) });

    [TestMethod]
    public void Exhaustive_WithBothLimits_KeepsBoth()
    {
        long both = Count(Strategy.Exhaustive(1, 2));

        Assert.IsLessThanOrEqualTo(Count(Strategy.Exhaustive(delays: 2)), both);
        Assert.IsLessThan(Count(Strategy.Exhaustive(1)), both);

        static long Count(Strategy strategy) =>
            Explore.Run(Meet, new ExploreOptions { Strategy = strategy, Schedules = 100_000 }).Schedules;
    }

    [TestMethod]
    public void Strategies_OutOfRange_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => Strategy.Exhaustive(delays: -1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => Strategy.Pct(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => Strategy.Exhaustive(-1));
    }

    private static long Orders(Strategy strategy) =>
        Explore.Run(Meet, new ExploreOptions { Strategy = strategy, Seed = 7, Schedules = 300 }).DistinctOrders;

    private static void Meet(TestScheduler scheduler) => Frame.AwaitAll(
        scheduler.Start(() => scheduler.Point(), "first"),
        scheduler.Start(() => scheduler.Point(), "second"));
}

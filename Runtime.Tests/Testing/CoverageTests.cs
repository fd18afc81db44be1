using Baton.Testing;

namespace Baton.Tests;

/// <summary>How much of what could happen was seen.</summary>
[TestClass]
public sealed class CoverageTests : ExploreTest
{
    [TestMethod]
    public void DistinctOrders_StrandsThatShareNothing_CountAsOne()
    {
        Assert.AreEqual(1, Orders(areShared: false));
        Assert.AreEqual(2, Orders(areShared: true));

        static long Orders(bool areShared)
        {
            ExploreResult result = Explore.Run(
                scheduler =>
                {
                    object[] cells = [new(), new()];
                    scheduler.Start(() => scheduler.Write(cells[0]));
                    scheduler.Start(() => scheduler.Write(cells[areShared ? 0 : 1]));
                },
                new ExploreOptions { Strategy = Strategy.Exhaustive(), Starts = StartOrder.AtFirstOperation });
            Assert.IsTrue(result.IsExhausted);
            Assert.IsGreaterThan(2, result.Schedules);
            return result.DistinctOrders;
        }
    }

    [TestMethod]
    public void ToString_OfAResult_HasTheWarnings()
    {
        ExploreResult result = new(3, 9, 1, IsExhausted: false, 7) { UnseenMass = 0.25, PairCoverage = 1, Warnings = ["One.", "Two."] };

        Assert.AreEqual(
            "ExploreResult { Schedules = 3, Steps = 9, DistinctOrders = 1, IsExhausted = False, Seed = 7, UnseenMass = 0.25, "
                + "PairCoverage = 1, Warnings = [One. Two.] }",
            result.ToString());
    }

    [TestMethod]
    public void DistinctOrders_ReadsOfOneCell_ChangePlaces()
    {
        PendingOperation one = new(1, OperationKind.Point, 1, false);
        PendingOperation other = new(2, OperationKind.Point, 1, false);
        PendingOperation write = new(0, OperationKind.Point, 1, true);
        ConflictLevels levels = new();

        Assert.AreEqual(levels.Of([write, one, other]), levels.Of([write, other, one]));
        Assert.AreNotEqual(levels.Of([write, one, other]), levels.Of([one, write, other]));
    }

    [TestMethod]
    public void DistinctOrders_NumbersOfResources_DoNotCount()
    {
        PendingOperation Of(int strand, int resource) => new(strand, OperationKind.Point, resource, true);
        ConflictLevels levels = new();

        Assert.AreEqual(levels.Of([Of(0, 1), Of(1, 2)]), levels.Of([Of(1, 1), Of(0, 2)]));
        Assert.AreNotEqual(levels.Of([Of(0, 1), Of(1, 1)]), levels.Of([Of(0, 1), Of(1, 2)]));
    }

    [TestMethod]
    public void UnseenMass_FallsAsSchedulesRepeat()
    {
        ExploreResult few = Explore.Run(LoseNothing, new ExploreOptions { Seed = 7, Schedules = 3, Strategy = Strategy.RandomWalk });
        ExploreResult many = Explore.Run(LoseNothing, new ExploreOptions { Seed = 7, Schedules = 1000, Strategy = Strategy.RandomWalk });

        Assert.IsGreaterThan(0.3, few.UnseenMass);
        Assert.IsLessThan(0.2, many.UnseenMass);
    }

    [TestMethod]
    public void PairCoverage_GrowsToAllThatCanBeReversed()
    {
        ExploreOptions once = new() { Seed = 7, Schedules = 1, Starts = StartOrder.AtFirstOperation };
        ExploreOptions often = new() { Seed = 7, Schedules = 300, Starts = StartOrder.AtFirstOperation };

        Assert.AreEqual(0, Explore.Run(WriteTwice, once).PairCoverage);
        Assert.IsGreaterThan(0.2, Explore.Run(WriteTwice, often).PairCoverage);

        static void WriteTwice(TestScheduler scheduler)
        {
            object cell = new();
            scheduler.Start(() => scheduler.Write(cell));
            scheduler.Start(() => scheduler.Write(cell));
        }
    }

    [TestMethod]
    public void PairsSeen_InBothOrders_Count()
    {
        PendingOperation one = new(0, OperationKind.Point, 1, true);
        PendingOperation other = new(1, OperationKind.Point, 1, false);
        PairsSeen pairs = new();
        Assert.AreEqual(1, pairs.Coverage);
        pairs.Add([one, other]);
        Assert.AreEqual(0, pairs.Coverage);
        PairsSeen more = new();
        more.Add([other, one]);
        pairs.Add(more);
        Assert.AreEqual(1, pairs.Coverage);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Warnings_LockThatHadToBeWaitedFor_IsTold(bool isShared)
    {
        ExploreResult result = Explore.Run(
            scheduler =>
            {
                object shared = new();
                Frame.AwaitAll(scheduler.Start(Take), scheduler.Start(Take));

                void Take()
                {
                    lock (isShared ? shared : new object())
                    {
                        scheduler.Point();
                    }
                }
            },
            new ExploreOptions { Seed = 7, Schedules = 50 });

        Assert.HasCount(isShared ? 1 : 0, result.Warnings);
    }

    private static void LoseNothing(TestScheduler scheduler) => Frame.AwaitAll(
        scheduler.Start(() => scheduler.Point()), scheduler.Start(() => scheduler.Point()));
}

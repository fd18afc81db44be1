using Baton.Testing;

namespace Baton.Tests;

[TestClass]
public sealed class ShrinkingTests : ExploreTest
{
    [TestMethod]
    public void Run_LostUpdate_IsShrunkToTheOneSwitchItNeeds()
    {
        ScheduleFailedException failed = Fail(LoseUpdate, FailureKind.Assertion, new ExploreOptions { Strategy = new HighestFirst() });

        Assert.Contains("Shrunk from ", failed.Message);
        Assert.AreEqual(2, failed.Interleaving.Split(" switch").Length, failed.Interleaving);
    }

    [TestMethod]
    public void Run_WithoutShrinking_ShowsTheScheduleAsItWasFound()
    {
        ScheduleFailedException failed =
            Fail(LoseUpdate, FailureKind.Assertion, new ExploreOptions { Strategy = new HighestFirst(), Shrink = false });

        Assert.DoesNotContain("Shrunk", failed.Message);
        Assert.IsGreaterThan(2, failed.Interleaving.Split(" switch").Length, failed.Interleaving);
    }

    [TestMethod]
    public void Replay_OfAShrunkSchedule_FailsInTheSameWay()
    {
        ScheduleFailedException failed = Fail(LoseUpdate, FailureKind.Assertion, new ExploreOptions { Strategy = new HighestFirst() });

        ScheduleFailedException again = Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Replay(LoseUpdate, failed.Schedule));

        Assert.AreEqual(failed.Found, again.Found);
        Assert.AreEqual(failed.Interleaving, again.Interleaving);
    }

    [TestMethod]
    public void Run_Choices_AreShrunkToTheLeastThatFails()
    {
        List<int> seen = [];

        Fail(
            scheduler =>
            {
                int harmless = scheduler.Choose(100);
                int harmful = scheduler.Choose(100);
                seen.Add((harmless * 1000) + harmful);
                Assert.IsLessThan(60, harmful, "the same words each time: ");
            },
            FailureKind.Assertion);

        Assert.AreEqual(0, seen[^1] / 1000, "the value that does no harm");
    }

    [TestMethod]
    public void Run_OtherFailuresOnTheWay_AreNotTakenForThisOne()
    {
        ScheduleFailedException failed = Fail(
            static scheduler =>
            {
                int chosen = scheduler.Choose(8);
                if (chosen > 3)
                {
                    throw new NotSupportedException("large");
                }

                if (chosen == 0)
                {
                    throw new NotSupportedException("zero");
                }
            },
            FailureKind.Assertion,
            new ExploreOptions { Strategy = new LargestFirst() });

        Assert.Contains("large", failed.Found);
    }

    [TestMethod]
    public void Steps_OfManyStrands_AreListedOneByOne()
    {
        ScheduleFailedException failed = Fail(
            static scheduler =>
            {
                Frame.AwaitAll([.. Enumerable.Range(0, 20).Select(i => scheduler.Start(() => scheduler.Point("a point"), $"strand {i}"))]);
                Assert.Fail();
            },
            FailureKind.Assertion,
            new ExploreOptions { Shrink = false });

        Assert.Contains("strand 7   a point", failed.Interleaving);
    }

    private sealed class HighestFirst : Strategy
    {
        protected internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at) =>
            at.Step % 2 == 0 ? enabled.Length - 1 : 0;
    }

    private sealed class LargestFirst : Strategy
    {
        protected internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at) => 0;

        internal override int? ChooseValue(int count) => count - 1;
    }
}

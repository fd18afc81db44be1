using Baton.Testing;

namespace Baton.Tests;

[TestClass]
public sealed class StrategyModelTests : ExploreTest
{
    private static Dictionary<string, Func<Strategy>> Strategies { get; } = new()
    {
        ["walk"] = () => Strategy.RandomWalk,
        ["partial order"] = Strategy.PartialOrder,
        ["swarm"] = Strategy.Swarm,
        ["priorities"] = () => Strategy.Pct(),
        ["portfolio"] = () => Strategy.Portfolio,
    };

    public static IEnumerable<object[]> Cells =>
        from model in Models.All.Keys
        from strategy in Strategies.Keys
        select new object[] { model, strategy };

    public static IEnumerable<object[]> Names => Strategies.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Strategy_ModelWithAFault_FindsIt(string model, string strategy) => Fail(
        run => Models.All[model](run, false),
        model == "deadlock" ? FailureKind.Deadlock : FailureKind.Assertion,
        new ExploreOptions { Schedules = 2_000, Strategy = Strategies[strategy]() });

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Strategy_RepairedModel_FindsNothing(string model, string strategy) => Explore.Run(
        run => Models.All[model](run, true),
        new ExploreOptions { Seed = 7, Schedules = 100, Strategy = Strategies[strategy]() });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Strategy_SameSeed_MakesTheSameSchedules(string name)
    {
        Assert.AreEqual(Record(), Record());

        int Record()
        {
            RecordingStrategy recording = new(Strategies[name]());
            Explore.Run(
                run => Models.All["reorder"](run, true),
                new ExploreOptions { Seed = 7, Schedules = 60, Strategy = recording });
            return recording.Hash;
        }
    }

    [TestMethod]
    public void PartialOrder_StrandsThatShareNothing_EachOrderOfTheOthersIsSeenEarly()
    {
        // Two strands write to one cell, among eight that do not. A walk meets both orders as well; here each is drawn afresh.
        bool[] seen = new bool[2];
        Explore.Run(
            run =>
            {
                object shared = new();
                int last = -1;
                Frame.AwaitAll([.. Enumerable.Range(0, 10).Select(i => run.Start(() =>
                {
                    run.Write(i < 2 ? shared : new object());
                    last = i < 2 ? i : last;
                }))]);
                seen[last] = true;
            },
            new ExploreOptions { Seed = 7, Schedules = 20, Strategy = Strategy.PartialOrder() });

        Assert.IsTrue(seen[0]);
        Assert.IsTrue(seen[1]);
    }

    [TestMethod]
    public void Swarm_TwoStrands_OneOftenRunsFarAhead()
    {
        int farAhead = 0;
        Explore.Run(
            run =>
            {
                int[] steps = new int[2];
                int most = 0;
                Frame.AwaitAll([.. Enumerable.Range(0, 2).Select(i => run.Start(() =>
                {
                    for (int k = 0; k < 30; k++)
                    {
                        run.Point();
                        steps[i]++;
                        most = steps[1 - i] == 0 ? Math.Max(most, steps[i]) : most;
                    }
                }))]);
                farAhead += most == 30 ? 1 : 0;
            },
            new ExploreOptions { Seed = 7, Schedules = 100, Strategy = Strategy.Swarm() });

        Assert.IsGreaterThan(5, farAhead, "by a walk that happens once in 500 million schedules");
    }

    [TestMethod]
    public void Write_OfAValue_IsRefused() => Pass(
        run => Assert.ThrowsExactly<ArgumentException>(() => run.Write(1)), schedules: 1);
}

using Baton.Testing;
using Baton.Tests.Seamed;

namespace Baton.Tests;

/// <summary>Programs that know nothing of Baton, and are compiled with seams.</summary>
[TestClass]
public sealed class PlainModelTests : ExploreTest
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
        from model in PlainModels.All.Keys
        from strategy in Strategies.Keys
        select new object[] { model, strategy };

    public static IEnumerable<object[]> Names => PlainModels.All.Keys.Select(static model => new object[] { model });

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Strategy_PlainModelWithAFault_FindsIt(string model, string strategy) => Fail(
        _ => PlainModels.All[model](false),
        model is "deadlock" or "lost signal" ? FailureKind.Deadlock : FailureKind.Assertion,
        new ExploreOptions { Schedules = 2_000, Strategy = Strategies[strategy]() });

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Strategy_RepairedPlainModel_FindsNothing(string model, string strategy) => Explore.Run(
        _ => PlainModels.All[model](true),
        new ExploreOptions { Seed = 7, Schedules = 100, Strategy = Strategies[strategy]() });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Exhaustive_RepairedPlainModel_ComesToItsEnd(string model)
    {
        ExploreResult result = Explore.Run(
            _ => PlainModels.All[model](true),
            new ExploreOptions { Seed = 7, Schedules = 20_000, Strategy = Strategy.Exhaustive(preemptions: 1) });

        Assert.IsTrue(result.IsExhausted, string.Join('\n', result.Warnings));
    }
}

using Baton.Testing;

namespace Baton.Tests;

/// <summary>Schedules of very many steps.</summary>
[TestClass]
public sealed class DeepProgramTests : ExploreTest
{
    private const int Steps = 10_000;

    private static Dictionary<string, Func<Strategy>> Strategies { get; } = new()
    {
        ["exhaustive"] = () => Strategy.Exhaustive(),
        ["exhaustive, with delays"] = () => Strategy.Exhaustive(preemptions: 1, delays: 1),
        ["conflicts"] = () => Strategy.Dpor(),
        ["conflicts, with preemptions"] = () => Strategy.Dpor(preemptions: 1),
        ["portfolio"] = () => Strategy.Portfolio,
    };

    public static IEnumerable<object[]> Names => Strategies.Keys.Select(static name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Explore_TenThousandSteps_ComesToItsEnd(string strategy)
    {
        ExploreResult result = Explore.Run(
            static run =>
            {
                object[] cells = [new(), new()];
                Frame.AwaitAll(run.Start(() => Write(0)), run.Start(() => Write(1)));

                void Write(int cell)
                {
                    for (int i = 0; i < Steps / 2; i++)
                    {
                        run.Write(cells[i % 100 == 0 ? 0 : cell]);
                    }
                }
            },
            new ExploreOptions
            {
                Seed = 7,
                Schedules = 4,
                Strategy = Strategies[strategy](),
                MaxSteps = 2 * Steps,
                Budget = TimeSpan.FromMinutes(1),
                CheckDeterminismEvery = 0,
            });

        Assert.AreEqual(4, result.Schedules);
        Assert.IsGreaterThan(4L * Steps, result.Steps);
    }
}

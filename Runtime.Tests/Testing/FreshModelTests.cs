using Baton.Testing;
using DeclaredModels = Baton.Tests.Declared.FreshModels;
using SeamedModels = Baton.Tests.Seamed.Fresh.FreshModels;

namespace Baton.Tests;

/// <summary>Programs as strangers write them: with what they share declared, and by seams alone.</summary>
[TestClass]
public sealed class FreshModelTests : ExploreTest
{
    private static readonly bool[] s_both = [false, true];

    public static IEnumerable<object[]> Names =>
        from model in DeclaredModels.All.Keys
        from isSeamed in s_both
        select new object[] { model, isSeamed };

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Portfolio_ModelWithAFault_FindsItByEachSeed(string model, bool isSeamed)
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            ScheduleFailedException failed = Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Run(
                Test(model, isSeamed, isRepaired: false), new ExploreOptions { Seed = seed, Schedules = 10_000, Shrink = false }));

            Assert.AreEqual(
                DeclaredModels.Deadlocks.Contains(model) ? FailureKind.Deadlock : FailureKind.Assertion, failed.Kind, failed.Message);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Portfolio_RepairedModel_FindsNothing(string model, bool isSeamed) =>
        Explore.Run(Test(model, isSeamed, isRepaired: true), new ExploreOptions { Seed = 7, Schedules = 60 });

    private static Action<TestScheduler> Test(string model, bool isSeamed, bool isRepaired)
    {
        Action<bool> run = (isSeamed ? SeamedModels.All : DeclaredModels.All)[model];
        return _ => run(isRepaired);
    }
}

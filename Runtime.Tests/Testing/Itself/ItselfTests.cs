extern alias Itself;

using Baton.Testing;
using Itself::Baton.Tests.Itself;

namespace Baton.Tests;

/// <summary>
/// The library under its own explorations. It is compiled a second time, with seams; see the project Runtime.Tests.Itself. Each trial is
/// run as the library is, to the bound that its name says, and once with each fault that is planted for it, which it must find.
/// </summary>
[TestClass]
[DoNotParallelize]
[TestCategory(Parts.Second)]
public sealed class ItselfTests
{
    public static IEnumerable<object[]> Trials => Units.All.Select(static unit => new object[] { unit.ToString() });

    public static IEnumerable<object[]> Faults => Units.All.SelectMany(
        static unit => unit.Faults.Select(fault => new object[] { unit.ToString(), fault }));

    [ClassInitialize]
    public static void RunEachOnce(TestContext context)
    {
        foreach (Unit unit in Units.All)
        {
            // What is made once in a process is no part of a schedule. Outside a run it would leave threads.
            Explore.Run(_ => unit.Run(), new ExploreOptions { Seed = 7, Schedules = 3, CheckDeterminismEvery = 0 });
        }
    }

    [TestMethod]
    [DynamicData(nameof(Trials))]
    public void Library_AsItIs_HasNoFault(string trial)
    {
        Unit unit = Find(trial);

        ExploreResult result = Explore.Run(_ => unit.Run(), NewOptions(unit, unit.Preemptions, unit.Schedules));

        Assert.AreEqual(unit.Preemptions is not null, result.IsExhausted, $"{result}");
        Assert.IsTrue(unit.Preemptions is null || result.Warnings.Count == 0, string.Join('\n', result.Warnings));
    }

    [TestMethod]
    [DynamicData(nameof(Faults))]
    public void Library_WithAPlantedFault_IsFound(string trial, string fault)
    {
        Unit unit = Find(trial);
        Planted.Set(fault);
        try
        {
            ScheduleFailedException failed = Assert.ThrowsExactly<ScheduleFailedException>(
                () => Explore.Run(_ => unit.Run(), NewOptions(unit, unit.PreemptionsForFaults, unit.SchedulesForFaults, shrink: false)));

            Assert.AreNotEqual(FailureKind.Diverged, failed.Kind, failed.Message);
        }
        finally
        {
            Planted.Set(null);
        }
    }

    [TestMethod]
    public void Faults_ThatArePlanted_AreAllLookedFor()
    {
        IEnumerable<string> planted = Directory
            .EnumerateFiles(Path.Combine(SourceTree.Root, "Runtime.Tests.Itself", "Planted"), "*.plant")
            .Select(static file => Path.GetFileNameWithoutExtension(file));

        Assert.AreSequenceEqual(
            planted.Order(StringComparer.Ordinal),
            Units.All.SelectMany(static unit => unit.Faults).Distinct().Order(StringComparer.Ordinal));
    }

    [TestMethod]
    public void Table_OfTheArchitecture_ShowsEachTrial()
    {
        IEnumerable<string> shown = File.ReadLines(Path.Combine(SourceTree.Root, "docs", "architecture.md"))
            .SkipWhile(static line => line != "## What is proved of the protocols")
            .SkipWhile(static line => !line.StartsWith("|---", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(static line => line.StartsWith('|'))
            .Select(static line => string.Join(", ", line.Split('|').Skip(1).Take(2).Select(static cell => cell.Trim())));

        Assert.AreSequenceEqual(Units.All.Select(static unit => unit.ToString()), shown);
    }

    private static Unit Find(string trial) => Units.All.Single(unit => unit.ToString() == trial);

    // A fault that is found is not shrunk: that would take most of the time, and ShrinkingTests have it as their subject.
    private static ExploreOptions NewOptions(Unit unit, int? preemptions, int schedules, bool shrink = true) => new()
    {
        Shrink = shrink,
        Seed = 7,
        Strategy = preemptions is { } count ? Strategy.Exhaustive(count) : Strategy.Portfolio,
        Schedules = schedules,
        Budget = TimeSpan.FromMinutes(5), // no test's result hangs on how fast a machine is
        Clock = unit.Races ? ClockMode.Racing : ClockMode.WhenIdle,
    };
}

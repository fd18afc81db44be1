using System.Reflection;

namespace Baton.Tests;

/// <summary>Every cell of <see cref="CancelTable"/>, run.</summary>
[TestClass]
public sealed class CancelTableTests : SchedulerTest
{
    private static readonly InvalidDataException s_failure = new("a sibling's");

    private static IEnumerable<object[]> Cells => CancelTable.Cells.Select(cell => new object[] { cell });

    public static string NameOf(MethodInfo _, object[] data) => data[0].ToString()!;

    [TestMethod]
    public void Table_AsItIs_HasHundredsOfCells() => Assert.IsGreaterThan(400, CancelTable.Cells.Count());

    [TestMethod]
    [DynamicData(nameof(Cells), DynamicDataDisplayName = nameof(NameOf))]
    public async Task Cancel_InEachCell_IsToldAsTheTableSays(CancelCell cell)
    {
        await using CoroutineScheduler other = new(OnPool);
        using CancellationTokenSource source = new();
        CancelVictim victim = new(cell, other, source.Token);
        using CancelStage stage = new(cell, victim, source, Pool, s_failure);

        await stage.Play();

        Assert.AreEqual(CancelTable.Told(cell), victim.Told, "told");
        Assert.AreEqual(CancelTable.Told(cell) > 0 && CancelTable.IsCleanUpWhole(cell), victim.HasCleanedUp, "cleaned up");
        Assert.AreEqual(cell.Moment is CancelMoment.NotBegun or CancelMoment.WantingThread ? 0 : 1, victim.Begun, "begun");
        stage.AssertEnd();
    }
}

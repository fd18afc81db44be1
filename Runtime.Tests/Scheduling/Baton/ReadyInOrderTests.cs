namespace Baton.Tests;

/// <summary>The queue of ready frames by itself.</summary>
[TestClass]
public sealed class ReadyInOrderTests : SchedulerTest
{
    private static readonly SchedulerCore s_nowhere = SchedulerCore.CreateClosed();

    private readonly ReadyInOrder _ready = new();

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(17)]
    [DataRow(18)]
    [DataRow(100)]
    public void Take_AfterAdds_GivesThemInOrderAndThenNone(int count)
    {
        FrameCore[] frames = NewFrames(count);

        Array.ForEach(frames, _ready.Add);

        Assert.AreEqual(count, _ready.Count);
        Assert.AreSequenceEqual(frames, Enumerable.Range(0, count).Select(_ => _ready.Take()).ToArray());
        Assert.IsNull(_ready.Take());
        Assert.AreEqual(0, _ready.Count);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(17)]
    [DataRow(40)]
    public void AddAndTake_WithOthersReady_GoesAroundInOrder(int others)
    {
        FrameCore[] frames = NewFrames(others);
        FrameCore current = NewFrames(1)[0];
        Array.ForEach(frames, _ready.Add);
        List<FrameCore> turns = [];

        for (int turn = 0; turn < 3 * (others + 1); turn++)
        {
            turns.Add(current);
            current = _ready.AddAndTake(current);
        }

        FrameCore[] lap = [turns[0], .. frames];
        Assert.AreSequenceEqual([.. lap, .. lap, .. lap], turns);
        Assert.AreEqual(others, _ready.Count);
    }

    [TestMethod]
    public void Add_WhileRingHasWrappedAround_GrowsInOrder()
    {
        FrameCore[] frames = NewFrames(60);
        Array.ForEach(frames[..12], _ready.Add);
        FrameCore?[] first = [.. Enumerable.Range(0, 10).Select(_ => _ready.Take())];

        Array.ForEach(frames[12..], _ready.Add);

        FrameCore?[] rest = [.. Enumerable.Range(0, 50).Select(_ => _ready.Take())];
        Assert.AreSequenceEqual(frames, [.. first, .. rest]);
    }

    private static FrameCore[] NewFrames(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new FrameCore<int>(s_nowhere, () => 0, null))];
}

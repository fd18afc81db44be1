namespace Baton.Tests;

/// <summary>Threads that hold room for others where the walls cannot be seen as a whole.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SpareThreadsTests
{
    private const int Many = 24;

    private readonly List<Thread> _started = [];
    private readonly ManualClock _clock = new();
    private readonly SpareThreads _spare;
    private readonly ThreadBudget _budget;
    private int _systemHolds = int.MaxValue; // threads in all; the next is refused
    private bool _mayBeLess = true;
    private int _room = 10_000;

    public SpareThreadsTests()
    {
        _spare = new SpareThreads(StartOne);
        _budget = new ThreadBudget(_ => new SeenRoom(_room, _mayBeLess), _clock, _spare);
    }

    private int Alive => _started.Count(thread => thread.IsAlive);

    [TestCleanup]
    public void EndSpareThreads() => _spare.End();

    [TestMethod]
    [DataRow(true, Many - 1, 0)]
    [DataRow(true, Many, SpareThreads.Count)]
    [DataRow(true, Many + 50, SpareThreads.Count)]
    [DataRow(false, Many + 50, 0)]
    public void TryTake_WallsMayBeHidden_SpareThreadsAreUpWithManyThreads(bool mayBeLess, int live, int expected)
    {
        _mayBeLess = mayBeLess;

        int taken = Take(live);

        Assert.AreEqual(live, taken);
        Assert.AreEqual(expected, Alive);
    }

    [TestMethod]
    public void OnRefused_SpareThreadsAreUp_TheyHaveEndedAtOnce()
    {
        Take(Many);

        _budget.OnRefused(Refusal());

        Assert.AreEqual(0, Alive);
    }

    [TestMethod]
    public void TryTake_TooLittleRoomSeen_SpareThreadsHaveEndedAtOnceAndTheirRoomIsNotUsed()
    {
        Take(Many);
        _room = 20;
        _clock.Advance(TimeSpan.FromSeconds(1));
        bool refused = !TryTake();
        int alive = Alive;
        _room += SpareThreads.Count; // which the spare threads took
        _clock.Advance(TimeSpan.FromSeconds(1));

        bool refusedStill = !TryTake();

        Assert.IsTrue(refused);
        Assert.AreEqual(0, alive);
        Assert.IsTrue(refusedStill);
    }

    [TestMethod]
    public void TryTake_SystemRefusesASpareThread_IsAWallAndNoneIsLeft()
    {
        _systemHolds = Many + (SpareThreads.Count / 2);

        int taken = Take(100);

        Assert.AreEqual(Many - 1, taken);
        Assert.AreEqual(Many - 1, _budget.Live);
        Assert.AreEqual(0, Alive);
        Assert.IsFalse(TryTake());
    }

    [TestMethod]
    public void Give_FewThreadsAreLeft_SpareThreadsEnd()
    {
        Take(Many);
        while (_budget.Live > Many / 2)
        {
            _budget.Give();
        }

        int before = Alive;
        _budget.Give();

        Assert.AreEqual(SpareThreads.Count, before);
        Assert.AreEqual(0, Alive);
    }

    [TestMethod]
    public void Start_UpAlready_StartsNoMore()
    {
        Assert.IsNull(_spare.Start());
        Assert.IsNull(_spare.Start());

        Assert.HasCount(SpareThreads.Count, _started);
    }

    private void StartOne(Thread thread)
    {
        if (_budget.Live + Alive >= _systemHolds)
        {
            throw Refusal();
        }

        thread.UnsafeStart();
        _started.Add(thread);
    }

    private bool TryTake() => _budget.TryTake(afresh: false, out _);

    private int Take(int count) => Enumerable.Range(0, count).TakeWhile(_ => TryTake()).Count();

#pragma warning disable CA2201 // it stands in for the runtime
    private static OutOfMemoryException Refusal() => new("Failed to start the thread.");
#pragma warning restore CA2201
}

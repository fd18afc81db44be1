namespace Baton.Tests;

[TestClass]
public sealed class ThreadBudgetTests : CoroutineTest
{
    private readonly ManualClock _clock = new();
    private readonly List<int> _measuredWith = [];
    private int _room;
    private TimeSpan _lookTakes;

    [TestMethod]
    public void TryTake_WallsCannotBeMeasured_RefusesUntilTheyCan()
    {
        bool fails = true;
        ManualClock clock = new();
        ThreadBudget budget = new(_ => fails ? throw new IOException("too many open files") : new SeenRoom(1000), clock);

        Assert.IsFalse(budget.TryTake(afresh: false, out Exception? cause));
        Assert.IsInstanceOfType<IOException>(cause);
        fails = false;
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsTrue(budget.TryTake(afresh: false, out cause));
        Assert.IsNull(cause);
        Assert.AreEqual(1, budget.Live);
    }

    [TestMethod]
    [DataRow(1000, 32, DisplayName = "much room: no more than a quick look may allow")]
    [DataRow(103, 10, DisplayName = "little room: a quarter of it")]
    [DataRow(64, 1, DisplayName = "at the reserve")]
    public void TryTake_OneLook_AllowsAFewStarts(int room, int starts)
    {
        ThreadBudget budget = Create(room, live: 64);
        int before = _measuredWith.Count;

        Take(budget, starts);
        int after = _measuredWith.Count;
        Take(budget, 1);

        Assert.AreEqual(before + 1, after);
        Assert.AreEqual(before + 2, _measuredWith.Count);
        Assert.AreEqual(64 + starts, _measuredWith[^1]);
    }

    [TestMethod]
    [DataRow(19, 1)]
    [DataRow(20, 2)]
    public void TryTake_LookIsOld_LooksAgain(int milliseconds, int looks)
    {
        ThreadBudget budget = Create(room: 1000);
        Take(budget, 1);

        _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Take(budget, 1);

        Assert.HasCount(looks, _measuredWith);
    }

    [TestMethod]
    [DataRow(0, 32)]
    [DataRow(2, 52)]
    [DataRow(1000, 128)]
    public void TryTake_LookTakesLong_AllowsMoreStarts(int milliseconds, int starts)
    {
        ThreadBudget budget = Create(room: 10_000);
        Take(budget, 1);
        _lookTakes = TimeSpan.FromMilliseconds(milliseconds);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Take(budget, starts);
        int before = _measuredWith.Count;
        Take(budget, 1);

        Assert.AreEqual(2, before);
        Assert.HasCount(3, _measuredWith);
    }

    [TestMethod]
    public void TryTake_OthersHaveUsedTheRoomSinceTheLastLook_Refuses()
    {
        ThreadBudget budget = Create(room: 1000);
        Take(budget, 1);
        _room = 0;
        _clock.Advance(TimeSpan.FromMilliseconds(20));

        Assert.IsFalse(TryTake(budget));
    }

    [TestMethod]
    [DataRow(ThreadBudget.Reserve, 64, true)]
    [DataRow(ThreadBudget.Reserve - 1, 65, false)]
    [DataRow(63, 0, true, DisplayName = "small: half is the reserve")]
    [DataRow(40, 40, true)]
    [DataRow(39, 41, false)]
    [DataRow(ThreadBudget.LeastReserve, 10, true, DisplayName = "smaller: others need some")]
    [DataRow(ThreadBudget.LeastReserve - 1, 11, false)]
    [DataRow(10, 0, true, DisplayName = "smaller than that: a few threads all the same")]
    [DataRow(7, 3, true)]
    [DataRow(6, 4, true)]
    [DataRow(5, 5, false)]
    [DataRow(1, 0, true)]
    [DataRow(0, 0, false)]
    [DataRow(0, 4, false)]
    public void TryTake_RoomNearTheReserve_IsGrantedDownToIt(int room, int live, bool expected)
    {
        ThreadBudget budget = Create(room, live);

        Assert.AreEqual(expected, TryTake(budget));
        Assert.AreEqual(expected ? live + 1 : live, budget.Live);
    }

    [TestMethod]
    public void Capacity_BusyAtFirst_IsMeasuredAgain()
    {
        ThreadBudget budget = Create(room: 0);
        int busy = budget.Capacity;
        _room = 1000;
        _clock.Advance(TimeSpan.FromSeconds(1));

        int quiet = budget.Capacity;

        Assert.AreEqual(1, busy);
        Assert.AreEqual(1000 - ThreadBudget.Reserve + 1, quiet);
    }

    [TestMethod]
    public void TryTake_SystemHasRefused_StaysATenthBelowForAWhile()
    {
        ThreadBudget budget = Create(room: 10_000, live: 100);
        OutOfMemoryException cause = Refusal();
        Take(budget, 1);
        budget.OnRefused(cause);
        budget.Give();

        bool atTheWall = budget.TryTake(afresh: true, out Exception? why);
        for (int i = 0; i < 10; i++)
        {
            budget.Give();
        }

        bool stillThere = TryTake(budget);
        budget.Give();
        bool below = TryTake(budget);
        _clock.Advance(TimeSpan.FromSeconds(5));
        bool later = TryTake(budget);

        Assert.IsFalse(atTheWall);
        Assert.AreSame(cause, why);
        Assert.IsFalse(stillThere);
        Assert.IsTrue(below);
        Assert.IsTrue(later);
    }

    [TestMethod]
    public void TryTake_SystemRefusesAgainAndAgain_IsTriedMoreSeldom()
    {
        ThreadBudget budget = Create(room: 10_000, live: 100);
        List<int> pauses = [];
        for (int i = 0; i < 6; i++)
        {
            Take(budget, 1);
            budget.OnRefused(Refusal());
            budget.Give();
            int seconds = 0;
            while (!TryTake(budget))
            {
                seconds++;
                _clock.Advance(TimeSpan.FromSeconds(1));
            }

            budget.Give();
            pauses.Add(seconds);
        }

        Assert.AreEqual("5 10 20 40 60 60", string.Join(' ', pauses));
    }

    [TestMethod]
    public void TryTake_SystemRefusedWithFewThreads_IsTriedAgainAtOnce()
    {
        ThreadBudget budget = Create(room: 10_000);
        Take(budget, 3);
        budget.OnRefused(Refusal());
        budget.Give();

        Assert.IsTrue(TryTake(budget));
    }

    [TestMethod]
    public void TryTake_RefusedJustNow_DoesNotMeasureAgain()
    {
        ThreadBudget budget = Create(room: 0);
        TryTake(budget);
        _room = 1000;
        _clock.Advance(TimeSpan.FromMilliseconds(99));

        bool taken = TryTake(budget);

        Assert.IsFalse(taken);
        Assert.HasCount(1, _measuredWith);
    }

    [TestMethod]
    public void TryTake_RefusedSomeTimeAgo_MeasuresAgain()
    {
        ThreadBudget budget = Create(room: 0);
        TryTake(budget);
        _room = 1000;
        _clock.Advance(TimeSpan.FromMilliseconds(100));

        bool taken = TryTake(budget);

        Assert.IsTrue(taken);
        Assert.AreEqual(1, budget.Live);
    }

    [TestMethod]
    public void TryTake_AfterGivingBack_NeedsNoNewRoom()
    {
        ThreadBudget budget = Create(room: 1000);
        Take(budget, 32);
        _room = 0;
        budget.Give();

        bool taken = TryTake(budget);
        bool oneMore = TryTake(budget);

        Assert.IsTrue(taken);
        Assert.IsFalse(oneMore);
        Assert.AreEqual(32, budget.Live);
    }

    [TestMethod]
    public void TryTake_WallThatGrowsNearer_StopsAtTheReserve()
    {
        // a machine that holds 1,000 threads in all
        int taken = 0;
        ThreadBudget budget = new(live => new SeenRoom(1000 - live), _clock);

        while (TryTake(budget))
        {
            taken++;
        }

        Assert.AreEqual(1000 - ThreadBudget.Reserve + 1, taken);
    }

    private ThreadBudget Create(int room, int live = 0)
    {
        _room = int.MaxValue;
        ThreadBudget budget = new(
            live =>
            {
                _measuredWith.Add(live);
                _clock.Advance(_lookTakes);
                return new SeenRoom(_room);
            },
            _clock);
        Take(budget, live);
        _room = room;
        if (live > 0)
        {
            _clock.Advance(TimeSpan.FromSeconds(1)); // what was seen before is old
        }

        return budget;
    }

    private static bool TryTake(ThreadBudget budget) => budget.TryTake(afresh: false, out _);

    private static void Take(ThreadBudget budget, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.IsTrue(TryTake(budget), $"thread {i} of {count}");
        }
    }

#pragma warning disable CA2201 // it stands in for the runtime
    private static OutOfMemoryException Refusal() => new("Failed to start the thread.");
#pragma warning restore CA2201
}

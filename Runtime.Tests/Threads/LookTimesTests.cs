namespace Baton.Tests;

/// <summary>The looks of all pools of a process together.</summary>
[TestClass]
[DoNotParallelize]
public sealed class LookTimesTests
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);

    private readonly ManualClock _clock = new();
    private readonly LookTimes _times;
    private readonly List<double> _looks = []; // in seconds from the beginning
    private readonly long _start;
    private int _collections = 3;

    public LookTimesTests()
    {
        _times = new LookTimes(_clock);
        _start = _clock.GetTimestamp();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(8)]
    [DataRow(1000)]
    public void IsDue_LooksFindNothing_ThereAreAsManyHoweverManyPoolsAsk(int pools)
    {
        LookPace[] paces = [.. Enumerable.Range(0, pools).Select(_ => Pool())];

        Run(31, () =>
        {
            foreach (LookPace pace in paces)
            {
                TryLook(pace);
            }
        });

        Assert.AreEqual("0 2 6 14 22 30", string.Join(' ', _looks));
    }

    [TestMethod]
    public void IsDue_NewPoolsAskOnceEach_LooksBecomeSeldomAllTheSame()
    {
        Run(31, () => TryLook(Pool()));

        Assert.AreEqual("0 2 6 14 22 30", string.Join(' ', _looks));
    }

    [TestMethod]
    public void IsDue_ALookFindsForAnotherPool_TheNextOfAllPoolsIsSoon()
    {
        Run(15, () => TryLook(Pool()));
        Advance(8);
        TryLook(Pool(), hasFound: true);

        Assert.IsTrue(_times.IsDue(Pool(), _collections));
    }

    [TestMethod]
    public void IsDue_OnePoolFindsAndAnotherDoesNot_TheOneIsNotSlowedDownByTheOther()
    {
        LookPace finds = Pool();
        LookPace findsNothing = Pool();
        int found = 0;
        int inVain = 0;

        Run(60, () =>
        {
            inVain += TryLook(findsNothing, hasFound: true) ? 1 : 0; // what it finds is the other's
            found += TryLook(finds, hasRoom: true) ? 1 : 0;
        });

        Assert.IsGreaterThan(500, found);
        Assert.IsLessThan(3, inVain);
    }

    [TestMethod]
    public void IsDue_OthersStopLooking_APoolThatTheyServedLooksItselfInBoundedTime()
    {
        LookPace mine = Pool();
        Run(31, () => TryLook(mine));
        LookPace other = Pool();
        Run(30, () =>
        {
            TryLook(other, hasRoom: true);
            TryLook(mine);
        });
        _looks.Clear();

        Run(9, () => TryLook(mine));

        Assert.HasCount(1, _looks);
    }

    [TestMethod]
    public void IsDue_CollectionsHappenAnyway_CountAsLooks()
    {
        Run(7, () => TryLook(Pool())); // the pause is 8 s from now on
        _looks.Clear();

        Run(60, () =>
        {
            _collections++;
            TryLook(Pool());
        });
        int meanwhile = _looks.Count;
        Run(9, () => TryLook(Pool()));

        Assert.AreEqual(0, meanwhile);
        Assert.HasCount(1, _looks);
    }

    [TestMethod]
    public void IsDue_ACollectionHasHappenedAnywayAtSomeTimeSinceALongPause_DoesNotDelayTheLook()
    {
        LookPace pace = Pool();
        Run(7, () => TryLook(pace));
        _looks.Clear();
        Advance(9);
        _collections++;
        Advance(1);

        Assert.IsTrue(TryLook(pace), "the collection may have been long ago");
    }

    [TestMethod]
    public void IsDue_TheLastLookHasFound_ACollectionThatHappenedAnywayDelaysNothing()
    {
        LookPace pace = Pool();
        TryLook(pace, hasRoom: true);
        _collections++;
        Advance(1);

        Assert.IsTrue(TryLook(pace));
    }

    [TestMethod]
    public void IsDue_NobodyHasAskedForALongTime_IsDueAtOnce()
    {
        Run(31, () => TryLook(Pool()));
        Advance(17);
        _collections++;

        Assert.IsTrue(TryLook(Pool()));
    }

    private LookPace Pool() => new(_clock);

    private void Advance(int seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    private void Run(int seconds, Action ask)
    {
        for (int i = 0; i < seconds * 10; i++)
        {
            ask();
            _clock.Advance(s_tick);
        }
    }

    private bool TryLook(LookPace pace, bool hasRoom = false, bool hasFound = false)
    {
        if (!_times.IsDue(pace, _collections))
        {
            return false;
        }

        _collections++;
        _looks.Add(Math.Round(_clock.GetElapsedTime(_start).TotalSeconds, 1));
        _times.Note(pace, hasRoom, hasFound, _collections);
        return true;
    }
}

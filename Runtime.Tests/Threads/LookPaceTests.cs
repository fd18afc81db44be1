namespace Baton.Tests;

[TestClass]
[DoNotParallelize]
public sealed class LookPaceTests
{
    private readonly ManualClock _clock = new();
    private readonly LookPace _pace;

    public LookPaceTests() => _pace = new LookPace(_clock);

    [TestMethod]
    public void IsDue_NoLookYet_IsDue() => Assert.IsTrue(_pace.IsDue(lastLook: 0));

    [TestMethod]
    public void IsDue_LooksFindNothing_PausesDoubleUpToTheLongest() =>
        Assert.AreEqual("2 4 8 8 8", string.Join(' ', Enumerable.Range(0, 5).Select(_ => PauseAfter(hasFound: false))));

    [TestMethod]
    public void IsDue_ALookFindsAThread_IsDueAtOnceAndPausesAreShortAgain()
    {
        for (int i = 0; i < 5; i++)
        {
            PauseAfter(hasFound: false);
        }

        Assert.AreEqual(0, PauseAfter(hasFound: true));
        Assert.AreEqual(2, PauseAfter(hasFound: false));
    }

    [TestMethod]
    public void IsDue_NotAskedForALongTime_IsDueAlthoughAnotherPoolHasLooked()
    {
        for (int i = 0; i < 5; i++)
        {
            PauseAfter(hasFound: false);
        }

        _clock.Advance(TimeSpan.FromSeconds(17));

        Assert.IsTrue(_pace.IsDue(lastLook: _clock.GetTimestamp()));
    }

    [TestMethod]
    public void IsDue_HasFoundNothingAndAnotherPoolHasLookedSince_CountsFromThatLook()
    {
        _pace.Note(hasFound: false);
        _clock.Advance(TimeSpan.FromSeconds(2));
        long look = _clock.GetTimestamp();

        bool atOnce = _pace.IsDue(look);
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.IsFalse(atOnce);
        Assert.IsTrue(_pace.IsDue(look));
    }

    // How many seconds after a look the next is due.
    private int PauseAfter(bool hasFound)
    {
        _pace.Note(hasFound);
        long look = _clock.GetTimestamp();
        int pause = 0;
        while (!_pace.IsDue(look))
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            pause++;
        }

        return pause;
    }
}

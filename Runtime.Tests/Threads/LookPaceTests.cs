namespace Baton.Tests;

[TestClass]
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
    public void IsDue_ALookFindsAThread_PausesAreShortAgain()
    {
        for (int i = 0; i < 5; i++)
        {
            PauseAfter(hasFound: false);
        }

        Assert.AreEqual(1, PauseAfter(hasFound: true));
    }

    [TestMethod]
    public void IsDue_NotAskedForALongTime_PausesAreShortAgain()
    {
        for (int i = 0; i < 5; i++)
        {
            PauseAfter(hasFound: false);
        }

        _clock.Advance(TimeSpan.FromSeconds(17));
        long look = _clock.GetTimestamp(); // of another pool
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.IsTrue(_pace.IsDue(look));
    }

    [TestMethod]
    public void IsDue_AnotherPoolHasLooked_WaitsAsAfterALookOfItsOwn()
    {
        long look = _clock.GetTimestamp();

        bool atOnce = _pace.IsDue(look);
        _clock.Advance(TimeSpan.FromSeconds(1));

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

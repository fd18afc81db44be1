namespace Baton.Tests;

[TestClass]
public sealed class LaneTimedTakeTests : CoroutineTest
{
    private readonly Lane<string?> _lane = new();
    private readonly SpinLease _lease = new();

    [TestCleanup]
    public void ReleaseLease() => _lease.Release();

    [TestMethod]
    public void TryTake_NobodyPasses_GivesUpWithNoMessage()
    {
        bool taken = TryTake(1, out string? message);

        Assert.IsFalse(taken);
        Assert.IsNull(message);
        Assert.IsFalse(_lane.IsTakerParked);
    }

    [TestMethod]
    public void Pass_AfterATakeThatGaveUp_IsTakenLater()
    {
        TryTake(0, out _);

        _lane.Pass("late");

        Assert.IsTrue(TryTake(0, out string? message));
        Assert.AreEqual("late", message);
    }

    [TestMethod]
    public void TryTake_ParkedAgainAfterGivingUp_IsWoken()
    {
        string? message = null;
        TestThread taker = TestThread.Start(() =>
        {
            TryTake(0, out _);
            TryTake(Timeout.Infinite, out message);
        });
        Eventually.Parked(taker.Thread);
        Eventually.True(() => _lane.IsTakerParked, "the taker parks");

        _lane.Pass("late");
        taker.Join();

        Assert.AreEqual("late", message);
    }

    [TestMethod]
    public void TryTake_PassedInTime_GivesTheMessage()
    {
        bool taken = false;
        string? message = null;
        TestThread taker = TestThread.Start(() => taken = TryTake(60_000, out message));
        Eventually.True(() => _lane.IsTakerParked, "the taker parks");

        _lane.Pass("in time");
        taker.Join();

        Assert.IsTrue(taken);
        Assert.AreEqual("in time", message);
    }

    [TestMethod]
    public void TryTake_PassedBefore_TakesWithoutWaiting()
    {
        _lane.Pass("early");

        bool taken = TryTake(0, out string? message);

        Assert.IsTrue(taken);
        Assert.AreEqual("early", message);
    }

    [TestMethod]
    public void TryClose_AfterATakeThatGaveUp_Closes()
    {
        TryTake(0, out _);

        bool closed = _lane.TryClose();

        Assert.IsTrue(closed);
        Assert.IsFalse(_lane.Pass("to nobody"));
    }

    [TestMethod]
    [DataRow(0, true)]
    [DataRow(1, true)]
    [DataRow(0, false)]
    public void TryTake_RacingWithThePass_LosesNoMessageAndTakesNoneTwice(int timeout, bool parking)
    {
        const int Rounds = 3000;
        using ForcedParking? forced = parking ? new ForcedParking() : null;
        Lane<int> there = new();
        Lane<int> back = new();
        Random random = new(20260101);
        TestThread taker = TestThread.Start(() =>
        {
            SpinTuner tuner = default;
            for (int i = 0; i < Rounds; i++)
            {
                int message;
                while (!there.TryTake(timeout, _lease, ref tuner, out message))
                {
                }

                Assert.AreEqual(i, message);
                back.Pass(message);
            }
        });

        SpinTuner tuner = default;
        for (int i = 0; i < Rounds; i++)
        {
            Thread.SpinWait(random.Next(200)); // so that the pass meets the giving up at every point of it
            there.Pass(i);
            Assert.AreEqual(i, back.Take(_lease, ref tuner));
        }

        taker.Join();
    }

    private bool TryTake(int timeout, out string? message)
    {
        SpinTuner tuner = default;
        return _lane.TryTake(timeout, _lease, ref tuner, out message);
    }
}

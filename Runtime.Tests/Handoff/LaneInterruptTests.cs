namespace Baton.Tests;

[TestClass]
public sealed class LaneInterruptTests : CoroutineTest
{
    private readonly Lane<string> _lane = new();
    private readonly SpinLease _lease = new();

    [TestCleanup]
    public void ReleaseLease() => _lease.Release();

    [TestMethod]
    public void Take_InterruptedWhileParked_TakesTheMessageAndTheInterruptStaysPending()
    {
        string? taken = null;
        bool pending = false;
        TestThread taker = StartTaker(Timeout.Infinite, (message, interrupted) => (taken, pending) = (message, interrupted));

        taker.Thread.Interrupt();
        _lane.Pass("message");
        taker.Join();

        Assert.AreEqual("message", taken);
        Assert.IsTrue(pending);
    }

    [TestMethod]
    public void Take_InterruptedManyTimesWhileParked_StaysParkedUntilThePass()
    {
        string? taken = null;
        bool pending = false;
        TestThread taker = StartTaker(Timeout.Infinite, (message, interrupted) => (taken, pending) = (message, interrupted));

        for (int i = 0; i < 100; i++)
        {
            taker.Thread.Interrupt();
            Eventually.Parked(taker.Thread);
            Assert.IsTrue(_lane.IsTakerParked, "an interrupt is no baton");
        }

        _lane.Pass("message");
        taker.Join();

        Assert.AreEqual("message", taken);
        Assert.IsTrue(pending);
    }

    [TestMethod]
    public void Take_InterruptedBefore_TakesTheMessageAndTheInterruptStaysPending()
    {
        using ForcedParking parking = new();
        string? taken = null;
        bool pending = false;
        TestThread taker = TestThread.Start(() =>
        {
            Thread.CurrentThread.Interrupt();
            SpinTuner tuner = default;
            taken = _lane.Take(_lease, ref tuner);
            pending = TestThread.TakePendingInterrupt();
        });
        Eventually.True(() => _lane.IsTakerParked, "the taker parks");

        _lane.Pass("message");
        taker.Join();

        Assert.AreEqual("message", taken);
        Assert.IsTrue(pending);
    }

    [TestMethod]
    public void Take_NotInterrupted_LeavesNoInterruptPending()
    {
        bool pending = true;
        TestThread taker = StartTaker(Timeout.Infinite, (_, interrupted) => pending = interrupted);

        _lane.Pass("message");
        taker.Join();

        Assert.IsFalse(pending);
    }

    [TestMethod]
    public void TryTake_InterruptedWhileParkedForATime_TakesTheMessage()
    {
        string? taken = null;
        bool pending = false;
        TestThread taker = StartTaker(60_000, (message, interrupted) => (taken, pending) = (message, interrupted));

        taker.Thread.Interrupt();
        _lane.Pass("message");
        taker.Join();

        Assert.AreEqual("message", taken);
        Assert.IsTrue(pending);
    }

    [TestMethod]
    public void TryTake_InterruptedAndNobodyPasses_GivesUpAllTheSame()
    {
        bool taken = true;
        bool pending = false;
        TestThread taker = TestThread.Start(() =>
        {
            Thread.CurrentThread.Interrupt();
            SpinTuner tuner = default;
            taken = _lane.TryTake(1, _lease, ref tuner, out _);
            pending = TestThread.TakePendingInterrupt();
        });

        taker.Join();

        Assert.IsFalse(taken);
        Assert.IsTrue(pending);
    }

    /// <summary>Returns when the taker is parked.</summary>
    private TestThread StartTaker(int timeout, Action<string?, bool> report)
    {
        TestThread taker = TestThread.Start(() =>
        {
            SpinTuner tuner = default;
            _lane.TryTake(timeout, _lease, ref tuner, out string? message);
            report(message, TestThread.TakePendingInterrupt());
        });
        Eventually.True(() => _lane.IsTakerParked, "the taker parks");
        Eventually.Parked(taker.Thread);
        return taker;
    }
}

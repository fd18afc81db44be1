namespace Baton.Tests;

/// <summary>A photo against each way in which a parked wait ends, in both orders.</summary>
[TestClass]
public sealed class LanePhotoTests : CoroutineTest
{
    private const int Short = 200;          // milliseconds: over while a pose is held
    private const int Long = 600_000;       // milliseconds: never over

    private readonly Lane<string> _lane = new();
    private readonly SpinLease _lease = new();
    private readonly HeldPose _pose = new();

    private string? _message;
    private bool? _taken;
    private bool _pending;
    private SpinTuner _tuner;
    private int _count;

    [TestCleanup]
    public void ReleaseLease() => _lease.Release();

    [TestMethod]
    public void TryPhotograph_NotParked_IsRefused()
    {
        bool whenEmpty = _lane.TryPhotograph(_pose);
        _lane.Pass("message");
        bool whenPassed = _lane.TryPhotograph(_pose);
        TryTake(0);
        _lane.TryClose();
        bool whenClosed = _lane.TryPhotograph(_pose);

        Assert.AreEqual((false, false, false), (whenEmpty, whenPassed, whenClosed));
        Assert.IsFalse(_pose.IsAnswered);
    }

    [TestMethod]
    public void TryPhotograph_Parked_IsTakenByTheTakerWhichSleepsOn()
    {
        TestThread taker = StartTaker(Timeout.Infinite);

        Assert.IsTrue(TakePhoto(out HeldPose pose));

        Assert.AreSame(taker.Thread, pose.TakenOn);
        Eventually.Parked(taker.Thread);
        Assert.IsNull(_taken);
        End(taker);
    }

    [TestMethod]
    public void TryPhotograph_OneAfterTheOther_AreAllTaken()
    {
        TestThread taker = StartTaker(Timeout.Infinite);

        for (int i = 0; i < 100; i++)
        {
            Assert.IsTrue(TakePhoto(out HeldPose pose), "the taker sleeps on after each");
            Assert.AreEqual(0, pose.Misses);
        }

        End(taker);
    }

    [TestMethod]
    public void TryPhotograph_Posing_IsRefused()
    {
        TestThread taker = StartTaker(Timeout.Infinite);
        BeginPose();
        HeldPose second = HeldPose.Free();

        bool accepted = _lane.TryPhotograph(second);

        Assert.IsFalse(accepted);
        _pose.Release();
        End(taker);
        Assert.IsFalse(second.IsAnswered);
    }

    [TestMethod]
    [DataRow(Timeout.Infinite)]
    [DataRow(Long)]
    [DataRow(LaneBase.UntilInterrupted)]
    public void Pass_DuringThePose_IsTakenAfterIt(int timeout)
    {
        TestThread taker = StartTaker(timeout);
        BeginPose();

        bool passed = _lane.Pass("during");

        Assert.IsTrue(passed);
        Assert.IsNull(_taken);
        _pose.Release();
        taker.Join();
        AssertEnd(true, "during", pending: false);
        Assert.AreSame(taker.Thread, _pose.TakenOn);
    }

    [TestMethod]
    public void TryTake_TimeIsOverDuringThePose_GivesUpAfterIt()
    {
        TestThread taker = StartTaker(Short);
        while (!_lane.TryPhotograph(_pose) && _taken is null)
        {
        }

        if (_taken is null)
        {
            _pose.UntilBegun();
            UntilOver(Short);
            Assert.IsNull(_taken, "a release was owed");
        }

        _pose.Release();
        taker.Join();
        AssertEnd(false, null, pending: false);
        AssertLaneIsEmpty();
    }

    [TestMethod]
    public void TryTake_TimeIsOverAndPassedDuringThePose_TakesTheMessage()
    {
        TestThread taker = StartTaker(1000);
        BeginPose();
        UntilOver(1000);

        _lane.Pass("late");
        _pose.Release();
        taker.Join();

        AssertEnd(true, "late", pending: false);
    }

    [TestMethod]
    [DataRow(Timeout.Infinite)]
    [DataRow(Long)]
    public void Take_InterruptedDuringThePose_SleepsOnAndTheInterruptStaysPending(int timeout)
    {
        TestThread taker = StartTaker(timeout);
        BeginPose();

        taker.Thread.Interrupt();
        _pose.Release();
        _pose.UntilAnswered();
        Eventually.Parked(taker.Thread);

        Assert.IsNull(_taken);
        Assert.IsTrue(TakePhoto(out _), "the taker is asleep as before");
        _lane.Pass("later");
        taker.Join();
        AssertEnd(true, "later", pending: true);
    }

    [TestMethod]
    [DataRow(LaneBase.UntilInterrupted)]
    [DataRow(-Long)]
    public void TryTakeUntilInterrupted_InterruptedDuringThePose_GivesUpAfterIt(int timeout)
    {
        TestThread taker = StartTaker(timeout);
        BeginPose();

        taker.Thread.Interrupt();
        Assert.IsNull(_taken);
        _pose.Release();
        taker.Join();

        AssertEnd(false, null, pending: true);
        AssertLaneIsEmpty();
    }

    [TestMethod]
    [DataRow(LaneBase.UntilInterrupted, false)]
    [DataRow(Timeout.Infinite, true)]
    public void TryTake_InterruptEndsTheTaking_CountsAsOfTheWait(int timeout, bool sleepsOn)
    {
        HeldPose pose = new() { IsInterruptible = true };
        TestThread taker = StartTaker(timeout);
        Assert.IsTrue(_lane.TryPhotograph(pose));
        pose.UntilBegun();

        taker.Thread.Interrupt();
        pose.UntilAnswered();

        Assert.AreEqual(1, pose.Misses);
        if (sleepsOn)
        {
            _lane.Pass("later");
        }

        taker.Join();
        AssertEnd(sleepsOn, sleepsOn ? "later" : null, pending: true);
    }

    [TestMethod]
    public void TryTakeUntilInterrupted_InterruptedAndPassedDuringThePose_TakesTheMessage()
    {
        TestThread taker = StartTaker(LaneBase.UntilInterrupted);
        BeginPose();

        taker.Thread.Interrupt();
        _lane.Pass("message");
        _pose.Release();
        taker.Join();

        AssertEnd(true, "message", pending: true);
    }

    [TestMethod]
    public void TryClose_AfterAWaitThatEndedInAPose_Closes()
    {
        TestThread taker = StartTaker(LaneBase.UntilInterrupted);
        BeginPose();
        taker.Thread.Interrupt();
        _pose.Release();
        taker.Join();

        bool closed = _lane.TryClose();

        Assert.IsTrue(closed);
        Assert.IsFalse(_lane.Pass("to nobody"));
        Assert.IsFalse(_lane.TryPhotograph(HeldPose.Free()));
    }

    [TestMethod]
    public void TryPhotograph_TakingFails_IsMissedAndTheTakerSleepsOn()
    {
        HeldPose pose = new() { Throws = new InsufficientMemoryException() };
        pose.Release();
        TestThread taker = StartTaker(Timeout.Infinite);

        Assert.IsTrue(_lane.TryPhotograph(pose));
        pose.UntilAnswered();

        Assert.AreEqual(1, pose.Misses);
        End(taker);
    }

    [TestMethod]
    public void Take_WithAPose_TunerIsNotTold()
    {
        _tuner = new SpinTuner(SpinTuner.Horizon);
        using ForcedParking parking = new();
        TestThread taker = StartTaker(Timeout.Infinite);
        Assert.IsTrue(TakePhoto(out _));

        End(taker);

        Assert.AreEqual(SpinTuner.Horizon, _tuner.Budget);
        Assert.AreEqual(0, _count);
    }

    private void BeginPose()
    {
        Assert.IsTrue(_lane.TryPhotograph(_pose));
        _pose.UntilBegun();
    }

    // The taker goes back to sleep in a moment after each photo.
    private bool TakePhoto(out HeldPose pose)
    {
        HeldPose free = pose = HeldPose.Free();
        Eventually.True(() => _lane.TryPhotograph(free), "the taker is parked again");
        pose.UntilAnswered();
        return pose.Misses == 0;
    }

    private void End(TestThread taker)
    {
        Assert.IsNull(_taken);
        _lane.Pass("message");
        taker.Join();
        AssertEnd(true, "message", pending: false);
    }

    private void AssertEnd(bool taken, string? message, bool pending)
    {
        Assert.AreEqual((taken, message, pending), (_taken, _message, _pending));
        Assert.AreEqual(0, _count, "the semaphore comes back unreleased");
    }

    private void AssertLaneIsEmpty()
    {
        Assert.IsFalse(_lane.IsTakerParked);
        _lane.Pass("next");
        Assert.AreEqual("next", TryTake(0));
    }

    private string? TryTake(int timeout)
    {
        SpinTuner tuner = default;
        return _lane.TryTake(timeout, _lease, ref tuner, out string? message) ? message : null;
    }

    private static void UntilOver(int milliseconds)
    {
        long end = Environment.TickCount64 + milliseconds + 50; // coarser than the system's clock
        Eventually.True(() => Environment.TickCount64 > end, "the time is over");
    }

    /// <summary>Returns when the taker is parked, or has given up.</summary>
    private TestThread StartTaker(int timeout)
    {
        TestThread taker = TestThread.Start(() =>
        {
            bool taken = _lane.TryTake(timeout, _lease, ref _tuner, out string? message);
            (_message, _pending) = (message, TestThread.TakePendingInterrupt());
            ParkingSlot own = ParkingSlot.TryGetOwn()!;
            SemaphoreSlim semaphore = own.Rent();
            _count = semaphore.CurrentCount;
            own.Return(semaphore);
            _taken = taken;
        });
        Eventually.True(() => _lane.IsTakerParked || _taken is not null, "the taker parks");
        return taker;
    }
}

using System.Runtime.CompilerServices;

namespace Baton.Tests;

[TestClass]
public sealed class LaneTests : CoroutineTest
{
    private readonly Lane<object> _lane = new();
    private readonly SpinLease _lease = new();

    [TestCleanup]
    public void ReleaseLease() => _lease.Release();

    [TestMethod]
    public void Take_PassedBefore_GivesTheMessage()
    {
        object message = new();
        _lane.Pass(message);

        object taken = Take();

        Assert.AreSame(message, taken);
    }

    [TestMethod]
    public void Take_ParkedBeforeThePass_IsWokenWithTheMessage()
    {
        object message = new();
        object? taken = null;
        TestThread taker = TestThread.Start(() => taken = Take());
        Eventually.True(() => _lane.IsTakerParked, "the taker parks");

        _lane.Pass(message);
        taker.Join();

        Assert.AreSame(message, taken);
    }

    [TestMethod]
    public void Pass_TakenInBetween_WorksAgain()
    {
        List<object> taken = [];

        for (int i = 0; i < 100; i++)
        {
            _lane.Pass(i);
            taken.Add(Take());
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, 100).ToList(), taken);
    }

    [TestMethod]
    public void Pass_Refusal_SaysWhetherTheBatonHasATaker()
    {
        bool beforeClosing = _lane.Pass(1);
        Take();
        _lane.TryClose();
        bool afterClosing = _lane.Pass(2);

        Assert.IsTrue(beforeClosing);
        Assert.IsFalse(afterClosing);
    }

    [TestMethod]
    public void Pass_NotTakenYet_IsABugAndTheFirstMessageSurvives()
    {
        _lane.Pass("first");

        Assert.ThrowsExactly<InvalidOperationException>(() => _lane.Pass("second"));

        Assert.AreEqual("first", Take());
    }

    [TestMethod]
    public void Take_PassedBefore_LaneForgetsTheMessage()
    {
        WeakReference message = PassAndTakeNew();

        Eventually.Collected(message, "the message taken");
    }

    [TestMethod]
    public void Take_Parked_LaneForgetsTheMessage()
    {
        TestThread taker = TestThread.Start(() => Take());
        Eventually.True(() => _lane.IsTakerParked, "the taker parks");

        WeakReference message = PassNew();
        taker.Join();

        Eventually.Collected(message, "the message taken");
    }

    [TestMethod]
    public void TryClose_Passed_RefusesAndTheMessageCanBeTaken()
    {
        _lane.Pass("message");

        bool closed = _lane.TryClose();

        Assert.IsFalse(closed);
        Assert.AreEqual("message", Take());
    }

    [TestMethod]
    public void Pass_ClosedSeveralTimes_IsRefusedEachTime()
    {
        _lane.TryClose();

        bool[] passed = [_lane.Pass("one"), _lane.Pass("two"), _lane.Pass("three")];

        Assert.IsFalse(Array.Exists(passed, static one => one));
    }

    [TestMethod]
    public void Pass_Closed_LaneForgetsTheMessage()
    {
        _lane.TryClose();

        WeakReference message = PassNew();

        Eventually.Collected(message, "the message that nobody took");
    }

    [TestMethod]
    public void IsTakerParked_AfterTheTake_IsFalse()
    {
        TestThread taker = TestThread.Start(() => Take());
        Eventually.True(() => _lane.IsTakerParked, "the taker parks");

        _lane.Pass("message");
        taker.Join();

        Assert.IsFalse(_lane.IsTakerParked);
    }

    private object Take()
    {
        SpinTuner tuner = default;
        return _lane.Take(_lease, ref tuner);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference PassNew()
    {
        object message = new();
        _lane.Pass(message);
        return new WeakReference(message);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference PassAndTakeNew()
    {
        WeakReference message = PassNew();
        Take();
        return message;
    }
}

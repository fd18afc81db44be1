using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>What others learn of a thread by its parking slot.</summary>
[TestClass]
public sealed class ParkedSlotTests : CoroutineTest
{
    private readonly Lane<int> _lane = new();
    private readonly SpinLease _lease = new();

    [TestCleanup]
    public void ReleaseLease() => _lease.Release();

    [TestMethod]
    public void Lane_WhileParkedAndAfter_IsTheLaneAndThenNone()
    {
        ParkingSlot? slot = null;
        long before = Stopwatch.GetTimestamp();
        TestThread taker = TestThread.Start(() =>
        {
            slot = ParkingSlot.TryGetOwn();
            Take();
        });
        Eventually.True(() => _lane.IsTakerParked, "the taker parks");

        Assert.AreSame(_lane, slot!.Lane);
        Assert.AreSame(taker.Thread, slot.Thread);
        Assert.IsTrue(slot.Since >= before && slot.Since <= Stopwatch.GetTimestamp());
        _lane.Pass(1);
        taker.Join();

        Assert.IsNull(slot.Lane);
    }

    [TestMethod]
    public void List_ThreadParks_HasOneEntryOfIt()
    {
        TestThread taker = TestThread.Start(() =>
        {
            Take();
            Take();
        });
        Eventually.True(() => _lane.IsTakerParked, "the taker parks");
        _lane.Pass(1);
        Eventually.True(() => _lane.IsTakerParked, "the taker parks again");

        ParkingSlot[] own = [.. ParkingSlots.List().Where(slot => slot.Thread == taker.Thread)];

        Assert.HasCount(1, own);
        Assert.AreSame(_lane, own[0].Lane);
        _lane.Pass(2);
        taker.Join();
    }

    [TestMethod]
    public void List_ThreadHasEnded_KeepsNothingOfIt()
    {
        WeakReference slot = RunThread();

        Eventually.Collected(slot, "the slot of a thread that has ended");
    }

    [TestMethod]
    public void MainFrame_InARunOnThisThread_IsTheInnermostAndThenNone()
    {
        ParkingSlot slot = ParkingSlot.TryGetOwn()!;
        List<bool> seen = [];
        CoroutineScheduler.Run(() =>
        {
            FrameCore outer = FrameCore.Current!;
            seen.Add(slot.MainFrame == outer);
            CoroutineScheduler.Run(() => seen.Add(slot.MainFrame == FrameCore.Current));
            seen.Add(slot.MainFrame == outer);
        });

        Assert.HasCount(3, seen);
        Assert.DoesNotContain(false, seen);
        Assert.IsNull(slot.MainFrame);
    }

    [TestMethod]
    public void Slot_OfAWorker_IsThatOfItsThread()
    {
        using Coroutine<bool> coroutine = Coroutine.Create<bool>(_ => ParkingSlot.TryGetOwn() == Worker.Current!.Slot, InPool);

        Assert.IsTrue(coroutine.Resume());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunThread()
    {
        WeakReference? slot = null;
        TestThread.Run("Short", () => slot = new WeakReference(ParkingSlot.TryGetOwn()));
        return slot!;
    }

    private void Take()
    {
        SpinTuner tuner = default;
        _lane.Take(_lease, ref tuner);
    }
}

using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Rule R7 with many: cycles, chains, and more dropped coroutines than the pool has threads.</summary>
[TestClass]
public sealed class DroppedInNumbersTests : CoroutineTest
{
    [TestMethod]
    [TestProperty("Conformance", "LUA-39")]
    public void Drop_InACycleWithItsOwnBody_IsUnwoundAndTheHandleIsCollected()
    {
        ExpectedDropped = 1;
        WeakReference handle = DropSelfReferring();

        Eventually.Collected(handle, "the handle");

        Eventually.True(() => Pool.IdleThreads == 1, "the thread comes back");
        Assert.AreEqual(1, Telemetry.Dropped);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-39")]
    public void Drop_AThousandInCyclesWithTheirBodies_AllAreUnwound()
    {
        const int Count = 1_000;
        ExpectedDropped = Count;
        for (int i = 0; i < Count; i++)
        {
            DropSelfReferring();
        }

        DroppedHandleTests.CollectUntil(() => Telemetry.Dropped == Count, "all are found");
        Eventually.True(() => Pool.IdleThreads == Pool.LiveThreads, "the threads come back");

        Assert.IsLessThanOrEqualTo(Pool.MaxThreads, Pool.LiveThreads);
    }

    [TestMethod]
    public void Drop_ThreeThousandThroughASmallPool_ThePoolReclaimsThemAtItsLimit()
    {
        const int Count = 3_000;
        ExpectedDropped = Count;
        int cleanedUp = 0;
        for (int i = 0; i < Count; i++)
        {
            Drop();
        }

        DroppedHandleTests.CollectUntil(() => Volatile.Read(ref cleanedUp) == Count, "the last ones are unwound");

        Assert.AreEqual(Count, Telemetry.Dropped);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Drop() => Coroutine.Create<int>(
            yielder =>
            {
                using (new Cleanup(() => Interlocked.Increment(ref cleanedUp)))
                {
                    yielder.Suspend(1);
                }

                return 2;
            },
            InPool).Resume();
    }

    [TestMethod]
    public void Drop_OuterThatHoldsAnInnerInAUsing_BothUnwindAndOneIsDropped()
    {
        ExpectedDropped = 1;
        Steps steps = new();
        bool done = false;
        Drop();

        DroppedHandleTests.CollectUntil(() => Volatile.Read(ref done), "the outer clean-up runs");

        steps.Reach(3);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Drop() => Coroutine.Create<int>(
            yielder =>
            {
                using (new Cleanup(() =>
                {
                    steps.Reach(2);
                    Volatile.Write(ref done, true);
                }))
                using (Coroutine<int> inner = Suspended(() => steps.Reach(1)))
                {
                    yielder.Suspend(1);
                    return inner.Resume();
                }
            },
            InPool).Resume();
    }

    [TestMethod]
    public void Drop_OuterThatHoldsAnInnerWithoutAUsing_BothAreDroppedOneAfterTheOther()
    {
        ExpectedDropped = 2;
        Drop();

        DroppedHandleTests.CollectUntil(() => Telemetry.Dropped == 2, "both are found");

        Eventually.True(() => Pool.IdleThreads == 2, "both threads come back");

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Drop() => Coroutine.Create<int>(
            yielder =>
            {
                Coroutine<int> inner = Suspended(() => { });
                yielder.Suspend(1);
                return inner.Resume();
            },
            InPool).Resume();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference DropSelfReferring()
    {
        Coroutine<int> coroutine = null!;
        coroutine = Coroutine.Create<int>(
            yielder =>
            {
                bool isRunning = coroutine.Status == CoroutineStatus.Running; // captured, and not used after the suspension
                yielder.Suspend(isRunning ? 1 : 0);
                return 2;
            },
            InPool);
        Assert.AreEqual(1, coroutine.Resume());
        return new WeakReference(coroutine);
    }

    private Coroutine<int> Suspended(Action cleanUp)
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                using (new Cleanup(cleanUp))
                {
                    yielder.Suspend(1);
                }

                return 2;
            },
            InPool);
        coroutine.Resume();
        return coroutine;
    }
}

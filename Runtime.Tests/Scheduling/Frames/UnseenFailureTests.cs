using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Failures of frames with nobody left to ask about them.</summary>
[TestClass]
public sealed class UnseenFailureTests : SchedulerTest
{
    [TestMethod]
    public void Drop_FailedFrameFromOutside_IsReported()
    {
        ExpectedUnobserved = 1;

        FailOutside();

        EventuallyReported(1);
    }

    [TestMethod]
    public void Drop_FailedFrameFromOutsideThatWasAwaited_IsNotReported()
    {
        WeakReference frame = FailOutsideAndAwait();

        Eventually.Collected(frame, "the frame");
    }

    [TestMethod]
    public void Drop_SchedulerObjectWithAFailureNobodySaw_IsReported()
    {
        ExpectedUnobserved = 1;

        FailAndDropTheScheduler();

        EventuallyReported(1);
    }

    [TestMethod]
    public void Run_FailureThatFailsWhenItIsLookedAt_ComesOutAsItIs()
    {
        UnprintableException thrown = new();

        Exception seen = Assert.ThrowsExactly<UnprintableException>(() => Run(() => Coroutine.Async(() => throw thrown)));

        Assert.IsTrue(ReferenceEquals(thrown, seen), "not the failure itself came out");
    }

    [TestMethod]
    public void Run_FailuresThatCameOut_AreNotReported()
    {
        WeakReference frame = FailInARun();

        Eventually.Collected(frame, "the frame");
    }

    [TestMethod]
    public void Start_FailuresOnASchedulerObjectThatLives_AreReportedOnceAndWithoutItsDisposal()
    {
        const int Many = 200;
        ExpectedUnobserved = Many;
        CoroutineScheduler scheduler = new(OnPool);

        FailMany(scheduler, Many);

        EventuallyReported(Many);
        scheduler.Dispose();
    }

    [TestMethod]
    public void Dispose_FailureWhoseFrameIsStillInUse_IsReportedThen()
    {
        ExpectedUnobserved = 1;
        CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() => throw new InvalidTimeZoneException());
        Eventually.True(() => frame.IsCompleted, "the frame fails");

        scheduler.Dispose();

        Assert.AreEqual(1, Telemetry.Unobserved);
        GC.KeepAlive(frame);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FailOutside() => Coroutine.Async(() => throw new InvalidTimeZoneException());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference FailOutsideAndAwait()
    {
        Frame frame = Coroutine.Async(() => throw new InvalidTimeZoneException());
        Assert.ThrowsExactly<InvalidTimeZoneException>(frame.Await);
        return new WeakReference(frame.Core);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FailAndDropTheScheduler()
    {
        CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() => throw new InvalidTimeZoneException());
        Eventually.True(() => frame.IsCompleted, "the frame fails");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference FailInARun()
    {
        WeakReference? frame = null;
        Assert.ThrowsExactly<InvalidTimeZoneException>(
            () => Run(() => frame = new WeakReference(Coroutine.Async(() => throw new InvalidTimeZoneException()).Core)));
        return frame!;
    }

    private static void FailMany(CoroutineScheduler scheduler, int count) => scheduler.Start(() =>
    {
        InvalidTimeZoneException failure = new();
        for (int i = 0; i < count; i++)
        {
            Coroutine.Async(() => throw failure);
        }
    }).Await();

    private void EventuallyReported(int least) => Eventually.True(
        () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Telemetry.Unobserved >= least;
        },
        $"{least} failures are reported");
}

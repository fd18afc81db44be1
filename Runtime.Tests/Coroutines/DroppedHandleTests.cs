using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Rule R7: a suspended coroutine whose handle was collected is unwound on its own thread, and counted.</summary>
[TestClass]
public sealed class DroppedHandleTests : CoroutineTest
{
    [TestMethod]
    [TestProperty("Conformance", "LUA-28")]
    public void Drop_Suspended_FinallyRunsAndItIsCounted()
    {
        ExpectedDropped = 1;
        bool cleanedUp = false;
        ResumeAndDrop(() => Volatile.Write(ref cleanedUp, true));

        CollectUntil(() => Volatile.Read(ref cleanedUp), "clean-up runs");

        Assert.AreEqual(1, Telemetry.Dropped);
    }

    [TestMethod]
    public void Drop_Suspended_UnwindsOnTheBodysOwnThreadAndNotTheFinalizers()
    {
        ExpectedDropped = 1;
        Thread finalizer = FinalizerThread();
        Thread? body = null;
        Thread? cleanUp = null;
        ResumeAndDrop(() => Volatile.Write(ref cleanUp, Thread.CurrentThread), () => body = Thread.CurrentThread);

        CollectUntil(() => Volatile.Read(ref cleanUp) is not null, "clean-up runs");

        Assert.AreSame(body, cleanUp);
        Assert.AreNotSame(finalizer, cleanUp);
    }

    [TestMethod]
    public void Drop_Suspended_TheThreadServesTheNextCoroutine()
    {
        ExpectedDropped = 1;
        Thread? body = null;
        ResumeAndDrop(() => { }, () => body = Thread.CurrentThread);

        CollectUntil(() => Pool.IdleThreads == 1, "the thread comes back");
        using Coroutine<Thread> next = Coroutine.Create<Thread>(yielder => Thread.CurrentThread, InPool);

        Assert.AreSame(body, next.Resume());
        Assert.AreEqual(1, Pool.LiveThreads);
    }

    [TestMethod]
    public void Drop_TwoWaySuspended_IsUnwoundToo()
    {
        ExpectedDropped = 1;
        bool cleanedUp = false;
        Drop();

        CollectUntil(() => Volatile.Read(ref cleanedUp), "clean-up runs");

        Assert.AreEqual(1, Telemetry.Dropped);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Drop() => Coroutine.Create<int, int>(
            (yielder, argument) =>
            {
                using (new Cleanup(() => Volatile.Write(ref cleanedUp, true)))
                {
                    return yielder.Suspend(argument);
                }
            },
            InPool).Resume(1);
    }

    [TestMethod]
    public void Drop_CleanUpBlocks_TheFinalizerThreadGoesOn()
    {
        ExpectedDropped = 1;
        using ManualResetEventSlim release = new();
        bool blocked = false;
        ResumeAndDrop(() =>
        {
            Volatile.Write(ref blocked, true);
            release.Wait();
        });

        CollectUntil(() => Volatile.Read(ref blocked), "clean-up starts");
        Thread finalizer = FinalizerThread(); // another finalizer has run
        release.Set();

        Assert.IsNotNull(finalizer);
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-10")]
    public void Drop_CleanUpThrows_TheExceptionIsReportedAsUnobservedAndThePoolGoesOn()
    {
        ExpectedDropped = 1;
        ExpectedUnobserved = 1;
        ResumeAndDrop(() => throw new TimeoutException());

        CollectUntil(() => Telemetry.Unobserved == 1, "the fault is reported");
        using Coroutine<int> next = Coroutine.Create<int>(yielder => 1, InPool);

        Assert.AreEqual(1, next.Resume());
    }

    [TestMethod]
    public void Drop_BodySwallowsForEver_IsQuarantined()
    {
        ExpectedDropped = 1;
        ExpectedQuarantined = 1;
        Drop();

        CollectUntil(() => Telemetry.Quarantined == 1, "it is quarantined");
        Eventually.True(() => Pool.Workers.Counts.Coroutines == 0, "it counts no more");

        Assert.AreEqual((1, 0), (Pool.LiveThreads, Pool.IdleThreads));

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Drop() => Coroutine.Create<int>(
            yielder =>
            {
                while (true)
                {
                    try
                    {
                        yielder.Suspend(0);
                    }
                    catch (CoroutineCanceledException)
                    {
                        // and again
                    }
                }
            },
            InPool).Resume();
    }

    [TestMethod]
    public void Drop_Created_NothingRunsAndNothingIsCounted()
    {
        bool ran = false;
        WeakReference handle = Drop();

        Eventually.Collected(handle, "the handle");

        Assert.IsFalse(ran);
        Assert.AreEqual(0, Telemetry.Dropped);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference Drop() => new(Coroutine.Create<int>(
            yielder =>
            {
                ran = true;
                return 1;
            },
            InPool));
    }

    [TestMethod]
    public void Drop_FinishedOrDisposed_IsNotCounted()
    {
        WeakReference[] handles = Drop();

        foreach (WeakReference handle in handles)
        {
            Eventually.Collected(handle, "the handle");
        }

        Assert.AreEqual(0, Telemetry.Dropped);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference[] Drop()
        {
            Coroutine<int> finished = Coroutine.Create<int>(SuspendOnce, InPool);
            Coroutine<int> disposed = Coroutine.Create<int>(SuspendOnce, InPool);
            finished.Resume();
            finished.Resume();
            disposed.Resume();
            disposed.Dispose();
            return [new(finished), new(disposed)];
        }
    }

    [TestMethod]
    public void Resume_HandleIsUsedForTheLastTime_IsNotDroppedMeanwhile()
    {
        int value = ResumeTwice();

        Assert.AreEqual(2, value);
        Assert.AreEqual(0, Telemetry.Dropped);

        [MethodImpl(MethodImplOptions.NoInlining)]
        int ResumeTwice()
        {
            Coroutine<int> coroutine = Coroutine.Create<int>(
                yielder =>
                {
                    yielder.Suspend(1);
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    GC.Collect();
                    return 2;
                },
                InPool);
            coroutine.Resume();
            return coroutine.Resume();
        }
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-6")]
    public void Dispose_UnwindingAsDropped_HasNoEffectAndDoesNotThrow()
    {
        // An owner's finalizer may dispose the coroutine just after the coroutine's own has found it: it must not end the process.
        ExpectedDropped = 1;
        using ManualResetEventSlim release = new();
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                using (new Cleanup(release.Wait))
                {
                    yielder.Suspend(1);
                }

                return 2;
            },
            InPool);
        coroutine.Resume();
        Assert.IsTrue(coroutine.Core.TryUnwindDropped());

        coroutine.Dispose();
        release.Set();

        Eventually.True(() => coroutine.Status == CoroutineStatus.Canceled, "it is unwound");
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-6")]
    public void Dispose_OnTheFinalizerThreadWithCleanUpThatBlocks_ComesBack()
    {
        ExpectedQuarantined = 1;
        using ManualResetEventSlim release = new();
        using ManualResetEventSlim disposed = new();
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                using (new Cleanup(release.Wait))
                {
                    yielder.Suspend(1);
                }

                return 2;
            },
            new CoroutineOptions { ThreadPool = Pool, UnwindTimeout = TimeSpan.FromMilliseconds(20) });
        coroutine.Resume();

        LeaveFinalizable(() =>
        {
            coroutine.Dispose();
            disposed.Set();
        });
        CollectUntil(() => disposed.IsSet, "the finalizer comes back from Dispose");
        release.Set();

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
        Eventually.True(() => Pool.IdleThreads == 1, "the thread comes back");
    }

    internal static void CollectUntil(Func<bool> condition, string what) => Eventually.True(
        () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return condition();
        },
        what);

    private static Thread FinalizerThread()
    {
        Thread? finalizer = null;
        LeaveFinalizable(() => Volatile.Write(ref finalizer, Thread.CurrentThread));
        CollectUntil(() => Volatile.Read(ref finalizer) is not null, "a finalizer runs");
        return finalizer!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LeaveFinalizable(Action finalize) => _ = new Finalizable(finalize);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ResumeAndDrop(Action cleanUp, Action? atStart = null) => Coroutine.Create<int>(
        yielder =>
        {
            atStart?.Invoke();
            using (new Cleanup(cleanUp))
            {
                yielder.Suspend(1);
            }

            return 2;
        },
        InPool).Resume();

    private static int SuspendOnce(Yielder<int> yielder)
    {
        yielder.Suspend(1);
        return 2;
    }

    private sealed class Finalizable(Action finalize)
    {
        ~Finalizable() => finalize();
    }
}

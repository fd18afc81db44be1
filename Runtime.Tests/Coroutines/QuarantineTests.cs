namespace Baton.Tests;

/// <summary>Rule R6: a body that will not be unwound costs its thread, and nothing else. Dispose comes back, and it is counted.</summary>
[TestClass]
public sealed class QuarantineTests : CoroutineTest
{
    [TestMethod]
    [TestProperty("Conformance", "BOOST-9")]
    public void Dispose_BodySwallowsForEver_ReturnsAndItIsCountedAndCanceled()
    {
        ExpectedQuarantined = 1;
        Coroutine<int> coroutine = Coroutine.Create<int>(SwallowForEver, InPool);
        coroutine.Resume();

        coroutine.Dispose();

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
        Assert.AreEqual(1, Telemetry.Quarantined);
    }

    [TestMethod]
    public void Dispose_BodySwallowsForEver_GetsTheSignalAsOftenAsDocumented()
    {
        ExpectedQuarantined = 1;
        int signals = 0;
        Coroutine<int> coroutine = Coroutine.Create<int>(yielder => SwallowForEver(yielder, () => signals++), InPool);
        coroutine.Resume();

        coroutine.Dispose();

        Assert.AreEqual(100, signals, "as the documentation of CoroutineCanceledException says");
    }

    [TestMethod]
    public void Dispose_BodySwallowsAlmostForEver_IsNotQuarantined()
    {
        int signals = 0;
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                while (signals < CoroutineCore.MaxSignals)
                {
                    try
                    {
                        yielder.Suspend(0);
                    }
                    catch (CoroutineCanceledException)
                    {
                        signals++;
                    }
                }

                return 1;
            },
            InPool);
        coroutine.Resume();

        coroutine.Dispose();

        Assert.AreEqual(0, Telemetry.Quarantined);
        Assert.AreEqual(1, Pool.IdleThreads);
    }

    [TestMethod]
    public void Dispose_BodySwallowsForEver_ItsThreadIsLostAndThePoolGoesOn()
    {
        ExpectedQuarantined = 1;
        Coroutine<int> lost = Coroutine.Create<int>(SwallowForEver, InPool);
        lost.Resume();

        lost.Dispose();
        using Coroutine<int> next = Coroutine.Create<int>(yielder => 1, InPool);

        Assert.AreEqual(1, next.Resume());
        Assert.AreEqual((2, 1, 0), (Pool.LiveThreads, Pool.IdleThreads, Pool.Workers.Counts.Coroutines));
    }

    [TestMethod]
    public void Dispose_Quarantined_HasNoEffectAndNothingIsLeftToResume()
    {
        ExpectedQuarantined = 1;
        Coroutine<int> coroutine = Coroutine.Create<int>(SwallowForEver, InPool);
        coroutine.Resume();
        coroutine.Dispose();

        coroutine.Dispose();

        Assert.IsFalse(coroutine.TryResume(out _));
        Assert.ThrowsExactly<ObjectDisposedException>(() => coroutine.Resume());
    }

    [TestMethod]
    public void Dispose_CleanUpBlocksBeyondTheTimeout_ReturnsAndItIsCountedAndCanceled()
    {
        ExpectedQuarantined = 1;
        using ManualResetEventSlim release = new();
        Coroutine<int> coroutine = SuspendedWithCleanUp(release.Wait);

        coroutine.Dispose();

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
        Assert.AreEqual(1, Telemetry.Quarantined);
        Assert.AreEqual((1, 0, 0), (Pool.LiveThreads, Pool.IdleThreads, Pool.Workers.Counts.Coroutines));
        release.Set();
        Eventually.True(() => Pool.IdleThreads == 1, "the thread comes back");
    }

    [TestMethod]
    public void CleanUp_EndsLongAfterTheTimeout_TheThreadServesTheNextCoroutine()
    {
        ExpectedQuarantined = 1;
        using ManualResetEventSlim release = new();
        Thread? lost = null;
        Coroutine<int> coroutine = SuspendedWithCleanUp(() =>
        {
            lost = Thread.CurrentThread;
            release.Wait();
        });
        coroutine.Dispose();

        release.Set();
        Eventually.True(() => Pool.IdleThreads == 1, "the thread comes back");
        using Coroutine<Thread> next = Coroutine.Create<Thread>(yielder => Thread.CurrentThread, InPool);

        Assert.AreSame(lost, next.Resume());
        Assert.AreEqual(0, Pool.Workers.Counts.Coroutines);
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    public void CleanUp_ThrowsAfterTheTimeout_IsReportedAsUnobserved()
    {
        ExpectedQuarantined = 1;
        ExpectedUnobserved = 1;
        using ManualResetEventSlim release = new();
        Coroutine<int> coroutine = SuspendedWithCleanUp(() =>
        {
            release.Wait();
            throw new TimeoutException();
        });

        coroutine.Dispose();
        release.Set();

        Eventually.True(() => Pool.IdleThreads == 1, "the thread comes back");
        Assert.AreEqual(1, Telemetry.Unobserved);
    }

    [TestMethod]
    public void CleanUp_ResumesAnotherAfterTheTimeout_TheCoroutineStaysCanceled()
    {
        ExpectedQuarantined = 1;
        using ManualResetEventSlim release = new();
        using Coroutine<int> helper = Coroutine.Create<int>(yielder => 1, InPool);
        Coroutine<int> coroutine = SuspendedWithCleanUp(() =>
        {
            release.Wait();
            helper.Resume();
        });

        coroutine.Dispose();
        release.Set();
        Eventually.True(() => Pool.IdleThreads == 2, "both threads come back");

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
        Assert.AreEqual(CoroutineStatus.Finished, helper.Status);
    }

    [TestMethod]
    public void CleanUp_WaitsForAnotherBeyondTheTimeout_TheCoroutineStaysCanceled()
    {
        ExpectedQuarantined = 1;
        using ManualResetEventSlim release = new();
        using Coroutine<int> helper = Coroutine.Create<int>(
            yielder =>
            {
                release.Wait();
                return 1;
            },
            InPool);
        Coroutine<int> coroutine = SuspendedWithCleanUp(() => helper.Resume());

        coroutine.Dispose();
        CoroutineStatus before = coroutine.Status;
        release.Set();
        Eventually.True(() => Pool.IdleThreads == 2, "both threads come back");

        Assert.AreEqual((CoroutineStatus.Canceled, CoroutineStatus.Canceled), (before, coroutine.Status));
    }

    [TestMethod]
    public void CleanUp_BlocksBeyondTheTimeoutAndThenSwallowsForEver_IsCountedOnce()
    {
        ExpectedQuarantined = 1;
        using ManualResetEventSlim release = new();
        Thread? body = null;
        int signals = 0;
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                using (new Cleanup(() =>
                {
                    body = Thread.CurrentThread;
                    release.Wait();
                    SwallowForEver(yielder, () => Interlocked.Increment(ref signals));
                }))
                {
                    yielder.Suspend(1);
                }

                return 2;
            },
            Impatient);
        coroutine.Resume();

        coroutine.Dispose();
        release.Set();
        Eventually.True(() => Volatile.Read(ref signals) == CoroutineCore.MaxSignals - 1, "the last signal is swallowed");
        Eventually.Parked(body!);

        Assert.AreEqual((1, 0, 0), (Pool.LiveThreads, Pool.IdleThreads, Pool.Workers.Counts.Coroutines));
        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    public void Dispose_CleanUpEndsWithinTheTimeout_IsNotQuarantined()
    {
        using ManualResetEventSlim release = new();
        Thread? body = null;
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                using (new Cleanup(() =>
                {
                    Volatile.Write(ref body, Thread.CurrentThread);
                    release.Wait();
                }))
                {
                    yielder.Suspend(1);
                }

                return 2;
            },
            new CoroutineOptions { ThreadPool = Pool, UnwindTimeout = Timeout.InfiniteTimeSpan });
        coroutine.Resume();

        TestThread disposer = TestThread.Start(coroutine.Dispose, "Disposer");
        Eventually.True(() => Volatile.Read(ref body) is not null, "clean-up starts");
        Eventually.Parked(body!);
        Eventually.Parked(disposer.Thread);
        Assert.AreEqual(CoroutineStatus.Running, coroutine.Status);
        release.Set();
        disposer.Join();

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    private CoroutineOptions Impatient => new() { ThreadPool = Pool, UnwindTimeout = TimeSpan.FromMilliseconds(20) };

    private static int SwallowForEver(Yielder<int> yielder) => SwallowForEver(yielder, () => { });

    private static int SwallowForEver(Yielder<int> yielder, Action onSignal)
    {
        while (true)
        {
            try
            {
                yielder.Suspend(0);
            }
            catch (CoroutineCanceledException)
            {
                onSignal();
            }
        }
    }

    private Coroutine<int> SuspendedWithCleanUp(Action cleanUp)
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
            Impatient);
        coroutine.Resume();
        return coroutine;
    }
}

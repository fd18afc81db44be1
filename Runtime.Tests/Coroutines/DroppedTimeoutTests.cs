using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>Rule R7 with clean-up that does not end: nobody waits for it, and still it has the unwind timeout and no more.</summary>
[TestClass]
public sealed class DroppedTimeoutTests : CoroutineTest
{
    private const int Blockers = 8; // each of them holds the errands up for longer than the one before

    private readonly ManualResetEventSlim _gate = new();

    [TestCleanup]
    public void CloseGate() => _gate.Dispose();

    [TestMethod]
    public void Drop_CleanUpOutlastsTheUnwindTimeout_IsQuarantinedAndNoLookForGarbageWaitsForIt()
    {
        (ExpectedDropped, ExpectedQuarantined) = (1, 1);
        Coroutine<int> coroutine = DroppedWithCleanUp(_gate.Wait);

        Eventually.True(() => coroutine.Status == CoroutineStatus.Canceled, "it is given up");
        Eventually.True(() => DroppedCoroutines.Unwinding == 0, "no dropped coroutine is waited for");

        Eventually.True(() => Telemetry.Quarantined == 1, "it is counted, by another thread");
        Assert.AreEqual((1, 0, 0), (Pool.LiveThreads, Pool.IdleThreads, Pool.Workers.Counts.Coroutines));
        _gate.Set();
        Eventually.True(() => Pool.IdleThreads == 1, "the thread comes back");
    }

    [TestMethod]
    public void CleanUpOfADropped_EndsAfterTheTimeout_ItsThreadServesTheNextAndItIsCountedOnce()
    {
        (ExpectedDropped, ExpectedQuarantined) = (1, 1);
        Thread? body = null;
        Coroutine<int> coroutine = DroppedWithCleanUp(() =>
        {
            body = Thread.CurrentThread;
            _gate.Wait();
        });
        Eventually.True(() => coroutine.Status == CoroutineStatus.Canceled, "it is given up");

        _gate.Set();
        Eventually.True(() => Pool.IdleThreads == 1, "the thread comes back");
        using Coroutine<Thread> next = Coroutine.Create<Thread>(yielder => Thread.CurrentThread, InPool);

        Assert.AreSame(body, next.Resume());
        Assert.AreEqual(0, DroppedCoroutines.Unwinding);
        Assert.AreEqual(0, Pool.Workers.Counts.Coroutines);
    }

    [TestMethod]
    public void CleanUpOfADropped_ThrowsAfterTheTimeout_IsReportedAsUnobserved()
    {
        (ExpectedDropped, ExpectedQuarantined, ExpectedUnobserved) = (1, 1, 1);
        Coroutine<int> coroutine = DroppedWithCleanUp(() =>
        {
            _gate.Wait();
            throw new TimeoutException();
        });
        Eventually.True(() => coroutine.Status == CoroutineStatus.Canceled, "it is given up");

        _gate.Set();

        Eventually.True(() => Pool.IdleThreads == 1, "the thread comes back");
        Assert.AreEqual(1, Telemetry.Unobserved);
    }

    [TestMethod]
    public void CleanUpOfADropped_IsLateWhileForeignCodeHoldsTheErrands_IsQuarantinedAtOnceAndToldWithItsOwnTime()
    {
        (ExpectedDropped, ExpectedQuarantined) = (1, 1);
        using EventProbe events = new(EventLevel.Warning);
        for (int i = 0; i < Blockers; i++)
        {
            Errands.Send(static gate => gate.Wait(), _gate);
        }

        Coroutine<int> coroutine = DroppedWithCleanUp(_gate.Wait);
        Eventually.True(() => coroutine.Status == CoroutineStatus.Canceled, "it is given up");
        Assert.IsTrue(coroutine.Core.IsQuarantined);
        _gate.Set();

        Eventually.True(() => events.Count("CoroutineQuarantined") == 1, "it is told");
        StringAssert.Contains((string)events.Payload("CoroutineQuarantined")[1]!, "within 0.02 s");
        Eventually.True(() => Pool.IdleThreads == 1, "the thread comes back");
    }

    private Coroutine<int> DroppedWithCleanUp(Action cleanUp)
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
            new CoroutineOptions { ThreadPool = Pool, UnwindTimeout = TimeSpan.FromMilliseconds(20) });
        coroutine.Resume();
        Assert.IsTrue(coroutine.Core.TryUnwindDropped());
        return coroutine;
    }
}

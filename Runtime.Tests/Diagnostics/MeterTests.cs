namespace Baton.Tests;

[TestClass]
public sealed class MeterTests : CoroutineTest
{
    private const string Resumes = "baton.coroutines.resumes";
    private const string LiveCoroutines = "baton.coroutines.live";
    private const string LiveThreads = "baton.threads.live";
    private const string IdleThreads = "baton.threads.idle";
    private const string WorkWaiting = "baton.work.waiting";

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Metered", MaxThreads = 3 };

    [TestMethod]
    public void Meter_Instruments_AreTheDocumentedOnes()
    {
        using MeterProbe probe = new();
        Coroutine.Create<int>(yielder => 1, InPool).Resume(); // the meter is made when there is something to count

        string[] names = [.. probe.Published.Keys.Order()];

        Assert.AreEqual(
            "baton.blocking.outside baton.coroutines.dropped baton.coroutines.live baton.coroutines.quarantined baton.coroutines.resumes " +
            "baton.coroutines.unobserved_faults baton.deadlocks baton.dump.duration baton.dumps " +
            "baton.frames.blocked baton.frames.gave_way " +
            "baton.schedulers.long_turns baton.schedulers.stood_still " +
            "baton.threads.idle baton.threads.limit_reached baton.threads.live " +
            "baton.waits.long baton.work.queued baton.work.waiting",
            string.Join(' ', names));
        Assert.IsFalse(probe.Published.Values.Any(string.IsNullOrEmpty), "each has a unit");
    }

    [TestMethod]
    public void Resumes_Listening_CountsEachResumeOnce()
    {
        using MeterProbe probe = new(Resumes);
        using Coroutine<int> coroutine = Create();

        coroutine.Resume();
        coroutine.Resume();
        bool resumed = coroutine.TryResume(out _);

        Assert.IsFalse(resumed);
        Assert.AreEqual(2, probe.Value(Resumes));
    }

    [TestMethod]
    public void Resumes_NobodyListens_AreNotCounted()
    {
        using (new MeterProbe(Resumes))
        {
            Assert.IsTrue(BatonMeter.IsCountingResumes);
        }

        Assert.IsFalse(BatonMeter.IsCountingResumes);
    }

    [TestMethod]
    public void Gauges_CoroutinesSuspendedAndEnded_TellHowThePoolStands()
    {
        using MeterProbe probe = new(LiveCoroutines, LiveThreads, IdleThreads, WorkWaiting);
        using Coroutine<int> suspended = Create();
        using Coroutine<int> ended = Create();
        using Coroutine<int> created = Create();
        suspended.Resume();
        ended.Resume();
        ended.Resume();

        probe.Observe();

        Assert.AreEqual(1, probe.Value(LiveCoroutines, "Metered"));
        Assert.AreEqual(2, probe.Value(LiveThreads, "Metered"));
        Assert.AreEqual(1, probe.Value(IdleThreads, "Metered"));
        Assert.AreEqual(0, probe.Value(WorkWaiting, "Metered"));
    }

    [TestMethod]
    public void WorkWaiting_AllThreadsTaken_TellsTheQueue()
    {
        using MeterProbe probe = new(WorkWaiting, "baton.work.queued");
        using Occupant first = new(Pool);
        using Occupant second = new(Pool);
        using (new Occupant(Pool))
        {
            Task queued = Task.WhenAll(Pool.Run(() => { }), Pool.Run(() => { }));

            probe.Observe();

            Assert.IsFalse(queued.IsCompleted);
            Assert.AreEqual(2, probe.Value(WorkWaiting, "Metered"));
            Assert.AreEqual(2, probe.Value("baton.work.queued", "Metered"));
        }

        Eventually.True(() => Pool.Workers.Counts.Queued == 0, "the queue is served");
        probe.Observe();
        Assert.AreEqual(0, probe.Value(WorkWaiting, "Metered"));
        Assert.AreEqual(2, probe.Value("baton.work.queued", "Metered"));
    }

    [TestMethod]
    public void Gauges_TwoPoolsOfOneName_AreAddedUp()
    {
        using MeterProbe probe = new(LiveThreads);
        using CoroutineThreadPool other = new(PoolOptions);
        using Occupant here = new(Pool);
        using Occupant there = new(other);

        probe.Observe();

        Assert.AreEqual(2, probe.Value(LiveThreads, "Metered"));
    }

    [TestMethod]
    public void Gauges_PoolNobodyRefersTo_IsNotKeptAliveByThem()
    {
        using MeterProbe probe = new(LiveThreads);

        WeakReference pool = LeavePool();
        probe.Observe();

        Eventually.Collected(pool, "the pool that nobody uses");
    }

    [TestMethod]
    public void LimitReached_NoThread_IsCountedForItsPool()
    {
        using MeterProbe probe = new("baton.threads.limit_reached");
        Coroutine<int>[] taken = [Create(), Create(), Create()];
        Array.ForEach(taken, coroutine => coroutine.Resume());
        using Coroutine<int> oneMore = Create();

        Assert.ThrowsExactly<CoroutineLimitException>(() => oneMore.Resume());

        Assert.AreEqual(1, probe.Value("baton.threads.limit_reached", "Metered"));
        Array.ForEach(taken, coroutine => coroutine.Dispose());
    }

    [TestMethod]
    public void Gauges_ReadWhileThreadsComeAndGo_NeverContradictThemselves()
    {
        bool stop = false;
        TestThread[] users = [.. Enumerable.Range(0, 3).Select(_ => TestThread.Start(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                using Coroutine<int> coroutine = Create();
                coroutine.Resume();
            }
        }))];

        for (int i = 0; i < 2000; i++)
        {
            PoolCounts now = Pool.Workers.Counts;
            Assert.IsTrue(now.Idle >= 0 && now.Coroutines >= 0 && now.Idle + now.Coroutines <= now.Live && now.Live <= 3, $"{now}");
        }

        Volatile.Write(ref stop, true);
        Array.ForEach(users, user => user.Join());
    }

    [TestMethod]
    public void Resume_ListenerThrows_NothingBreaksAndTheEventSourceTells()
    {
        using EventProbe events = new(System.Diagnostics.Tracing.EventLevel.Error);
        using MeterProbe probe = new(Resumes) { OnMeasurement = _ => throw new FormatException("listener") };
        using Coroutine<int> coroutine = Create();

        int first = coroutine.Resume();
        int second = coroutine.Resume();

        Assert.AreEqual(1, first);
        Assert.AreEqual(2, second);
        Assert.AreEqual(2, events.Count("ListenerFailed"));
        Assert.Contains("listener", (string)events.Payload("ListenerFailed")[0]!);
    }

    [TestMethod]
    public void Resume_ListenerThrowsAtTheLimit_TheLimitComesOutAllTheSame()
    {
        using MeterProbe probe = new("baton.threads.limit_reached") { OnMeasurement = _ => throw new FormatException("listener") };
        Coroutine<int>[] taken = [Create(), Create(), Create()];
        Array.ForEach(taken, coroutine => coroutine.Resume());
        using Coroutine<int> oneMore = Create();

        Assert.ThrowsExactly<CoroutineLimitException>(() => oneMore.Resume());

        Array.ForEach(taken, coroutine => coroutine.Dispose());
        Assert.AreEqual(1, oneMore.Resume());
    }

    private static WeakReference LeavePool() => new(new CoroutineThreadPool(new CoroutineThreadPoolOptions { Name = "Left" }).Workers);

    private Coroutine<int> Create() => Coroutine.Create<int>(
        yielder =>
        {
            yielder.Suspend(1);
            return 2;
        },
        InPool);
}

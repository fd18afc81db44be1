using System.Diagnostics.Tracing;

namespace Baton.Tests;

[TestClass]
public sealed class EventSourceTests : CoroutineTest
{
    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Traced", MaxThreads = 1 };

    [TestMethod]
    public void EventSource_Manifest_IsSound()
    {
        string? manifest = EventSource.GenerateManifest(typeof(BatonEventSource), null, EventManifestOptions.Strict);

        Assert.AreEqual("Baton", BatonEventSource.Log.Name);
        Assert.IsNull(BatonEventSource.Log.ConstructionException);
        Assert.Contains("CoroutineDropped", manifest!);
    }

    [TestMethod]
    public void ThreadStartedAndEnded_PoolUsedAndDisposed_TellThePool()
    {
        using EventProbe probe = new(EventLevel.Verbose);
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Short" });
        pool.Run(() => { }).Wait();

        pool.Dispose();

        Assert.AreEqual(1, probe.Count("ThreadStarted", "Short"));
        Assert.AreEqual(1, probe.Count("ThreadEnded", "Short"));
    }

    [TestMethod]
    public void LimitReached_NoThread_TellsThePoolAndItsMost()
    {
        using EventProbe probe = new(EventLevel.Warning);
        using Coroutine<int> taken = Create();
        taken.Resume();
        using Coroutine<int> oneMore = Create();

        Assert.ThrowsExactly<CoroutineLimitException>(() => oneMore.Resume());

        Assert.Contains("Traced 1", probe.Payloads("LimitReached").Select(static payload => string.Join(' ', payload)));
    }

    [TestMethod]
    public void WorkQueued_AllThreadsTaken_TellsThePool()
    {
        using EventProbe probe = new(EventLevel.Informational);
        Task work;

        using (new Occupant(Pool))
        {
            work = Pool.Run(() => { });
        }

        work.Wait();
        Assert.AreEqual(1, probe.Count("WorkQueued", "Traced"));
    }

    [TestMethod]
    public void CoroutineQuarantined_BodySwallowsItsUnwinding_TellsWhoAndWhy()
    {
        using EventProbe probe = new(EventLevel.Error);
        ExpectedQuarantined = 1;
        Coroutine<int> stubborn = Coroutine.Create<int>(
            yielder =>
            {
                while (true)
                {
                    try
                    {
                        yielder.Suspend(1);
                    }
                    catch (CoroutineCanceledException)
                    {
                    }
                }
            },
            new CoroutineOptions { ThreadPool = Pool, Name = "stubborn" });
        stubborn.Resume();

        stubborn.Dispose();

        IReadOnlyList<object?> payload = probe.Payload("CoroutineQuarantined");
        Assert.Contains("stubborn", (string)payload[0]!);
        Assert.Contains("swallowed", (string)payload[1]!);
    }

    [TestMethod]
    public void Level_Warning_LeavesTheChatterOut()
    {
        using EventProbe probe = new(EventLevel.Warning);

        Pool.Run(() => { }).Wait();

        Assert.AreEqual(0, probe.Count("ThreadStarted"));
    }

    [TestMethod]
    [DataRow("60", true, DisplayName = "Resumes_CountersAskedForAndDisabled_AreCountedInBetweenOnly")]
    [DataRow(null, false, DisplayName = "Resumes_EventsAloneAskedFor_AreNotCounted")]
    public void Resumes_AreCounted_WhileCountersAreAskedFor(string? counterInterval, bool areCounted)
    {
        bool before = BatonEventSource.Log.IsCountingResumes;
        bool during;
        using (EventProbe probe = new(EventLevel.Error, counterInterval))
        {
            during = BatonEventSource.Log.IsCountingResumes;
            probe.DisableEvents(BatonEventSource.Log);
        }

        Assert.IsFalse(before);
        Assert.AreEqual(areCounted, during);
        Assert.IsFalse(BatonEventSource.Log.IsCountingResumes);
    }

    [TestMethod]
    public void Resumes_ListenerDisposed_AreNotCountedAnyMore()
    {
        new EventProbe(EventLevel.Error, counterInterval: "60").Dispose();

        Assert.IsFalse(BatonEventSource.Log.IsCountingResumes);
    }

    [TestMethod]
    public void Counters_IntervalAskedFor_TellHowThePoolsStand()
    {
        using EventProbe probe = new(EventLevel.Error, counterInterval: "0.05");
        using Coroutine<int> coroutine = Create();
        coroutine.Resume();

        Eventually.True(() => Counter(probe, "live-coroutines") == 1, "the coroutine is reported");

        Eventually.True(() => Counter(probe, "work-waiting") == 0, "waiting work is reported");
        Eventually.True(() => Counter(probe, "live-threads") >= 1, "its thread is reported");
        Eventually.True(() => Counter(probe, "idle-threads") is not null, "idle threads are reported");
    }

    [TestMethod]
    public void Counters_Resumes_AddUpToWhatWasResumed()
    {
        using EventProbe probe = new(EventLevel.Error, counterInterval: "0.05");
        Eventually.True(() => probe.Payloads("EventCounters").Any(p => Is(p, "resumes")), "the counter is reported");
        double before = Sum(probe);

        for (int i = 0; i < 5; i++)
        {
            using Coroutine<int> coroutine = Create();
            coroutine.Resume();
            coroutine.Resume();
        }

        Eventually.True(() => Sum(probe) - before >= 10, "ten resumes are reported");
        Assert.AreEqual(10, Sum(probe) - before);
    }

    [TestMethod]
    public void ThreadEnded_ListenerThrows_NothingBreaks()
    {
        using EventProbe probe = new(EventLevel.Verbose) { OnEvent = (_, _) => throw new FormatException("listener") };
        CoroutineThreadPool pool = new();

        int result = pool.Run(() => 1).Result;
        pool.Dispose();

        Assert.AreEqual(1, result);
        Assert.AreEqual(0, pool.LiveThreads);
    }

    private static bool Is(IReadOnlyList<object?> payload, string counter) =>
        ((IDictionary<string, object?>)payload[0]!)["Name"] is string name && name == counter;

    /// <summary>The last value reported; null: none yet.</summary>
    private static double? Counter(EventProbe probe, string name) =>
        probe.Payloads("EventCounters").LastOrDefault(p => Is(p, name)) is { } payload
            ? (double)((IDictionary<string, object?>)payload[0]!)["Mean"]!
            : null;

    private static double Sum(EventProbe probe) => probe.Payloads("EventCounters")
        .Where(payload => Is(payload, "resumes"))
        .Sum(payload => (double)((IDictionary<string, object?>)payload[0]!)["Increment"]!);

    private Coroutine<int> Create() => Coroutine.Create<int>(
        yielder =>
        {
            yielder.Suspend(1);
            return 2;
        },
        InPool);
}

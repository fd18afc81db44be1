using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>Many schedulers find no thread in one pool: one event tells of all of them, and each is counted.</summary>
[TestClass]
public sealed class StandstillNewsTests : SchedulerTest
{
    private const int Runs = 4;
    private const string Event = "SchedulerStoodStill";
    private const string Counter = "baton.schedulers.stood_still";

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly EventProbe _events = new(EventLevel.Warning);

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Few", MaxThreads = Runs };

    [TestCleanup]
    public void StopListening() => _events.Dispose();

    [TestMethod]
    public void AllRunsWantAThread_OneEventTellsHowManyTheyAre()
    {
        StandStill(counted: Runs);

        Assert.AreEqual(1, _events.Count(Event));
        StringAssert.Contains((string)_events.Payload(Event)[1]!, $"So do frames of {Runs - 1} other schedulers");
    }

    [TestMethod]
    public void TheNextStandstill_IsToldAgain()
    {
        StandStill(counted: Runs);
        StandStill(counted: 2 * Runs);

        Assert.AreEqual(2, _events.Count(Event));
    }

    // Each run has a thread, wants another, and waits for something outside.
    private void StandStill(int counted)
    {
        TaskCompletionSource go = new();
        using Barrier barrier = new(Runs);
        Task[] runs =
        [
            .. Enumerable.Range(0, Runs).Select(_ => CoroutineScheduler.RunAsync(
                () =>
                {
#pragma warning disable BATON004 // it is to hold the baton
                    barrier.SignalAndWait(); // all have their threads
#pragma warning restore BATON004
                    Coroutine.Async(() => { });
#pragma warning disable BATON004 // it is to hold the baton
                    barrier.SignalAndWait(); // all want another
#pragma warning restore BATON004
                    go.Task.Await();
                },
                new CoroutineSchedulerOptions { ThreadPool = Pool, StandstillInterval = s_look })),
        ];
        Eventually.True(() => Telemetry[Counter] == counted, "all are counted");
        go.SetResult();
        Task.WaitAll(runs);
    }
}

using System.Diagnostics.Metrics;

namespace Baton;

/// <summary>The meter <c>Baton</c>. Gauges are read from the pools when a listener asks; in between nothing is counted for them.</summary>
internal static class BatonMeter
{
    private const string PoolTag = "baton.pool";

    private static readonly Meter s_meter = new("Baton");

    internal static readonly Counter<long> Resumes =
        s_meter.CreateCounter<long>("baton.coroutines.resumes", "{resume}", "Times a coroutine or generator was resumed.");

    internal static readonly Counter<long> Dropped = s_meter.CreateCounter<long>(
        "baton.coroutines.dropped", "{coroutine}", "Suspended coroutines whose handle was collected, and which were unwound.");

    internal static readonly Counter<long> Quarantined = s_meter.CreateCounter<long>(
        "baton.coroutines.quarantined", "{coroutine}", "Coroutines that would not be unwound; each keeps its thread.");

    internal static readonly Counter<long> Unobserved = s_meter.CreateCounter<long>(
        "baton.coroutines.unobserved_faults", "{exception}", "Exceptions of coroutines with nobody left to receive them.");

    internal static readonly Counter<long> LimitReached = s_meter.CreateCounter<long>(
        "baton.threads.limit_reached", "{request}", "Requests that met the limit: refused, or served only after a look for garbage.");

    internal static readonly Counter<long> WorkQueued =
        s_meter.CreateCounter<long>("baton.work.queued", "{work}", "Pieces of blocking work that had to wait for a thread.");

    internal static readonly Counter<long> FrameBlocked =
        s_meter.CreateCounter<long>("baton.frames.blocked", "{wait}", "Times code in a frame blocked its thread and kept the baton.");

    internal static readonly Counter<long> FrameGaveWay = s_meter.CreateCounter<long>(
        "baton.frames.gave_way", "{wait}", "Times code in a frame blocked its thread and gave the baton away for as long.");

    internal static readonly Counter<long> StoodStill = s_meter.CreateCounter<long>(
        "baton.schedulers.stood_still",
        "{event}",
        "Times frames were found that wait for each other, or for threads that do not come, or for callbacks of their tokens, " +
        "and for nothing else.");

    internal static readonly Counter<long> LongTurns = s_meter.CreateCounter<long>(
        "baton.schedulers.long_turns",
        "{event}",
        "Times a frame was found that had kept its scheduler's baton for too long; again each time the span doubled.");

    internal static readonly Counter<long> BlockedOutside = s_meter.CreateCounter<long>(
        "baton.blocking.outside", "{wait}", "Times an await or a delay blocked its thread, outside every scheduler.");

    static BatonMeter()
    {
        CreateGauge("baton.coroutines.live", counts => counts.Coroutines, "{coroutine}", "Coroutines that have a thread.");
        CreateGauge("baton.threads.live", counts => counts.Live, "{thread}", "Threads of the pool.");
        CreateGauge("baton.threads.idle", counts => counts.Idle, "{thread}", "Threads of the pool with nothing to do.");
        CreateGauge("baton.work.waiting", counts => counts.Queued, "{work}", "Pieces of blocking work that wait for a thread.");
    }

    internal static bool IsCountingResumes => Resumes.Enabled;

    private static void CreateGauge(string name, Func<PoolCounts, int> read, string unit, string description) =>
        s_meter.CreateObservableUpDownCounter(name, () => Measure(read), unit, description);

    private static IEnumerable<Measurement<int>> Measure(Func<PoolCounts, int> read) => PoolRegistry.Snapshot()
        .GroupBy(pool => pool.Name)
        .Select(pools => new Measurement<int>(pools.Sum(pool => read(pool.Counts)), new KeyValuePair<string, object?>(PoolTag, pools.Key)));
}

using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

namespace Baton;

/// <summary>The meter <c>Baton</c>. Gauges are read from the pools when a listener asks; in between nothing is counted for them.</summary>
/// <remarks>
/// Listeners learn of each instrument while it is made, on the thread that makes it. They are foreign code, which may throw. So the meter
/// is no matter of a static initialiser, which would fail for ever: <see cref="Telemetry.Prepare"/> makes it.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "Lives as long as the library, and End disposes it: see LibraryUnloading.")]
internal sealed class BatonMeter
{
    private const string PoolTag = "baton.pool";

    private static BatonMeter? s_current; // null: not made; written by Make, volatile

    private readonly Meter _meter = new("Baton");
    private Exception? _failure; // what the first listener has thrown; the thread that makes the meter

    private BatonMeter()
    {
        Resumes = Count("baton.coroutines.resumes", "{resume}", "Times a coroutine or generator was resumed.");
        Dropped = Count(
            "baton.coroutines.dropped", "{coroutine}", "Suspended coroutines whose handle was collected, and which were unwound.");
        Quarantined = Count(
            "baton.coroutines.quarantined", "{coroutine}", "Coroutines that would not be unwound; each keeps its thread.");
        Unobserved = Count(
            "baton.coroutines.unobserved_faults", "{exception}", "Exceptions of coroutines with nobody left to receive them.");
        LimitReached = Count(
            "baton.threads.limit_reached", "{request}", "Requests that met the limit: refused, or served only after a look for garbage.");
        WorkQueued = Count("baton.work.queued", "{work}", "Pieces of blocking work that had to wait for a thread.");
        FrameBlocked = Count("baton.frames.blocked", "{wait}", "Times code in a frame blocked its thread for long and kept the baton.");
        FrameGaveWay = Count(
            "baton.frames.gave_way", "{wait}", "Times code in a frame blocked its thread and gave the baton away for as long.");
        StoodStill = Count(
            "baton.schedulers.stood_still",
            "{event}",
            "Times frames were found that wait for each other, or for threads that do not come, or for callbacks of their tokens, " +
            "and for nothing else.");
        LongTurns = Count(
            "baton.schedulers.long_turns",
            "{event}",
            "Times a frame was found that had kept its scheduler's baton for too long; again each time the span doubled.");
        BlockedOutside = Count(
            "baton.blocking.outside", "{wait}", "Times an await or a delay blocked its thread, outside every scheduler.");

        LongWaits = Count("baton.waits.long", "{wait}", "Waits that have lasted longer than a watch allows.");
        Deadlocks = Count("baton.deadlocks", "{deadlock}", "Deadlocks that a watch or a dump has found.");
        Dumps = Count("baton.dumps", "{dump}", "Dumps that were made.");
        DumpDuration = Publish(
            "baton.dump.duration", () => _meter.CreateHistogram<double>("baton.dump.duration", "s", "How long dumps took."));

        Gauge("baton.coroutines.live", static counts => counts.Coroutines, "{coroutine}", "Coroutines that have a thread.");
        Gauge("baton.threads.live", static counts => counts.Live, "{thread}", "Threads of the pool.");
        Gauge("baton.threads.idle", static counts => counts.Idle, "{thread}", "Threads of the pool with nothing to do.");
        Gauge("baton.work.waiting", static counts => counts.Queued, "{work}", "Pieces of blocking work that wait for a thread.");
    }

    /// <summary>The meter. Null: it is not made yet, and nothing is counted.</summary>
    internal static BatonMeter? Current => Volatile.Read(ref s_current);

    internal static bool IsCountingResumes => Current?.Resumes?.Enabled == true;

    // A counter is null if there was no memory for it.
    internal Counter<long>? Resumes { get; }

    internal Counter<long>? Dropped { get; }

    internal Counter<long>? Quarantined { get; }

    internal Counter<long>? Unobserved { get; }

    internal Counter<long>? LimitReached { get; }

    internal Counter<long>? WorkQueued { get; }

    internal Counter<long>? FrameBlocked { get; }

    internal Counter<long>? FrameGaveWay { get; }

    internal Counter<long>? StoodStill { get; }

    internal Counter<long>? LongTurns { get; }

    internal Counter<long>? BlockedOutside { get; }

    internal Counter<long>? LongWaits { get; }

    internal Counter<long>? Deadlocks { get; }

    internal Counter<long>? Dumps { get; }

    internal Histogram<double>? DumpDuration { get; }

    /// <summary>Makes the meter, once. One thread, in no commit: listeners run.</summary>
    /// <returns>What a listener has thrown. Null: nothing.</returns>
    internal static Exception? Make()
    {
        BatonMeter made = new();
        Volatile.Write(ref s_current, made);
        return made._failure;
    }

    /// <summary>Takes the meter off the list of the process. From then on it counts nothing.</summary>
    internal void End() => _meter.Dispose();

    private Counter<long>? Count(string name, string unit, string description) =>
        Publish(name, () => _meter.CreateCounter<long>(name, unit, description));

    private void Gauge(string name, Func<PoolCounts, int> read, string unit, string description) =>
        Publish(name, () => _meter.CreateObservableUpDownCounter(name, () => Measure(read), unit, description));

    private TInstrument? Publish<TInstrument>(string name, Func<TInstrument> create)
        where TInstrument : Instrument
    {
        bool interrupted = false;
        TInstrument? made = null;
        bool isSettled = false;
        while (!isSettled)
        {
            try
            {
                made = create();
                isSettled = true;
            }
            catch (Exception e) // a listener's; or the wait for the lock of all meters was interrupted
            {
                bool isInterrupt = e is ThreadInterruptedException;
                interrupted |= isInterrupt;
                _failure ??= isInterrupt ? null : e;
                made = Find<TInstrument>(name);
                isSettled = made is not null || !isInterrupt;
            }
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }

        return made;
    }

    // An instrument is in the meter's list before listeners learn of it. So it is there although its creation has thrown, and later
    // listeners learn of it. To make it once more would publish it twice.
    private TInstrument? Find<TInstrument>(string name)
        where TInstrument : Instrument
    {
        TInstrument? found = null;
        using MeterListener finder = new();
        finder.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter == _meter && instrument.Name == name)
            {
                found = instrument as TInstrument;
            }
        };
        Uninterrupted.Run(static finder => finder.Start(), finder);
        return found;
    }

    private static IEnumerable<Measurement<int>> Measure(Func<PoolCounts, int> read) => PoolRegistry.Snapshot()
        .GroupBy(pool => pool.Name)
        .Select(pools => new Measurement<int>(pools.Sum(pool => read(pool.Counts)), new KeyValuePair<string, object?>(PoolTag, pools.Key)));
}

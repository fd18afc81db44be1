using System.Diagnostics.Tracing;

namespace Baton;

/// <summary>The event source <c>Baton</c>: events for what went wrong or ran out, and counters for the state of the pools.</summary>
[EventSource(Name = "Baton")]
internal sealed class BatonEventSource : EventSource
{
    /// <summary>The groups of events. Public, or the runtime does not find them, and the source is dead.</summary>
    public static class Keywords
    {
        /// <summary>Dumps, which a session asks for by its argument <c>dump</c>.</summary>
        public const EventKeywords Dump = (EventKeywords)2;
    }

    private static BatonEventSource? s_log; // null: not made; interlocked, once

    private readonly List<DiagnosticCounter> _counters = []; // keeps them alive; OnEventCommand only, which is called under a lock
    private long _resumes;          // resumes counted so far; interlocked
    private bool _countResumes;     // does a listener want the counters? OnEventCommand, volatile

    private BatonEventSource()
    {
    }

    /// <summary>
    /// Made when first asked for, and not by a static initialiser, which would fail for ever: the listeners that learn of it are foreign
    /// code. May throw what they throw.
    /// </summary>
    internal static BatonEventSource Log
    {
        get
        {
            if (Volatile.Read(ref s_log) is { } log)
            {
                return log;
            }

            BatonEventSource made = new();
            if (Interlocked.CompareExchange(ref s_log, made, null) is { } other)
            {
                made.Dispose();
                return other;
            }

            return made;
        }
    }

    /// <summary>The event source, if it is made.</summary>
    internal static BatonEventSource? Made => Volatile.Read(ref s_log);

    /// <summary>The event source, if it is made and has a listener. Null: nothing is to be told.</summary>
    internal static BatonEventSource? Heard => Made is { } log && log.IsEnabled() ? log : null;

    /// <summary>Does a listener want the resumes counted? False also while the event source is not made.</summary>
    internal static bool CountsResumes => Made is { IsCountingResumes: true };

    [NonEvent]
    internal void CountResume() => Interlocked.Increment(ref _resumes);

    internal bool IsCountingResumes => Volatile.Read(ref _countResumes);

    [Event(1, Level = EventLevel.Warning, Message = "{0} was dropped while suspended: its handle was collected, and it is being unwound.")]
    internal void CoroutineDropped(string coroutine) => WriteEvent(1, coroutine);

    [Event(2, Level = EventLevel.Error, Message = "{0} is quarantined and keeps its thread: {1}.")]
    internal void CoroutineQuarantined(string coroutine, string reason) => WriteEvent(2, coroutine, reason);

    [Event(3, Level = EventLevel.Error, Message = "{0} threw with nobody left to receive it: {1}")]
    internal void UnobservedFault(string coroutine, string exception) => WriteEvent(3, coroutine, exception);

    [Event(
        4,
        Level = EventLevel.Warning,
        Message = "Pool {0} had no thread to give, with {1} at most. Who asked waits, is refused, or gets that of a dropped coroutine.")]
    internal void LimitReached(string pool, int maxThreads) => WriteEvent(4, pool, maxThreads);

    [Event(5, Level = EventLevel.Informational, Message = "Blocking work waits for a thread of pool {0}.")]
    internal void WorkQueued(string pool) => WriteEvent(5, pool);

    [Event(6, Level = EventLevel.Verbose, Message = "Pool {0} started a thread.")]
    internal void ThreadStarted(string pool) => WriteEvent(6, pool);

    [Event(7, Level = EventLevel.Verbose, Message = "A thread of pool {0} ended.")]
    internal void ThreadEnded(string pool) => WriteEvent(7, pool);

    [Event(8, Level = EventLevel.Error, Message = "A listener of Baton's metrics threw: {0}")]
    internal void ListenerFailed(string exception) => WriteEvent(8, exception);

    [Event(
        9,
        Level = EventLevel.Warning,
        Message = "{0} blocks its thread and keeps its scheduler's baton: the other frames wait. " +
            "Await instead, or choose BlockingMode.Yield.")]
    internal void FrameBlocked(string frame) => WriteEvent(9, frame);

    [Event(10, Level = EventLevel.Informational, Message = "{0} blocks a thread: it is called outside every scheduler.")]
    internal void BlockedOutside(string what) => WriteEvent(10, what);

    [Event(11, Level = EventLevel.Verbose, Message = "{0} blocks its thread, and has given its scheduler's baton away for as long.")]
    internal void FrameGaveWay(string frame) => WriteEvent(11, frame);

    [Event(12, Level = EventLevel.Warning, Message = "{0}: {1}")]
    internal void SchedulerStoodStill(string scheduler, string report) => WriteEvent(12, scheduler, report);

    [Event(13, Level = EventLevel.Informational, Message = "{0} was disposed, and ended with an exception in place of the signal: {1}")]
    internal void SignalReplaced(string coroutine, string exception) => WriteEvent(13, coroutine, exception);

    [Event(
        14,
        Level = EventLevel.Warning,
        Message = "{0} has kept its scheduler's baton for at least {1} s. {2} frames wait behind it.")]
    internal void BatonHeld(string frame, double seconds, int waiting) => WriteEvent(14, frame, seconds, waiting);

    [Event(
        15,
        Level = EventLevel.Error,
        Message = "The clock of a scheduler's options threw at the end of a wait, which was not disturbed: {0}")]
    internal void ClockFailed(string exception) => WriteEvent(15, exception);

    [Event(16, Level = EventLevel.Informational, Keywords = Keywords.Dump, Message = "{2}")]
    internal void DumpText(int dump, int part, string text) => WriteEvent(16, dump, part, text);

    [Event(17, Level = EventLevel.Informational, Keywords = Keywords.Dump, Message = "Dump {0} is complete, in {1} parts.")]
    internal void DumpEnd(int dump, int parts) => WriteEvent(17, dump, parts);

    [Event(18, Level = EventLevel.Informational, Keywords = Keywords.Dump, Message = "Dump {0} could not be made: {1}")]
    internal void DumpFailed(int dump, string reason) => WriteEvent(18, dump, reason);

    [Event(19, Level = EventLevel.Warning, Message = "{0} {1}, for {2} s.")]
    internal void WaitedLong(string member, string wait, double seconds) => WriteEvent(19, member, wait, seconds);

    [Event(20, Level = EventLevel.Warning, Message = "Pool {0} was disposed, and has threads left: {1}.")]
    internal void ThreadsLeft(string pool, string report) => WriteEvent(20, pool, report);

    [Event(
        24,
        Level = EventLevel.Warning,
        Message = "For a second {0} has been waited for, or has waited, inside the static initialiser of {1}. No other thread can use " +
            "that type before it has ended. Do not resume, suspend or await in static initialisers.")]
    internal void WaitsInInitializer(string waiter, string type) => WriteEvent(24, waiter, type);

    [Event(
        25,
        Level = EventLevel.Error,
        Message = "A synchronization context, a task scheduler or other code of the application threw on a thread of Baton's. Baton goes " +
            "on without it: {0}")]
    internal void CallbackFailed(string exception) => WriteEvent(25, exception);

    /// <summary>Does a session want the events of dumps?</summary>
    internal bool WantsDumps => IsEnabled(EventLevel.Informational, Keywords.Dump);

    protected override void OnEventCommand(EventCommandEventArgs command)
    {
        bool asksForCounters = command.Arguments?.ContainsKey("EventCounterIntervalSec") == true;
        Volatile.Write(ref _countResumes, IsEnabled() && (IsCountingResumes || asksForCounters));
        if (command.Command == EventCommand.Enable)
        {
            EventDump.Start(command.Arguments, this);
        }

        if (command.Command != EventCommand.Enable || _counters.Count > 0)
        {
            return;
        }

        _counters.Add(new IncrementingPollingCounter("resumes", this, () => Volatile.Read(ref _resumes)) { DisplayName = "Resumes" });
        AddCounter("live-coroutines", "Live coroutines", counts => counts.Coroutines);
        AddCounter("live-threads", "Live threads", counts => counts.Live);
        AddCounter("idle-threads", "Idle threads", counts => counts.Idle);
        AddCounter("work-waiting", "Blocking work that waits", counts => counts.Queued);
    }

    /// <summary>Takes the event source off the list of the process, and its counters. From then on it tells nothing.</summary>
    [NonEvent]
    internal void End()
    {
        foreach (DiagnosticCounter counter in _counters)
        {
            counter.Dispose();
        }

        Dispose();
    }

    [NonEvent]
    private void AddCounter(string name, string displayName, Func<PoolCounts, int> read) =>
        _counters.Add(new PollingCounter(name, this, () => Sum(read)) { DisplayName = displayName });

    private static double Sum(Func<PoolCounts, int> read) => PoolRegistry.Snapshot().Sum(pool => read(pool.Counts));
}

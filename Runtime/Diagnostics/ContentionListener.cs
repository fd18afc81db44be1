using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Baton;

/// <summary>
/// Hears the runtime's events of contended locks: who had a lock when another thread began to wait for it. Waits that have begun before it
/// was made are not heard of. It costs the process an event for each contended wait, and nothing for others.
/// </summary>
/// <remarks>The runtime tells of them on a thread of its own, a moment later. It keeps the waits under way, and no lock alive.</remarks>
internal sealed class ContentionListener : EventListener
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const EventKeywords Contention = (EventKeywords)0x4000;
    private const int MostWaits = 10_000; // of threads whose ends were not heard of

    // Made before the base class tells of the sources, which its constructor does.
    private readonly ConcurrentDictionary<long, ContendedWait> _waits = new();

    /// <summary>The wait for a lock in which the thread is. Null: it is in none, or that was not heard of.</summary>
    /// <param name="threadNumber">The system's number of the thread.</param>
    internal ContendedWait? Find(long threadNumber) => _waits.TryGetValue(threadNumber, out ContendedWait wait) ? wait : null;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Runtime)
        {
            EnableEvents(eventSource, EventLevel.Informational, Contention);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName?.StartsWith("ContentionStart", StringComparison.Ordinal) == true)
        {
            if (_waits.Count < MostWaits)
            {
                _waits[eventData.OSThreadId] = new ContendedWait(Number(eventData, "LockID"), Number(eventData, "LockOwnerThreadID"));
            }
        }
        else if (eventData.EventName?.StartsWith("ContentionStop", StringComparison.Ordinal) == true)
        {
            _waits.TryRemove(eventData.OSThreadId, out _);
        }
    }

    private static long Number(EventWrittenEventArgs data, string name) =>
        data.PayloadNames?.IndexOf(name) is >= 0 and int index
            ? data.Payload?[index] switch
            {
                nint address => address,
                ulong number => unchecked((long)number),
                _ => 0,
            }
            : 0;
}

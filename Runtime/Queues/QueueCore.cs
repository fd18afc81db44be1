using System.Diagnostics;

namespace Baton;

/// <summary>What a select needs to know of a queue of any type.</summary>
[StackTraceHidden]
internal abstract class QueueCore
{
    private static long s_lastOrder; // the order given last; interlocked

    /// <summary>A select enters the gates of its queues in this order. So no two selects wait for each other's gates.</summary>
    internal long Order { get; } = Interlocked.Increment(ref s_lastOrder);

    /// <summary>Around all that a queue holds. No continuation, no waking and no foreign code under it.</summary>
    internal Gate Gate { get; } = new();
}

using System.Diagnostics;

namespace Baton;

/// <summary>What a select needs to know of a queue of any type.</summary>
[StackTraceHidden]
internal abstract class QueueCore
{
    private static long s_lastOrder; // the order given last; interlocked

    /// <summary>Who waits at the queue needs the errands and the clock.</summary>
    private protected QueueCore() => Errands.Prepare();

    /// <summary>A select enters the gates of its queues in this order. So no two selects wait for each other's gates.</summary>
    internal long Order { get; } = Interlocked.Increment(ref s_lastOrder);

    /// <summary>
    /// Is the queue in the list of <see cref="QueuesAwaited"/>? Written under that list's gate, once; read by any thread.
    /// </summary>
    internal bool IsAwaited
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    internal abstract Type ItemType { get; }

    /// <summary>The most items that it holds. Null: any number.</summary>
    internal abstract int? Capacity { get; }

    /// <summary>Off the gate: says what the queue holds, and which parties wait at it.</summary>
    internal abstract void Describe(ref QueueFacts facts);

    /// <summary>Around all that a queue holds. No continuation, no waking and no foreign code under it.</summary>
    internal Gate Gate { get; } = new();
}

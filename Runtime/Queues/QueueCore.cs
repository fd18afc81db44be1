namespace Baton;

/// <summary>What a select needs to know of a queue of any type.</summary>
internal abstract class QueueCore
{
    private static long s_lastOrder;

    /// <summary>Who enters several gates does so in this order: so nobody waits for a gate in a ring.</summary>
    internal long Order { get; } = Interlocked.Increment(ref s_lastOrder);

    /// <summary>Around all that a queue holds. No continuation, no waking and nobody else's code under it.</summary>
    internal Gate Gate { get; } = new();
}

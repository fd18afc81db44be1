namespace Baton;

/// <summary>A <see cref="Waiter{T}"/> without its type.</summary>
internal abstract class Waiter
{
    /// <summary>The wait that this is a case of. The party, before the waiter is listed.</summary>
    internal QueueWait Wait = null!;

    /// <summary>The claim that stands for this case. The party, before the waiter is listed.</summary>
    internal int Claim;

    /// <summary>
    /// Was the party refused, at the queue's end? The claimer, before it wakes the party; the party, before it waits again.
    /// </summary>
    internal bool IsRefused;
}

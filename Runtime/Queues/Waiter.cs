namespace Baton;

/// <summary>
/// A place in the list of those that wait at one side of one queue, first come, first served: one case of one <see cref="QueueWait"/>.
/// </summary>
/// <remarks>
/// Under the queue's gate while it is in a list. Who takes it out and claims its wait may write it until the party is woken; otherwise it is the
/// party's.
/// </remarks>
internal sealed class Waiter<T> : Waiter
{
    /// <summary>Which side of the queue it is for: of those that enqueue, or of those that dequeue. Never changes.</summary>
    internal required bool Sends { get; init; }

    /// <summary>What is to be enqueued; or what was dequeued.</summary>
    internal T Item = default!;

    internal Waiter<T>? Previous;
    internal Waiter<T>? Next;
    internal bool IsListed;

    /// <summary>Claims its wait for it. The claimer's from then on.</summary>
    internal bool TryClaim() => Wait.TryClaim(Claim);

    internal T TakeItem()
    {
        T item = Item;
        Item = default!; // what was taken is not kept alive
        return item;
    }
}

/// <summary>A <see cref="Waiter{T}"/> without its type.</summary>
internal abstract class Waiter
{
    internal QueueWait Wait = null!;

    /// <summary>What the wait's claim is when this is the case that happened.</summary>
    internal int Claim;

    /// <summary>Did it happen by the queue's end, and not by an item?</summary>
    internal bool IsRefused;
}

namespace Baton;

/// <summary>A place in the list of one side of a queue, first come, first served: one case of one <see cref="QueueWait"/>.</summary>
/// <remarks>
/// A waiter in a list is under the queue's gate. The claimer, which takes the waiter out and claims its wait, may write it until it wakes
/// the party. Otherwise the waiter is the party's.
/// </remarks>
internal sealed class Waiter<T> : Waiter
{
    /// <summary>The side of the queue: true, the side that enqueues; false, the side that dequeues.</summary>
    internal required bool Sends { get; init; }

    /// <summary>
    /// The item to be enqueued: the party, before the waiter is listed. Or the item that was dequeued: the claimer, before it wakes the
    /// party.
    /// </summary>
    internal T Item = default!;

    internal Waiter<T>? Previous;   // neighbour in the list; under the gate
    internal Waiter<T>? Next;       // neighbour in the list, under the gate; or the next one to be woken, which is the claimer's
    internal bool IsListed;         // is it in a list? under the gate

    /// <summary>Claims the wait for this case.</summary>
    internal bool TryClaim() => Wait.TryClaim(Claim);

    internal T TakeItem()
    {
        T item = Item;
        Item = default!; // what was taken is not kept alive
        return item;
    }

    /// <summary>Claimer, off every gate: wakes all parties of a chain that <see cref="WaiterList{T}.RefuseAll"/> returned.</summary>
    internal static void WakeAll(Waiter<T>? first)
    {
        while (first is { } waiter)
        {
            first = waiter.Next;
            waiter.Next = null; // once woken, the party may use it again
            waiter.Wait.Wake();
        }
    }
}

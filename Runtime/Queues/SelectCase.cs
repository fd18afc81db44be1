namespace Baton;

/// <summary>
/// One thing that a <see cref="Select"/> may do: made by <see cref="CoroutineQueue{T}.OnDequeue"/>, <see cref="CoroutineQueue{T}.OnEnqueue"/>,
/// <see cref="Select.After"/> and <see cref="Select.On(Task)"/>.
/// </summary>
/// <remarks>Immutable: it may be kept, and used in many selects, also at the same time.</remarks>
public abstract class SelectCase
{
    private protected SelectCase(QueueCore? queue = null) => Queue = queue;

    /// <summary>Under whose gate it is looked at and listed; null: under none.</summary>
    internal QueueCore? Queue { get; }

    /// <summary>Under the queue's gate: does it if it can be done now.</summary>
    /// <param name="taken">What <see cref="Finish"/> needs to know of it.</param>
    /// <param name="partner">To be woken off the gates.</param>
    internal abstract bool TryTake(out Waiter? taken, out QueueWait? partner);

    /// <summary>Under the queue's gate: lists the wait at its queue, if it has one, to be claimed as <paramref name="claim"/>.</summary>
    internal virtual Waiter? List(QueueWait wait, int claim) => null;

    /// <summary>Off the gates: takes a waiter out of the list, if it is still in.</summary>
    internal virtual void Unlist(Waiter waiter)
    {
        // it was not listed
    }

    /// <summary>
    /// It was the case chosen: calls the call-back, or throws what became of it. The chooser's thread, with all other cases forgotten.
    /// </summary>
    internal abstract void Finish(Waiter? taken);
}

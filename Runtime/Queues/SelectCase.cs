using System.Diagnostics;

namespace Baton;

/// <summary>
/// One thing that a <see cref="Select"/> may do: made by <see cref="CoroutineQueue{T}.OnDequeue(Action{T})"/>,
/// <see cref="CoroutineQueue{T}.OnEnqueue(T, Action)"/>, <see cref="Select.After(TimeSpan, Action)"/>, <see cref="Select.On(Task)"/> and
/// <see cref="Select.On(Frame)"/>.
/// </summary>
/// <remarks>Immutable: it may be kept, and used in many selects, also at the same time.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public abstract class SelectCase
{
    private protected SelectCase(QueueCore? queue = null) => Queue = queue;

    /// <summary>Under whose gate it is looked at and listed; null: under none.</summary>
    internal QueueCore? Queue { get; }

    /// <summary>The task whose end makes it happen; null: none does. Asked for when the select has to wait.</summary>
    internal virtual Task? Ending => null;

    /// <summary>What it does, and with what: its queue with count and capacity, its task, its frame or its time. For logs and debuggers.</summary>
    /// <returns>Words for people.</returns>
    public abstract override string ToString();

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
    /// <param name="taken">What <see cref="TryTake"/>, or whoever claimed the wait, left for it.</param>
    /// <param name="index">Its place in the select, for messages.</param>
    internal abstract void Finish(Waiter? taken, int index);
}

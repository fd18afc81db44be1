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

    /// <summary>The queue under whose gate the case is looked at and listed; null: under none.</summary>
    internal QueueCore? Queue { get; }

    /// <summary>The task whose end makes the case happen; null: none does. Asked for when the select has to wait.</summary>
    internal virtual Task? Ending => null;

    /// <summary>The kind of case, with its queue (count and capacity), task, frame or time. For logs and debuggers.</summary>
    /// <returns>Words for people.</returns>
    public abstract override string ToString();

    /// <summary>Under the queue's gate: would <see cref="TryTake"/> perhaps take it? False: it would not.</summary>
    internal abstract bool MayBeReady { get; }

    /// <summary>Under the queue's gate: does what the case is for, if that can be done now.</summary>
    /// <param name="taken">What <see cref="Finish"/> needs to know of it.</param>
    /// <param name="partner">To be woken off the gates.</param>
    internal abstract bool TryTake(out Waiter? taken, out QueueWait? partner);

    /// <summary>Off the gates: what to list at its queue, to be claimed as <paramref name="claim"/>. Null: the case has no queue.</summary>
    internal virtual Waiter? NewWaiter(QueueWait wait, int claim) => null;

    /// <summary>Under the queue's gate: lists a waiter that <see cref="NewWaiter"/> made.</summary>
    internal virtual void List(Waiter waiter)
    {
        // a case without a queue makes no waiter
    }

    /// <summary>Off the gates: takes a waiter out of the list, if it is still in.</summary>
    internal virtual void Unlist(Waiter waiter)
    {
        // a case without a queue makes no waiter
    }

    /// <summary>Off the gates: the case was taken, and the party cannot use the item, if there is one.</summary>
    internal virtual void PutBack(Waiter? taken)
    {
        // only a dequeue has taken anything
    }

    /// <summary>
    /// The case was taken: calls its callback, or throws what became of the case. On the selecting party's thread, when all other cases are
    /// forgotten.
    /// </summary>
    /// <param name="taken">What <see cref="TryTake"/>, or the claimer of the wait, left for it.</param>
    /// <param name="index">Its place in the select, for messages.</param>
    internal abstract void Finish(Waiter? taken, int index);
}

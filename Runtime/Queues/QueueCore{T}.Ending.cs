namespace Baton;

// How a queue ends.
internal sealed partial class QueueCore<T>
{
    /// <summary>Takes no new items, and tells all that wait for one.</summary>
    /// <returns>False when it was completed before.</returns>
    internal bool Complete(Exception? error)
    {
        Waiter<T>? told;
        using (Gate.Enter())
        {
            if (_isCompleted)
            {
                return false;
            }

            _isCompleted = true;
            _error = error;
            told = Refuse(ref _receivers);
        }

        WakeAll(told);
        return true;
    }

    /// <summary>Completes it, refuses those that wait with an item, and takes out what it holds.</summary>
    internal ItemRing<T> Discard(Exception? error)
    {
        Complete(error);
        ItemRing<T> discarded;
        Waiter<T>? told;
        using (Gate.Enter())
        {
            _isDiscarded = true;
            (discarded, _items) = (_items, default);
            told = Refuse(ref _senders);
        }

        WakeAll(told);
        return discarded;
    }

    /// <summary>What is thrown at whom it refuses: for each a new one, as stacks differ.</summary>
    /// <param name="sends">Is it somebody with an item?</param>
    /// <param name="index">Of the case of a select; null: not in one.</param>
    internal QueueCompletedException NewRefusal(bool sends, int? index = null) =>
        new(sends, _isDiscarded, index, _error); // once written, under the gate, before anybody was refused

    /// <summary>Was it completed without an error, so that whoever takes item after item has come to the end?</summary>
    internal bool EndsWell => _error is null;

    // Under the gate. A chain of those to wake, in order of arrival.
    private Waiter<T>? Refuse(ref WaiterList<T> waiters)
    {
        Gate.AssertHeld();
        Waiter<T>? first = null;
        Waiter<T>? last = null;
        while (waiters.Claim() is { } waiter)
        {
            waiter.IsRefused = true;
            if (last is null)
            {
                first = waiter;
            }
            else
            {
                last.Next = waiter;
            }

            last = waiter;
        }

        return first;
    }

    private static void WakeAll(Waiter<T>? first)
    {
        while (first is { } waiter)
        {
            first = waiter.Next;
            waiter.Next = null; // once woken, it may be used again
            waiter.Wait.Wake();
        }
    }
}

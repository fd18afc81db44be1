namespace Baton;

// How the parties wait at a queue: each tries first, and prepares to wait only when it must.
internal sealed partial class QueueCore<T>
{
    private const string WantRoom = "To enqueue into a full queue";
    private const string WantItem = "To dequeue from an empty queue";

    private static readonly Action<AsyncWait<T>> s_leaveReceivers = static wait => wait.Queue.RemoveReceiver(wait.Waiter);
    private static readonly Action<AsyncWait<T>> s_leaveSenders = static wait => wait.Queue.RemoveSender(wait.Waiter);

    /// <summary>Waits for room, or for a partner.</summary>
    /// <returns>Done or refused.</returns>
    internal Attempt EnqueueOrWait(T item, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        Attempt attempt = LooksFull ? Attempt.NotNow : TryEnqueue(item);
        while (attempt == Attempt.NotNow)
        {
            attempt = WaitForRoom(item, token);
        }

        return attempt;
    }

    /// <summary>Waits for an item.</summary>
    /// <returns>Done or refused.</returns>
    internal Attempt DequeueOrWait(out T item, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        Attempt attempt = Attempt.NotNow;
        item = default!;
        if (!LooksEmpty)
        {
            attempt = TryDequeue(out item);
        }

        while (attempt == Attempt.NotNow)
        {
            attempt = WaitForItem(out item, token);
        }

        return attempt;
    }

    /// <summary>Waits without a thread. The token has not fired yet, and it was not the time.</summary>
    internal AsyncWait<T>? TryEnqueueAsync(T item, CancellationToken token, out Attempt attempt)
    {
        AsyncWait<T> wait = new(this, token);
        wait.Waiter.Item = item;
        wait.Watch(s_leaveSenders);
        QueueWait? partner;
        using (Gate.Enter())
        {
            attempt = Enqueue(item, out partner);
            if (attempt == Attempt.NotNow && wait.Claim == QueueWait.Open)
            {
                _senders.Add(wait.Waiter);
            }
        }

        return Settle(wait, attempt, partner);
    }

    /// <inheritdoc cref="TryEnqueueAsync"/>
    internal AsyncWait<T>? TryDequeueAsync(CancellationToken token, out Attempt attempt, out T item)
    {
        AsyncWait<T> wait = new(this, token);
        wait.Watch(s_leaveReceivers);
        QueueWait? partner;
        using (Gate.Enter())
        {
            attempt = Dequeue(out item, out partner);
            if (attempt == Attempt.NotNow && wait.Claim == QueueWait.Open)
            {
                _receivers.Add(wait.Waiter);
            }
        }

        return Settle(wait, attempt, partner);
    }

    private static AsyncWait<T>? Settle(AsyncWait<T> wait, Attempt attempt, QueueWait? partner)
    {
        partner?.Wake();
        if (attempt == Attempt.NotNow)
        {
            return wait;
        }

        wait.Abandon();
        return null;
    }

    // NotNow: it was woken for nothing, and may try again.
    private Attempt WaitForRoom(T item, CancellationToken token)
    {
        CallWait wait = CallWait.Begin(WantRoom);
        Waiter<T> sender = wait.Sender(item);
        wait.Watch(token);
        Attempt attempt;
        QueueWait? partner;
        using (Gate.Enter())
        {
            attempt = Enqueue(item, out partner);
            if (attempt == Attempt.NotNow)
            {
                _senders.Add(sender);
            }
        }

        partner?.Wake();
        if (attempt != Attempt.NotNow)
        {
            wait.Abandon();
        }
        else
        {
            wait.Await();
            if (wait.Claim < 0)
            {
                RemoveSender(sender);
            }
            else
            {
                attempt = sender.IsRefused ? Attempt.Refused : Attempt.Done;
            }
        }

        sender.TakeItem();
        EndWait(wait, attempt, token);
        return attempt;
    }

    private Attempt WaitForItem(out T item, CancellationToken token)
    {
        CallWait wait = CallWait.Begin(WantItem);
        Waiter<T> receiver = wait.Receiver<T>();
        wait.Watch(token);
        Attempt attempt;
        QueueWait? partner;
        using (Gate.Enter())
        {
            attempt = Dequeue(out item, out partner);
            if (attempt == Attempt.NotNow)
            {
                _receivers.Add(receiver);
            }
        }

        partner?.Wake();
        if (attempt != Attempt.NotNow)
        {
            wait.Abandon();
        }
        else
        {
            wait.Await();
            if (wait.Claim < 0)
            {
                RemoveReceiver(receiver);
            }
            else
            {
                attempt = receiver.IsRefused ? Attempt.Refused : Attempt.Done;
                item = receiver.TakeItem();
            }
        }

        EndWait(wait, attempt, token);
        return attempt;
    }

    private static void EndWait(CallWait wait, Attempt attempt, CancellationToken token)
    {
        int claim = wait.Claim;
        wait.End();
        if (attempt != Attempt.NotNow)
        {
            return;
        }

        if (claim == QueueWait.Canceled)
        {
            throw new OperationCanceledException(token);
        }

        wait.ThrowWithdrawn();
    }
}

namespace Baton;

// How the parties wait at a queue: each tries first, and prepares to wait only when it must.
internal sealed partial class QueueCore<T>
{
    private const string WantRoom = "To enqueue into a full queue";
    private const string WantItem = "To dequeue from an empty queue";

    /// <summary>Waits for room, or for a partner.</summary>
    /// <returns>Done or refused.</returns>
    internal Attempt EnqueueOrWait(T item, CancellationToken token)
    {
        CanceledWait.ThrowIfFired(token);
        Attempt attempt = LooksFull ? Attempt.NotNow : TryEnqueue(item);
        while (attempt == Attempt.NotNow)
        {
            CallWait wait = CallWait.Begin(WantRoom);
            attempt = TryOrWait(wait, wait.Sender(item), out _, token);
        }

        return attempt;
    }

    /// <summary>Waits for an item.</summary>
    /// <returns>Done or refused.</returns>
    internal Attempt DequeueOrWait(out T item, CancellationToken token)
    {
        CanceledWait.ThrowIfFired(token);
        Attempt attempt = Attempt.NotNow;
        item = default!;
        if (!LooksEmpty)
        {
            attempt = TryDequeue(out item);
        }

        while (attempt == Attempt.NotNow)
        {
            CallWait wait = CallWait.Begin(WantItem);
            attempt = TryOrWait(wait, wait.Receiver<T>(), out item, token);
        }

        return attempt;
    }

    /// <summary>Waits without a thread. The token has not fired yet, and it was not the time.</summary>
    /// <returns>Null when there is nothing to wait for.</returns>
    internal AsyncWait<T>? TryEnqueueAsync(T item, CancellationToken token, out Attempt attempt)
    {
        AsyncWait<T> wait = AsyncWait<T>.OfSender(this, item, token);
        attempt = TryOrList(wait);
        return attempt == Attempt.NotNow ? wait : null;
    }

    /// <inheritdoc cref="TryEnqueueAsync"/>
    internal AsyncWait<T>? TryDequeueAsync(CancellationToken token, out Attempt attempt, out T item)
    {
        AsyncWait<T> wait = AsyncWait<T>.OfReceiver(this, token);
        attempt = TryOrList(wait);
        item = attempt == Attempt.NotNow ? default! : wait.Waiter.TakeItem();
        return attempt == Attempt.NotNow ? wait : null;
    }

    private Attempt TryOrList(AsyncWait<T> wait)
    {
        wait.Watch();
        Attempt attempt = TryOrList(wait.Waiter);
        if (attempt != Attempt.NotNow)
        {
            wait.Abandon();
        }

        return attempt;
    }

    /// <summary>Waits, unless it is the time after all.</summary>
    /// <param name="wait">Begun, and of nothing else yet; over when this returns.</param>
    /// <param name="waiter">Of that wait.</param>
    /// <param name="item">What a receiver got.</param>
    /// <param name="token">May have fired.</param>
    /// <returns>NotNow: it was woken for nothing, and may try again.</returns>
    internal Attempt TryOrWait(CallWait wait, Waiter<T> waiter, out T item, CancellationToken token)
    {
        wait.Watch(token);
        Attempt attempt = TryOrList(waiter);
        if (attempt != Attempt.NotNow)
        {
            wait.Abandon();
        }
        else
        {
            wait.Await();
            if (wait.Claim < 0)
            {
                Remove(waiter);
            }
            else
            {
                attempt = waiter.IsRefused ? Attempt.Refused : Attempt.Done;
            }
        }

        item = waiter.TakeItem();
        int claim = wait.Claim;
        wait.End();
        if (attempt == Attempt.NotNow)
        {
            if (claim == QueueWait.Canceled)
            {
                CanceledWait.Throw(token);
            }

            wait.ThrowWithdrawn();
        }

        return attempt;
    }

    // Does what the waiter is for if it can be done now; otherwise lists it, unless its token was before it.
    private Attempt TryOrList(Waiter<T> waiter)
    {
        Attempt attempt;
        QueueWait? partner;
        using (Gate.Enter())
        {
            attempt = waiter.Sends ? Enqueue(waiter.Item, out partner) : Dequeue(out waiter.Item, out partner);
            if (attempt == Attempt.NotNow && waiter.Wait.Claim == QueueWait.Open)
            {
                Add(waiter);
            }
        }

        partner?.Wake();
        return attempt;
    }
}

using System.Diagnostics;
using Baton.Testing;

namespace Baton;

/// <summary>How the parties wait at a queue: each tries first, and prepares to wait only when it must.</summary>
/// <remarks>
/// A wait is prepared, with all that it allocates, before its waiter is listed. From then on it ends by a claim: see
/// <see cref="QueueWait"/>.
/// </remarks>
[StackTraceHidden]
internal static class QueueParties
{
    private const string WantRoom = "To enqueue into a full queue";
    private const string WantItem = "To dequeue from an empty queue";

    /// <summary>Enqueues; waits for room, or for a partner.</summary>
    /// <returns>Done or refused.</returns>
    internal static Attempt EnqueueOrWait<T>(this QueueCore<T> queue, T item, CancellationToken token)
    {
        ControlledThread.Before(OperationKind.Queue, queue, words: QueueSteps.Enqueues);
        CanceledWait.ThrowIfFired(ref token);
        Attempt attempt = queue.LooksFull ? Attempt.NotNow : queue.TryEnqueue(item);
        if (attempt == Attempt.Refused)
        {
            ThrowIfCanceled();
        }

        while (attempt == Attempt.NotNow)
        {
            CallWait wait = CallWait.Begin(WantRoom);
            wait.WaitAt(queue, sends: true);
            attempt = queue.TryOrWait(wait, wait.Sender(item), out _, ref token);
        }

        return attempt;
    }

    /// <summary>Dequeues; waits for an item.</summary>
    /// <returns>Done or refused.</returns>
    internal static Attempt DequeueOrWait<T>(this QueueCore<T> queue, out T item, CancellationToken token)
    {
        ControlledThread.Before(OperationKind.Queue, queue, words: QueueSteps.Dequeues);
        CanceledWait.ThrowIfFired(ref token);
        Attempt attempt = Attempt.NotNow;
        item = default!;
        if (!queue.LooksEmpty)
        {
            attempt = queue.TryDequeue(out item);
        }

        if (attempt == Attempt.Refused)
        {
            ThrowIfCanceled();
        }

        while (attempt == Attempt.NotNow)
        {
            CallWait wait = CallWait.Begin(WantItem);
            wait.WaitAt(queue, sends: false);
            attempt = queue.TryOrWait(wait, wait.Receiver<T>(), out item, ref token);
        }

        return attempt;
    }

    /// <summary>Waits without a thread. The token has not fired yet, and the item could not be enqueued a moment ago.</summary>
    /// <returns>Null when there is nothing to wait for.</returns>
    internal static AsyncWait<T>? TryEnqueueAsync<T>(this QueueCore<T> queue, T item, CancellationToken token, out Attempt attempt)
    {
        AsyncWait<T> wait = AsyncWait<T>.OfSender(queue, item, token);
        attempt = TryOrList(wait);
        return attempt == Attempt.NotNow ? wait : null;
    }

    /// <inheritdoc cref="TryEnqueueAsync"/>
    internal static AsyncWait<T>? TryDequeueAsync<T>(this QueueCore<T> queue, CancellationToken token, out Attempt attempt, out T item)
    {
        AsyncWait<T> wait = AsyncWait<T>.OfReceiver(queue, token);
        attempt = TryOrList(wait);
        item = attempt == Attempt.NotNow ? default! : wait.Waiter.TakeItem();
        return attempt == Attempt.NotNow ? wait : null;
    }

    /// <summary>
    /// The party is refused, and has not waited. Its own cancellation, if it was not told of that, comes first: it may be why the queue
    /// ends.
    /// </summary>
    /// <exception cref="OperationCanceledException">The party was canceled, and not told yet.</exception>
    internal static void ThrowIfCanceled()
    {
        if (FrameCore.Current is { } me)
        {
            me.ThrowIfCanceled();
        }
        else if (OutsideToken.Untold is { HasFired: true } outside)
        {
            throw outside.Tell();
        }
    }

    private static Attempt TryOrList<T>(AsyncWait<T> wait)
    {
        QueuesAwaited.Add(wait.Queue);
        Attempt attempt;
        try
        {
            wait.Watch();
            attempt = wait.Queue.TryOrList(wait.Waiter);
        }
        catch // for want of memory: nobody waits
        {
            wait.Abandon();
            throw;
        }

        if (attempt != Attempt.NotNow)
        {
            wait.Abandon();
        }

        return attempt;
    }

    /// <summary>Waits, unless the operation can be done now after all.</summary>
    /// <param name="queue">Where to wait.</param>
    /// <param name="wait">Begun, and of no other use yet; over when this returns.</param>
    /// <param name="waiter">Of that wait.</param>
    /// <param name="item">What a receiver got.</param>
    /// <param name="token">May have fired. None afterwards: the party is to go on without it.</param>
    /// <returns>NotNow: the party was woken for nothing, and may try again.</returns>
    internal static Attempt TryOrWait<T>(this QueueCore<T> queue, CallWait wait, Waiter<T> waiter, out T item, ref CancellationToken token)
    {
        Attempt attempt;
        try
        {
            wait.Watch(token);
            attempt = queue.TryOrList(waiter);
        }
        catch // for want of memory: the waiter is not listed
        {
            wait.Abandon();
            waiter.TakeItem();
            wait.End();
            throw;
        }

        if (attempt != Attempt.NotNow)
        {
            wait.Abandon();
        }
        else
        {
            wait.Await();
            if (wait.Claim < 0 || wait.HasLeft)
            {
                queue.Remove(waiter); // of a claimed one this waits for what the claimant writes
            }

            if (wait.Claim >= 0)
            {
                attempt = waiter.IsRefused ? Attempt.Refused : Attempt.Done;
            }
        }

        item = waiter.TakeItem();
        int claim = wait.Claim;
        wait.End();
        if (wait.HasLeft)
        {
            if (attempt == Attempt.Done && !waiter.Sends)
            {
                queue.PutBack(item); // what the wait has brought must not be lost
            }

            wait.ThrowLeft();
        }

        if (attempt == Attempt.NotNow)
        {
            if (claim == QueueWait.Canceled)
            {
                wait.ThrowCanceled(ref token);
            }
            else
            {
                wait.ThrowWithdrawn();
            }
        }

        return attempt;
    }
}

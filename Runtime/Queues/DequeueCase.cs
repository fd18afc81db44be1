using System.Diagnostics;

namespace Baton;

/// <summary>Takes an item from a queue.</summary>
[StackTraceHidden]
internal sealed class DequeueCase<T>(QueueCore<T> queue, Action<T> action) : SelectCase(queue)
{
    public override string ToString() => $"dequeue from {queue}";

    internal override bool MayBeReady => !queue.LooksEmpty;

    internal override bool TryTake(out Waiter? taken, out QueueWait? partner)
    {
        (taken, partner) = (null, null);
        if (queue.LooksEmpty)
        {
            return false;
        }

        Waiter<T> receiver = new() { Sends = false }; // before the item is taken, which must not be lost
        Attempt attempt = queue.Dequeue(out receiver.Item, out partner);
        receiver.IsRefused = attempt == Attempt.Refused;
        taken = receiver;
        return attempt != Attempt.NotNow;
    }

    internal override Waiter NewWaiter(QueueWait wait, int claim) => new Waiter<T> { Sends = false, Wait = wait, Claim = claim };

    internal override void List(Waiter waiter) => queue.Add((Waiter<T>)waiter);

    internal override void Unlist(Waiter waiter) => queue.Remove((Waiter<T>)waiter);

    internal override void PutBack(Waiter? taken)
    {
        if (!taken!.IsRefused)
        {
            queue.PutBack(((Waiter<T>)taken).TakeItem());
        }
    }

    internal override void Finish(Waiter? taken, int index)
    {
        if (taken!.IsRefused)
        {
            throw queue.NewRefusal(sends: false, index);
        }

        action(((Waiter<T>)taken).TakeItem());
    }
}

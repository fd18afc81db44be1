namespace Baton;

internal sealed class DequeueCase<T>(QueueCore<T> queue, Action<T> action) : SelectCase(queue)
{
    public override string ToString() => $"dequeue from {queue}";

    internal override bool TryTake(out Waiter? taken, out QueueWait? partner)
    {
        Attempt attempt = queue.Dequeue(out T item, out partner);
        taken = attempt == Attempt.NotNow ? null : new Waiter<T> { Sends = false, Item = item, IsRefused = attempt == Attempt.Refused };
        return attempt != Attempt.NotNow;
    }

    internal override Waiter List(QueueWait wait, int claim)
    {
        Waiter<T> receiver = new() { Sends = false, Wait = wait, Claim = claim };
        queue.Add(receiver);
        return receiver;
    }

    internal override void Unlist(Waiter waiter) => queue.Remove((Waiter<T>)waiter);

    internal override void Finish(Waiter? taken, int index)
    {
        if (taken!.IsRefused)
        {
            throw queue.NewRefusal(sends: false, index);
        }

        action(((Waiter<T>)taken).TakeItem());
    }
}

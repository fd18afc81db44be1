using System.Diagnostics;

namespace Baton;

/// <summary>Puts an item into a queue.</summary>
[StackTraceHidden]
internal sealed class EnqueueCase<T>(QueueCore<T> queue, T value, Action? action) : SelectCase(queue)
{
    private static readonly Waiter<T> s_refused = new() { Sends = true, IsRefused = true };

    public override string ToString() => $"enqueue into {queue}";

    internal override bool MayBeReady => !queue.LooksFull;

    internal override bool TryTake(out Waiter? taken, out QueueWait? partner)
    {
        Attempt attempt = queue.Enqueue(value, out partner);
        taken = attempt == Attempt.Refused ? s_refused : null;
        return attempt != Attempt.NotNow;
    }

    internal override Waiter NewWaiter(QueueWait wait, int claim) =>
        new Waiter<T> { Sends = true, Wait = wait, Claim = claim, Item = value };

    internal override void List(Waiter waiter) => queue.Add((Waiter<T>)waiter);

    internal override void Unlist(Waiter waiter) => queue.Remove((Waiter<T>)waiter);

    internal override void Finish(Waiter? taken, int index)
    {
        if (taken is { IsRefused: true })
        {
            throw queue.NewRefusal(sends: true, index);
        }

        action?.Invoke();
    }
}

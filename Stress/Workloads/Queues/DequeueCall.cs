namespace Baton.Stress;

/// <summary>Its result is the item.</summary>
internal sealed class DequeueCall(CoroutineQueue<int> queue) : QueueCall
{
    internal override int Do(CancellationToken token) => queue.Dequeue(token);

    internal override ValueTask<int> DoAsync(CancellationToken token) => queue.DequeueAsync(token);

    public override string ToString() => "dequeue";
}

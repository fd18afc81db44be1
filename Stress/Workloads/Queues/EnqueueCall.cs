namespace Baton.Stress;

internal sealed class EnqueueCall(CoroutineQueue<int> queue, int item) : QueueCall
{
    internal override int Do(CancellationToken token)
    {
        queue.Enqueue(item, token);
        return 0;
    }

    internal override async ValueTask<int> DoAsync(CancellationToken token)
    {
        await queue.EnqueueAsync(item, token).ConfigureAwait(false);
        return 0;
    }

    public override string ToString() => $"enqueue {item}";
}

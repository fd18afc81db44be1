namespace Baton.Stress;

/// <summary>Takes some items, or all, by an enumeration. Its result is their number.</summary>
internal sealed class EnumerateCall(CoroutineQueue<int> queue, int most, Action<int> receive) : QueueCall
{
    internal override int Do(CancellationToken token)
    {
        int count = 0;
        foreach (int item in queue.DequeueAll(token))
        {
            receive(item);
            if (++count == most)
            {
                break;
            }
        }

        return count;
    }

    internal override async ValueTask<int> DoAsync(CancellationToken token)
    {
        int count = 0;
        await foreach (int item in queue.DequeueAllAsync(token).ConfigureAwait(false))
        {
            receive(item);
            if (++count == most)
            {
                break;
            }
        }

        return count;
    }

    public override string ToString() => $"enumerate {most}";
}

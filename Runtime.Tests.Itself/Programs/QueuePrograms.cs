namespace Baton.Tests.Itself;

/// <summary>Queues between threads: waits, claims and selects.</summary>
internal static class QueuePrograms
{
    /// <summary>One thread sends, one receives, and neither goes on without the other.</summary>
    internal static void Rendezvous()
    {
        CoroutineQueue<int> queue = new(0);
        int received = 0;
        Strands.Run(
            ("sender", () => queue.Enqueue(1)),
            ("receiver", () => received = queue.Dequeue()));
        Require.That(received == 1, "another item was received");
        Require.That(queue.Count == 0, "an item is left");
    }

    /// <summary>A token ends the wait of a receiver at the moment when an item comes: it is received, or stays.</summary>
    internal static void CancelAgainstEnqueue()
    {
        CoroutineQueue<int> queue = new(1);
        using CancellationTokenSource source = new();
        bool isReceived = false;
        Strands.Run(
            ("sender", () => queue.Enqueue(1)),
            ("canceler", source.Cancel),
            ("receiver", () =>
            {
                try
                {
                    isReceived = queue.Dequeue(source.Token) == 1;
                }
                catch (OperationCanceledException e) when (e.CancellationToken == source.Token)
                {
                    // it was told in time
                }
            }
        ));
        Require.That(queue.Count == (isReceived ? 0 : 1), $"received: {isReceived}, left: {queue.Count}");
    }

    /// <summary>A completion against a sender and a receiver.</summary>
    internal static void CompleteAgainstBoth()
    {
        CoroutineQueue<int> queue = new(0);
        bool isSent = false;
        bool isReceived = false;
        Strands.Run(
            ("sender", () => isSent = Tried(() => queue.Enqueue(1))),
            ("receiver", () => isReceived = Tried(() => queue.Dequeue())),
            ("closer", () => queue.Complete()));
        Require.That(isSent == isReceived, $"sent: {isSent}, received: {isReceived}");
    }

    /// <summary>A select of two queues, while one item comes into each: it takes one, and the other stays.</summary>
    internal static void SelectOfTwo()
    {
        CoroutineQueue<int> first = new(1);
        CoroutineQueue<int> second = new(1);
        int taken = 0;
        Strands.Run(
            ("sender 1", () => first.Enqueue(1)),
            ("sender 2", () => second.Enqueue(2)),
            ("receiver", () => Select.Any(first.OnDequeue(item => taken += item), second.OnDequeue(item => taken += item))));
        Require.That(taken is 1 or 2 && first.Count == (taken == 1 ? 0 : 1) && second.Count == (taken == 2 ? 0 : 1),
            $"taken: {taken}, left: {first.Count} and {second.Count}");
    }

    /// <summary>Two selects meet each other in two rendezvous: each is in one exchange only.</summary>
    internal static void SelectAgainstSelect()
    {
        CoroutineQueue<int> first = new(0);
        CoroutineQueue<int> second = new(0);
        int sent = -1;
        int received = -1;
        Strands.Run(
            ("sender", () => sent = Select.Any(first.OnEnqueue(0), second.OnEnqueue(1))),
            ("receiver", () => Select.Any(second.OnDequeue(item => received = item), first.OnDequeue(item => received = item))));
        Require.That(sent == received && sent >= 0, $"sent {sent}, received {received}");
    }

    private static bool Tried(Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (QueueCompletedException)
        {
            return false;
        }
    }
}

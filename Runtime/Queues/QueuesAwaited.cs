namespace Baton;

/// <summary>The queues at which an asynchronous method has waited, for those who look: nothing else leads to such a wait.</summary>
/// <remarks>A queue is listed once in its life, weakly. Parties that have a thread are found by their threads.</remarks>
internal static class QueuesAwaited
{
    private const int LeastToClear = 64;
    private static readonly Gate s_gate = new();
    private static readonly List<WeakReference<QueueCore>> s_queues = []; // under s_gate
    private static int s_clearAt = LeastToClear; // at so many entries those of garbage are taken out; under s_gate

    /// <summary>An asynchronous method is about to wait at the queue. May fail for want of memory.</summary>
    internal static void Add(QueueCore queue)
    {
        if (queue.IsAwaited)
        {
            return;
        }

        using Quiet quiet = Quiet.Begin();
        WeakReference<QueueCore> reference = new(queue);
        using (s_gate.Enter())
        {
            if (s_queues.Count >= s_clearAt)
            {
                s_queues.RemoveAll(static reference => !reference.TryGetTarget(out _));
                s_clearAt = Math.Max(LeastToClear, 2 * s_queues.Count);
            }

            s_queues.Add(reference);
            queue.IsAwaited = true;
        }
    }

    internal static List<QueueCore> Snapshot()
    {
        using Quiet quiet = Quiet.Begin();
        List<QueueCore> queues = [];
        using (s_gate.Enter())
        {
            foreach (WeakReference<QueueCore> reference in s_queues)
            {
                if (reference.TryGetTarget(out QueueCore? queue))
                {
                    queues.Add(queue);
                }
            }
        }

        return queues;
    }
}

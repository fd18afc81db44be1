using System.Diagnostics;

namespace Baton;

/// <summary>
/// Ends idle threads of all pools when the machine can hold no more: a thread that nobody needs makes room for one that is needed.
/// </summary>
internal static class IdleThreads
{
    /// <summary>So long one caller waits for threads to end. What holds them up is a listener.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>So many end at first. Twice as many each time, for others may have used the room up meanwhile.</summary>
    private const int FirstFew = 8;

    /// <summary>Ends idle threads until the budget grants a thread, or no thread is idle.</summary>
    /// <param name="budget">Has refused. Only pools that pay from it count.</param>
    /// <param name="cause">Why it refused, and refuses still.</param>
    internal static bool TryMakeRoom(ThreadBudget budget, ref Exception? cause)
    {
        long start = Stopwatch.GetTimestamp();
        for (int count = FirstFew; Stopwatch.GetElapsedTime(start) < s_patience && End(budget, count); count *= 2)
        {
            if (budget.TryTake(afresh: true, out cause))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Ends <paramref name="count"/> idle threads, if there are so many, and waits for them. True when one was idle.</summary>
    internal static bool End(ThreadBudget budget, int count)
    {
        List<Worker> leaving = [];
        foreach (WorkerPool pool in PoolRegistry.Snapshot().Where(pool => pool.Budget == budget))
        {
            while (leaving.Count < count && pool.Threads.TryEvict() is { } worker)
            {
                leaving.Add(worker);
            }
        }

        long start = Stopwatch.GetTimestamp();
        foreach (Worker worker in leaving)
        {
            TimeSpan left = s_patience - Stopwatch.GetElapsedTime(start);
            if (left > TimeSpan.Zero)
            {
                worker.JoinLeaving(left);
            }
        }

        return leaving.Count > 0;
    }
}

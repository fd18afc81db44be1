namespace Baton;

/// <summary>
/// The thread that visits the queues of pools for which a <see cref="QueueWatch"/> was started. There is one for all pools, made when it is
/// needed. It ends when no queue has needed it for a while.
/// </summary>
/// <remarks>
/// It is a thread of the library's own, so that queued work needs no thread of the .NET thread pool, and no timer. Where no thread can be
/// made for it, the .NET thread pool lends one. No listener and no other foreign code runs on it.
/// </remarks>
internal static class QueueVisitor
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    /// <summary>For so long the thread stays when it is not needed.</summary>
    private static readonly TimeSpan s_stay = TimeSpan.FromSeconds(10);

    private static readonly Gate s_gate = new();
    private static readonly AutoResetEvent s_isCalled = new(false);
    private static readonly List<QueueWatch> s_watches = [];    // the queues to be visited; under s_gate
    private static bool s_isThere;                              // is there a thread? under s_gate

    /// <summary>Has the queue visited until <see cref="QueueWatch.Visit"/> returns false. The watch is not among those visited.</summary>
    internal static void Call(QueueWatch watch)
    {
        bool isThere;
        using (s_gate.Enter())
        {
            s_watches.Add(watch);
            isThere = s_isThere;
            s_isThere = true;
        }

        if (isThere)
        {
            s_isCalled.Set();
        }
        else
        {
            Begin();
        }
    }

    private static void Begin()
    {
        if (!HouseThread.TryStart("Baton queue visitor", Loop))
        {
            using (s_gate.Enter())
            {
                s_isThere = false; // the next call tries again, for this watch too
            }
        }
    }

    private static void Loop()
    {
        while (TryStay())
        {
            Uninterrupted.Run(Thread.Sleep, s_interval);
            try
            {
                VisitAll();
            }
            catch (OutOfMemoryException)
            {
                // The next round tries again.
            }
        }
    }

    // False: nobody has called for a while, and the thread ends.
    private static bool TryStay()
    {
        if (!IsNeeded())
        {
            Uninterrupted.Run(static stay => s_isCalled.WaitOne(stay), s_stay);
        }

        using (s_gate.Enter())
        {
            s_isThere = s_watches.Count > 0;
            return s_isThere;
        }
    }

    private static void VisitAll()
    {
        foreach (QueueWatch watch in Snapshot())
        {
            if (!watch.Visit())
            {
                Remove(watch);
            }
        }
    }

    private static bool IsNeeded()
    {
        using (s_gate.Enter())
        {
            return s_watches.Count > 0;
        }
    }

    private static QueueWatch[] Snapshot()
    {
        using (s_gate.Enter())
        {
            return [.. s_watches];
        }
    }

    // Once: the watch may have been started again meanwhile, and then it is in the list twice.
    private static void Remove(QueueWatch watch)
    {
        using (s_gate.Enter())
        {
            s_watches.Remove(watch);
        }
    }
}

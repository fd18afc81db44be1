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
    private static readonly ClockTimer s_again = new(static _ => Begin(), string.Empty);
    private static readonly AutoResetEvent s_isCalled = new(false);
    private static readonly Action<TimeSpan> s_wait = static stay => s_isCalled.WaitOne(stay);
    private static QueueWatch? s_first; // the queues to be visited, which are linked; null: none. Under s_gate
    private static bool s_isThere;      // is there a thread, or will there be one? under s_gate

    /// <summary>Starts the thread; false: none can be had just now. A test may put another in its place.</summary>
    internal static Func<Action, bool> TryStart { private get; set; } = static loop => HouseThread.TryStart("Baton queue visitor", loop);

    /// <summary>Has the queue visited until <see cref="QueueWatch.Visit"/> returns false. The watch is not among those visited.</summary>
    internal static void Call(QueueWatch watch)
    {
        bool isThere;
        using (s_gate.Enter())
        {
            Add(watch);
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

    /// <summary>The library is being unloaded: the thread ends as soon as it is not needed.</summary>
    internal static void LeaveNoThreadIdle() => s_isCalled.Set();

    private static void Begin()
    {
        if (!TryStart(Loop))
        {
            s_again.Set(s_interval); // a watch calls once, and counts on the thread from then on
        }
    }

    private static void Loop()
    {
        while (TryStay())
        {
            Uninterrupted.Run(Thread.Sleep, s_interval);
            VisitAll();
        }
    }

    // False: nobody has called for a while, and the thread ends.
    private static bool TryStay()
    {
        if (!IsNeeded() && HouseThread.MayStay)
        {
            Uninterrupted.Run(s_wait, s_stay);
        }

        using (s_gate.Enter())
        {
            s_isThere = s_first is not null;
            return s_isThere;
        }
    }

    private static bool IsNeeded()
    {
        using (s_gate.Enter())
        {
            return s_first is not null;
        }
    }

    private static void VisitAll()
    {
        QueueWatch? next;
        using (s_gate.Enter())
        {
            next = s_first;
            s_first = null;
        }

        while (next is { } watch)
        {
            next = watch.Next;
            watch.Next = null;
            if (IsVisitedOn(watch))
            {
                using (s_gate.Enter())
                {
                    Add(watch);
                }
            }
        }
    }

    private static bool IsVisitedOn(QueueWatch watch)
    {
        try
        {
            return watch.Visit();
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return true; // the next round tries again
        }
    }

    private static void Add(QueueWatch watch)
    {
        s_gate.AssertHeld();
        watch.Next = s_first;
        s_first = watch;
    }
}

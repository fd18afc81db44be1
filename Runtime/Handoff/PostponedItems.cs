namespace Baton;

/// <summary>
/// Items that the .NET thread pool had no memory to queue. They are queued again a little later, until that succeeds: what they do is
/// owed to somebody, and the thread that owes it has other things to do.
/// </summary>
/// <remarks>Any thread may call. The items are linked with each other, so nothing is allocated here.</remarks>
internal static class PostponedItems
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private static IQueuedItem? s_newest;   // linked by Earlier; null: none is postponed; interlocked
    private static Timer? s_clock;          // made by Prepare; interlocked, once

    /// <summary>Makes the timer, so that nothing is left to be made when there is no memory. May fail.</summary>
    internal static void Prepare()
    {
        if (Volatile.Read(ref s_clock) is not null)
        {
            return;
        }

        using Quiet quiet = Quiet.Begin();
        Timer made = MakeClock();
        if (Interlocked.CompareExchange(ref s_clock, made, null) is not null)
        {
            made.Dispose();
            return;
        }

        // So that .NET makes what its timers need, a static initialiser among it, while there is memory.
        Uninterrupted.Run(static clock => clock.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan), made);
    }

    /// <summary>Queues the item later. Does not fail.</summary>
    internal static void Add(IQueuedItem item)
    {
        Link(item);
        SetClock();
    }

    private static Timer MakeClock()
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return new Timer(static _ => QueueAll());
        }

        using (ExecutionContext.SuppressFlow())
        {
            return new Timer(static _ => QueueAll());
        }
    }

    private static void Link(IQueuedItem item)
    {
        IQueuedItem? newest;
        do
        {
            newest = Volatile.Read(ref s_newest);
            item.Earlier = newest;
        }
        while (!ReferenceEquals(Interlocked.CompareExchange(ref s_newest, item, newest), newest));
    }

    private static void SetClock()
    {
        try
        {
            Prepare();
            Uninterrupted.Run(static clock => clock.Change(s_pause, Timeout.InfiniteTimeSpan), s_clock!);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // They wait for the next item that is postponed.
        }
    }

    private static void QueueAll()
    {
        IQueuedItem? next = Interlocked.Exchange(ref s_newest, null);
        while (next is { } item)
        {
            next = item.Earlier;
            item.Earlier = null;
            Uninterrupted.Queue(item); // postpones it again if that must be
        }
    }
}

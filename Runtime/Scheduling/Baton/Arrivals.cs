using System.Runtime.InteropServices;

namespace Baton;

/// <summary>Where a scheduler's baton rests when no frame runs, and where all other threads leave word while a frame runs.</summary>
/// <remarks>
/// One word, changed by compare-exchange and exchange only:
/// <code>
/// Head        means                                  changed by
/// null        a thread has the baton, nothing came   holder: rests or closes; anybody: leaves an arrival
/// a list      a thread has the baton; newest first   anybody: adds; holder: takes all, to null
/// Resting     nobody has the baton, nothing waits    anybody, with an arrival: takes the baton, to null
/// Closed      the scheduler is over, for good        nobody
/// </code>
/// <para><b>Why no wake-up is lost.</b> The holder lays the baton down in the same step in which it sees that the list is empty. So an
/// arrival either lies in a list that the holder still has to look at, or the thread that brings it becomes the holder.</para>
/// <para>Each of these steps is a full fence. So a thread that takes the baton up sees what the last holder wrote. The holder that takes an
/// arrival sees what its bringer wrote. An arrival is in the list at most once, and the holder takes all arrivals at once. So there is no
/// ABA problem.</para>
/// </remarks>
internal sealed class Arrivals(bool isHeld)
{
    private const int MostCounted = 10_000;

    private static readonly IArrival s_resting = new Mark();
    private static readonly IArrival s_closed = new Mark();

    // The word of the table. Any thread changes it, by compare-exchange and exchange.
    private Padded _word = new() { Head = isHeld ? null : s_resting };

    internal enum Left
    {
        /// <summary>The holder will find the arrival.</summary>
        Word,

        /// <summary>There was no holder. The caller is the holder now, and has to accept the arrival.</summary>
        WithBaton,

        /// <summary>The scheduler is over.</summary>
        Nothing,
    }

    internal bool IsClosed => ReferenceEquals(Volatile.Read(ref _word.Head), s_closed);

    /// <summary>Anybody: leaves an arrival, or takes the baton up.</summary>
    internal Left Leave(IArrival arrival)
    {
        ThreadSlots.InsistOnBeingReady(); // the baton may come to this thread
        while (true)
        {
            IArrival? head = Volatile.Read(ref _word.Head);
            if (ReferenceEquals(head, s_closed))
            {
                return Left.Nothing;
            }

            bool rests = ReferenceEquals(head, s_resting);
            arrival.Earlier = rests ? null : head; // null also after an attempt that found a list, or the arrival would keep that alive

            if (ReferenceEquals(Interlocked.CompareExchange(ref _word.Head, rests ? null : arrival, head), head))
            {
                return rests ? Left.WithBaton : Left.Word;
            }
        }
    }

    /// <summary>Any thread: does the baton rest, or is the scheduler over? It may be otherwise at once.</summary>
    internal bool IsResting => Volatile.Read(ref _word.Head) is Mark;

    /// <summary>
    /// Any thread: about how many arrivals lie here for frames. The holder may take the list meanwhile, so the walk has a limit.
    /// </summary>
    internal int CountLeft()
    {
        int count = 0;
        IArrival? next = Volatile.Read(ref _word.Head);
        for (int steps = 0; next is not null and not Mark && steps < MostCounted; steps++)
        {
            count += next.BringsFrame ? 1 : 0;
            next = next.Earlier;
        }

        return count;
    }

    /// <summary>
    /// Any thread: adds frames that have arrived, and that the holder has not looked at, as far as the list has room. As
    /// <see cref="CountLeft"/>.
    /// </summary>
    internal void AddFramesTo(List<FrameCore> list)
    {
        IArrival? next = Volatile.Read(ref _word.Head);
        for (int steps = 0; next is not null and not Mark && steps < MostCounted && list.Count < list.Capacity; steps++)
        {
            if (next is FrameCore { State: FrameState.New } frame)
            {
                list.Add(frame);
            }

            next = next.Earlier;
        }
    }

    /// <summary>Holder: has anything arrived?</summary>
    internal bool IsEmpty => Volatile.Read(ref _word.Head) is null;

    /// <summary>Holder: accepts all that has arrived, oldest first.</summary>
    internal void AcceptAll(SchedulerCore scheduler)
    {
        if (IsClosed)
        {
            return;
        }

        Commit.Enter();
        IArrival? newest = Interlocked.Exchange(ref _word.Head, null);
        IArrival? oldest = null;
        while (newest is not null)
        {
            IArrival? earlier = newest.Earlier;
            newest.Earlier = oldest; // from now on the link to the next arrival
            oldest = newest;
            newest = earlier;
        }

        while (oldest is not null)
        {
            IArrival? next = oldest.Earlier;
            oldest.Earlier = null;
            oldest.Accept(scheduler);
            oldest = next;
        }

        Commit.Leave();
    }

    /// <summary>Holder: lays the baton down. False when something has arrived.</summary>
    internal bool TryRest() => Interlocked.CompareExchange(ref _word.Head, s_resting, null) is null;

    /// <summary>Holder: ends the scheduler. False when something has arrived.</summary>
    internal bool TryClose() => Interlocked.CompareExchange(ref _word.Head, s_closed, null) is null;

    // The word has a cache line of its own: the holder reads the word in every switch, and it seldom changes.
    [StructLayout(LayoutKind.Explicit, Size = 2 * CacheLine.Bytes)]
    private struct Padded
    {
        [FieldOffset(CacheLine.Bytes)]
        internal IArrival? Head; // see the table; any thread
    }

    private sealed class Mark : IArrival
    {
        public IArrival? Earlier { get; set; }

        public void Accept(SchedulerCore scheduler) => throw new NotSupportedException();

        public void Refuse(SchedulerCore scheduler) => throw new NotSupportedException();
    }
}

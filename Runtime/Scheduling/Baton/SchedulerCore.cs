using System.Diagnostics;

namespace Baton;

/// <summary>
/// A run queue and one baton. The holder of the baton owns everything here but <see cref="Arrivals"/>; there is no lock, and no thread.
/// </summary>
/// <remarks>
/// <para>The holder is the thread of the frame that runs or, for a moment, a thread that took the baton up from its rest with an arrival. A frame
/// that suspends passes the baton straight to the next ready frame, through that frame's lane, or with its first thread, through that
/// thread's inbox. When none is ready the baton lies in <see cref="Arrivals"/>.</para>
/// <para>Nobody else's code runs while the baton is between two frames.</para>
/// <para>Fields without a note belong to the holder.</para>
/// </remarks>
internal sealed class SchedulerCore
{
    /// <summary>With so many frames that wait for a thread, each further start lets the others run that are ready.</summary>
    internal const int ManyWaiting = 1024;

    /// <summary>With so many, some megabytes of them, it waits until one has begun.</summary>
    internal const int TooManyWaiting = 16 * ManyWaiting;

    private readonly Arrivals _arrivals;
    private readonly LinkedList<FrameCore> _live = new();
    private readonly ReadyFrames _ready = new ReadyInOrder();
    private int _outside;               // frames that wait for something that is no frame
    private int _inside;                // frames that wait for frames
    private long _moments;              // how often something happened that scopes and cancellations are put in order by
    private HolderCheck _holder;        // debug builds: which frame or thread has the baton

    internal SchedulerCore(CoroutineSchedulerOptions options, bool isHeld)
    {
        Options = options;
        Pool = (options.ThreadPool ?? CoroutineThreadPool.Shared).Workers;
        _arrivals = new Arrivals(isHeld);
        Threads = new ThreadRequests(this);
        Watch = new StandstillWatch(this);
        Disposal = new SchedulerDisposal(this);
        if (isHeld)
        {
            NoteHolder(Thread.CurrentThread);
        }
    }

    /// <summary>One that is over.</summary>
    internal static SchedulerCore CreateClosed()
    {
        SchedulerCore core = new(CoroutineSchedulerOptions.Default, isHeld: true);
        core._arrivals.TryClose();
        core.Closed.SetResult();
        return core;
    }

    internal CoroutineSchedulerOptions Options { get; }

    internal WorkerPool Pool { get; }

    /// <summary>One for all the frames' waiting: see <see cref="FrameSeat"/>.</summary>
    internal SpinLease Lease { get; } = new();

    /// <summary>The users' side of it, for <see cref="CoroutineScheduler.Current"/>.</summary>
    internal CoroutineScheduler Handle
    {
        get => field ?? Interlocked.CompareExchange(ref field, new CoroutineScheduler(this), null) ?? field;
        init;
    }

    internal UnseenFailures Failures { get; } = new();

    internal IReadOnlyCollection<FrameCore> Live => _live;

    internal bool IsClosed => _arrivals.IsClosed;

    internal TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ThreadRequests Threads { get; }

    internal SchedulerDisposal Disposal { get; }

    /// <summary>Fired when all frames that there are are canceled, on the thread that cancels, before the holder of the baton learns of it.</summary>
    internal CancellationTokenSource All { get; } = new();

    /// <summary>The token that cancels the run; null: there is none. Written before anybody else sees the scheduler.</summary>
    internal RunCancellation? RunCancellation { get; set; }

    /// <summary>Holder: has the word come that cancels all frames of a run? Those that are started from then on are not meant.</summary>
    internal bool AreAllCanceled { get; set; }

    internal BlockCancellations BlockCancellations { get; } = new();

    internal CancellationCascade Cascade { get; } = new();

    internal StandstillWatch Watch { get; }

    /// <summary>The main frame of a run, while it waits for all others; null: it does not.</summary>
    internal FrameCore? Joiner { get; set; }

    internal bool HasReady => _ready.Count > 0;

    /// <summary>Is it one of <see cref="CoroutineScheduler.RunAsync(Action, CoroutineSchedulerOptions?, CancellationToken)"/> whose main function has not begun?</summary>
    internal bool IsUnbegunRun { get; set; }

    /// <summary>Holder: does any frame wait for another, or for a thread?</summary>
    internal bool AwaitsInside => _inside > 0 || Threads.Waiting > 0;

    /// <summary>Holder: does any frame wait for something that is no frame?</summary>
    internal bool AwaitsOutside => _outside > 0;

    internal bool IsLast(FrameCore? frame) => _ready.Last == frame;

    /// <summary>Any thread: is that the token by which all frames are canceled?</summary>
    internal bool IsTokenOfAll(CancellationToken token) => All.Token == token || RunCancellation?.Token == token;

    /// <summary>Holder: a number that is greater than all before it.</summary>
    internal long NextMoment()
    {
        AssertHolder();
        return ++_moments;
    }

    // ---- anybody ----

    /// <summary>Leaves word for the holder, or takes the baton up and passes it on. Never runs a frame on the calling thread.</summary>
    internal void Arrive(IArrival arrival)
    {
        if (!TryArrive(arrival))
        {
            arrival.Refuse(this);
        }
    }

    /// <summary>As <see cref="Arrive"/>; false when the scheduler is over.</summary>
    internal bool TryArrive(IArrival arrival)
    {
        switch (_arrivals.Leave(arrival))
        {
            case Arrivals.Left.WithBaton:
                using (Quiet.Begin())
                {
                    NoteHolder(Thread.CurrentThread);
                    arrival.Accept(this);
                    PassOn(null);
                }

                return true;
            case Arrivals.Left.Word:
                return true;
            default:
                return false;
        }
    }

    /// <summary>Debug builds: the calling thread holds the baton, or there is none any more.</summary>
    [Conditional("DEBUG")]
    internal void AssertHolder() => Debug.Assert(IsClosed || _holder.IsHeldHere, $"{Handle}: off the baton");

    /// <summary>Debug builds: the frame, or the thread, that has the baton from now on; null: none. Before it goes there.</summary>
    [Conditional("DEBUG")]
    internal void NoteHolder(object? holder) => _holder.Set(holder);

    // ---- holder ----

    internal void LookAtArrivals()
    {
        if (!_arrivals.IsEmpty)
        {
            AssertHolder();
            using Quiet quiet = Quiet.Begin();
            _arrivals.AcceptAll(this);
        }
    }

    internal void Add(FrameCore frame)
    {
        AssertHolder();
        _live.AddLast(frame.Place);
        frame.IsLate = AreAllCanceled;
        if (Disposal.IsUnderWay)
        {
            frame.Cancellation.Doom(); // it was on its way here when the scheduler was disposed, or some clean-up has started it
        }
    }

    /// <summary>A frame has ended.</summary>
    internal void Remove(FrameCore frame, bool hadThread)
    {
        AssertHolder();
        _live.Remove(frame.Place);
        if (hadThread)
        {
            Threads.Held--;
        }

        if (frame.Fault is not null && !frame.IsCanceled)
        {
            Failures.Add(frame);
        }
    }

    internal void MakeReady(FrameCore frame)
    {
        frame.MoveTo(FrameState.Ready);
        _ready.Add(frame);
    }

    /// <summary>For <see cref="FrameCore.MoveTo"/> alone.</summary>
    internal void CountWait(FrameState state, int change)
    {
        if (state is FrameState.AwaitingOutside or FrameState.Blocked)
        {
            _outside += change;
        }
        else if (state is FrameState.AwaitingFrame or FrameState.Joining)
        {
            _inside += change;
        }
    }

    /// <summary>Cancels all frames but one; not those that were started as clean-up of a canceled run.</summary>
    internal void CancelAllBut(FrameCore? me, CancellationCascade cascade)
    {
        AssertHolder();
        foreach (FrameCore frame in _live.Where(frame => frame != me && !frame.IsLate).ToArray())
        {
            cascade.Add(frame.Cancellation);
        }
    }

    /// <summary>
    /// Starts a frame as <c>Async</c> does: at once if there is a thread, otherwise when its turn has come and there is one.
    /// </summary>
    internal void StartFrom(FrameCore starter, FrameCore frame)
    {
        using (Quiet.Begin())
        {
            Add(frame);
            frame.IsLate = IsStartOfCleanUp(starter);
            if (Threads.Waiting > 0 || !starter.TryRunFirst(frame))
            {
                Threads.Request(frame);
            }
        }

        if (Threads.Waiting > ManyWaiting)
        {
            starter.HoldBack(Threads.Waiting > TooManyWaiting ? Threads.NextServed() : null);
        }
    }

    // One that has not been told yet starts no clean-up. One that has been told may be so before the word of the cancellation has come.
    private bool IsStartOfCleanUp(FrameCore starter) => AreAllCanceled
        ? !starter.Cancellation.IsPending
        : All.IsCancellationRequested && starter.Cancellation.ToldAt > 0 && !starter.Cancellation.IsPending;

    /// <summary>Runs a new frame on a thread of the pool that is free, and the baton goes with it. False when none is.</summary>
    internal bool TryBegin(FrameCore frame)
    {
        AssertHolder();
        object? me = _holder.Holder;
        Threads.Held++;
        NoteHolder(frame);
        if (Pool.TryStartNow(frame))
        {
            return true; // the frame has the baton: nothing here is the caller's any more
        }

        NoteHolder(me);
        Threads.Held--;
        frame.MoveOut();
        return false;
    }

    internal void PassTo(FrameCore next, FrameCore? last)
    {
        bool isAnswer = IsLast(next);
        _ready.Last = last;
        NoteHolder(next);
        next.Seat.Give(isAnswer);
    }

    /// <summary>Gives the baton to the next ready frame, or lays it down. After that nothing here is the caller's any more.</summary>
    /// <param name="me">The frame that suspends; null when the caller's has ended, or is none.</param>
    /// <returns>True when the next frame is <paramref name="me"/>, which keeps the baton.</returns>
    internal bool PassOn(FrameCore? me) => PassOn(me, PickNext());

    /// <summary>As <see cref="PassOn(FrameCore?)"/>, by a frame that goes behind all that are ready.</summary>
    internal bool PassOnBehind(FrameCore me) => PassOn(me, _ready.AddAndTake(me));

    private bool PassOn(FrameCore? me, FrameCore? next)
    {
        for (; next is not null; next = PickNext())
        {
            if (next == me)
            {
                return true;
            }

            if (next.Seat.IsBound)
            {
                PassTo(next, me);
                return false;
            }

            if (next.Cancellation.IsPending)
            {
                Abandon(next);
                continue;
            }

            _ready.Last = me;
            if (Threads.Waiting == 0 && TryBegin(next))
            {
                return false;
            }

            Threads.Request(next);
        }

        return false;
    }

    // Canceled before it began: it needs no thread.
    private static void Abandon(FrameCore frame)
    {
        try
        {
            frame.Cancellation.ThrowIfPending();
        }
        catch (OperationCanceledException e)
        {
            frame.Fail(e);
        }
    }

    // Null when the baton lies down, or the scheduler is over.
    private FrameCore? PickNext()
    {
        while (true)
        {
            AssertHolder();
            LookAtArrivals();
            if (_ready.Take() is { } next)
            {
                return next;
            }

            if (Joiner is { } joiner && _live.Count == 1)
            {
                Joiner = null;
                joiner.MoveTo(FrameState.Ready);
                return joiner;
            }

            if (Disposal.IsUnderWay && _live.Count == 0)
            {
                if (TryClose())
                {
                    TellClosed();
                    return null;
                }
            }
            else if (!DeadlockBreaker.TryBreak(this) && TryRest())
            {
                return null;
            }
        }
    }

    // ---- rest and end ----

    private bool TryRest()
    {
        if (AwaitsInside)
        {
            Watch.Start();
        }

        object? me = _holder.Holder;
        NoteHolder(null); // before: the next holder may be there at once
        if (_arrivals.TryRest())
        {
            return true;
        }

        NoteHolder(me);
        return false;
    }

    /// <summary>Holder, with no frame left, or none but its own: ends the scheduler. False when something has arrived.</summary>
    internal bool TryClose()
    {
        if (!_arrivals.TryClose())
        {
            return false;
        }

        Watch.Dispose();
        return true;
    }

    /// <summary>Wakes those that wait for the scheduler's end, under a lock that they share; and no frame of a scheduler that is over may give way.</summary>
    internal void TellClosed() => Uninterrupted.Run(static closed => closed.TrySetResult(), Closed);
}

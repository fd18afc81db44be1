namespace Baton;

/// <summary>
/// A run queue and one baton. Whoever has the baton owns everything here but <see cref="Arrivals"/>; there is no lock, and no thread.
/// </summary>
/// <remarks>
/// <para>The holder is the thread of the frame that runs or, for a moment, whoever took the baton up from its rest with an arrival. A frame
/// that suspends hands the baton straight to the next ready frame, through that frame's lane, or with its first thread, through that
/// thread's inbox. When none is ready it lies in <see cref="Arrivals"/>.</para>
/// <para>Nobody else's code runs while the baton is between two frames.</para>
/// </remarks>
internal sealed partial class SchedulerCore
{
    /// <summary>With so many frames in want of a thread, each further start lets the others run that are ready.</summary>
    internal const int ManyWaiting = 1024;

    /// <summary>With so many, some megabytes of them, it waits until one has begun.</summary>
    internal const int TooManyWaiting = 16 * ManyWaiting;

    private readonly Arrivals _arrivals;
    private readonly LinkedList<FrameCore> _live = new();
    private readonly ThreadRequests _threads;
    private readonly UnseenFailures _failures = new();
    private readonly ReadyFrames _ready = new ReadyInOrder();
    private int _outside;               // frames that wait for something that is no frame
    private int _inside;                // frames that wait for frames
    private FrameCore? _joiner;         // waits for all others
    private bool _closing;              // all frames are doomed
    private volatile bool _refusing;    // anybody: false to true, before the disposal is under way
    private int _disposed;              // interlocked: 1 once a disposal has come to its end, or to the end of its patience

    internal SchedulerCore(CoroutineSchedulerOptions options, bool isHeld)
    {
        Options = options;
        Pool = (options.ThreadPool ?? CoroutineThreadPool.Shared).Workers;
        _arrivals = new Arrivals(isHeld);
        _threads = new ThreadRequests(this);
        Watch = new StandstillWatch(this);
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

    /// <summary>One for all the frames' waiting: see <see cref="FrameTurn"/>.</summary>
    internal SpinLease Lease { get; } = new();

    /// <summary>The users' side of it, for <see cref="CoroutineScheduler.Current"/>.</summary>
    internal CoroutineScheduler Handle
    {
        get => field ?? Interlocked.CompareExchange(ref field, new CoroutineScheduler(this), null) ?? field;
        init;
    }

    internal UnseenFailures Failures => _failures;

    internal IReadOnlyCollection<FrameCore> Live => _live;

    internal bool IsClosed => _arrivals.IsClosed;

    internal TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ThreadRequests Threads => _threads;

    /// <summary>Fired when all frames that there are are canceled, by whoever does that, before the holder of the baton learns of it.</summary>
    internal CancellationTokenSource All { get; } = new();

    /// <summary>Holder: has the word come that cancels all frames of a run? Those that are started from then on are not meant.</summary>
    internal bool AreAllCanceled { get; set; }

    internal BlockCancellations BlockCancellations { get; } = new();

    internal StandstillWatch Watch { get; }

    internal bool HasReady => _ready.Count > 0;

    /// <summary>Is it one of <see cref="CoroutineScheduler.RunAsync(Action, CoroutineSchedulerOptions?, CancellationToken)"/> whose main function has not begun?</summary>
    internal bool IsUnbegunRun { get; set; }

    /// <summary>Holder: does any frame wait for another, or for a thread?</summary>
    internal bool AwaitsInside => _inside > 0 || _threads.Waiting > 0;

    internal bool IsLast(FrameCore? frame) => _ready.Last == frame;

    // ---- anybody ----

    /// <summary>Leaves word for the holder, or takes the baton up and hands it on. Never runs a frame on the calling thread.</summary>
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

    // ---- holder ----

    internal void LookAtArrivals()
    {
        if (!_arrivals.IsEmpty)
        {
            using Quiet quiet = Quiet.Begin();
            _arrivals.AcceptAll(this);
        }
    }

    internal void Add(FrameCore frame)
    {
        _live.AddLast(frame.Place);
        frame.IsLate = AreAllCanceled;
        if (_closing)
        {
            frame.Doom(); // it was on its way here when the scheduler was disposed, or some clean-up has started it
        }
    }

    /// <summary>A frame has ended.</summary>
    internal void Remove(FrameCore frame, bool hadThread)
    {
        _live.Remove(frame.Place);
        if (hadThread)
        {
            _threads.Held--;
        }

        if (frame.Fault is not null && !frame.IsCanceled)
        {
            _failures.Add(frame);
        }
    }

    internal void MakeReady(FrameCore frame)
    {
        frame.EndWait();
        _ready.Add(frame);
    }

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

    /// <summary>
    /// Starts a frame as <c>Async</c> does: at once if there is a thread, otherwise when its turn has come and there is one.
    /// </summary>
    internal void StartFrom(FrameCore starter, FrameCore frame)
    {
        using (Quiet.Begin())
        {
            Add(frame);
            frame.IsLate &= !starter.IsCancelPending; // that has not been told yet, so it is no clean-up
            if (_threads.Waiting > 0 || !starter.TryRunFirst(frame))
            {
                _threads.Request(frame);
            }
        }

        if (_threads.Waiting > ManyWaiting)
        {
            starter.HoldBack(_threads.Waiting > TooManyWaiting ? _threads.NextServed() : null);
        }
    }

    /// <summary>Runs a new frame on a thread of the pool that is free, and the baton goes with it. False when none is.</summary>
    internal bool TryBegin(FrameCore frame)
    {
        _threads.Held++;
        if (Pool.TryStartNow(frame))
        {
            return true; // the frame has the baton: nothing here is ours any more
        }

        _threads.Held--;
        frame.MoveOut();
        return false;
    }

    internal void PassTo(FrameCore next, FrameCore? last)
    {
        bool isAnswer = IsLast(next);
        _ready.Last = last;
        next.GiveBaton(isAnswer);
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

            if (next.IsBound)
            {
                PassTo(next, me);
                return false;
            }

            if (next.IsCancelPending)
            {
                Abandon(next);
                continue;
            }

            _ready.Last = me;
            if (_threads.Waiting == 0 && TryBegin(next))
            {
                return false;
            }

            _threads.Request(next);
        }

        return false;
    }

    // Null when the baton lies down, or the scheduler is over.
    private FrameCore? PickNext()
    {
        while (true)
        {
            LookAtArrivals();
            if (_ready.Take() is { } next)
            {
                return next;
            }

            if (_joiner is { } joiner && _live.Count == 1)
            {
                _joiner = null;
                joiner.EndWait();
                return joiner;
            }

            if (_closing && _live.Count == 0)
            {
                if (TryClose())
                {
                    TellClosed();
                    return null;
                }
            }
            else if (!TryBreakDeadlock() && TryRest())
            {
                return null;
            }
        }
    }
}

using System.Diagnostics;

namespace Baton;

/// <summary>
/// The ready frames and their baton. The holder of the baton owns everything here but <see cref="Arrivals"/>. There is no lock, and no
/// thread.
/// </summary>
/// <remarks>
/// <para>The holder is the thread of the frame that runs. For a moment it is a thread that brought an arrival and took the baton up from
/// its rest. A frame that suspends passes the baton straight to the next ready frame, through that frame's lane. A frame that begins gets
/// the baton through its thread's inbox. When no frame is ready the baton rests in <see cref="Arrivals"/>.</para>
/// <para>No foreign code runs while the baton is between two frames.</para>
/// <para>Fields without a note belong to the holder.</para>
/// </remarks>
[StackTraceHidden]
internal sealed class SchedulerCore
{
    private CoroutineScheduler? _handle; // see Handle; interlocked, any thread
    private readonly bool _isFree;      // did the baton rest at first? Not so for a run whose main has the thread of its caller
    private long _moments;              // the last number that NextMoment gave; holder
    private HolderCheck _holder;        // debug builds: which frame or thread has the baton; holder

    internal SchedulerCore(CoroutineSchedulerOptions options, bool isHeld)
    {
        Name = options.Name;
        Blocking = options.Blocking;
        BlockingGrace = options.BlockingGrace;
        NativePatience = options.NativePatience;
        CallbackPatience = options.CallbackPatience;
        OnUnobservedFailure = options.OnUnobservedFailure;
        KeptPool = options.ThreadPool;
        Clock = UserClock.Of(options.TimeProvider);
        FramePreparation.Prepare();
        Pool = (options.ThreadPool ?? CoroutineThreadPool.Shared).Workers;
        Arrivals = new Arrivals(isHeld);
        Threads = new ThreadRequests(this);
        Watch = new StandstillWatch(this, options.StandstillInterval);
        LongTurns = new LongTurnWatch(this, options.LongTurn);
        Disposal = new SchedulerDisposal(this, options.DisposeTimeout);
        _isFree = !isHeld;
        if (isHeld)
        {
            NoteHolder(Thread.CurrentThread);
        }

        Run = ControlledThread.CurrentRun;
        Run?.Join(this);
    }

    /// <summary>Creates a scheduler that is over.</summary>
    internal static SchedulerCore CreateClosed()
    {
        SchedulerCore core = new(CoroutineSchedulerOptions.Default, isHeld: true);
        core.Arrivals.TryClose();
        core.TellClosed();
        return core;
    }

    internal string? Name { get; }

    internal BlockingMode Blocking { get; }

    internal TimeSpan BlockingGrace { get; }

    internal TimeSpan NativePatience { get; }

    internal TimeSpan CallbackPatience { get; }

    /// <summary>The users' callback for failures that no code asks for. Null: none.</summary>
    internal Action<UnobservedFailureEventArgs>? OnUnobservedFailure { get; }

    /// <summary>The pool's handle, until the scheduler is over. Null: the shared pool. Cleared by whoever closes the scheduler.</summary>
    internal CoroutineThreadPool? KeptPool { get; set; }

    /// <summary>The clock of the options, by which frames wait.</summary>
    internal TimeProvider Clock { get; }

    internal WorkerPool Pool { get; }

    /// <summary>The run of a test in which the scheduler was made. Null: none.</summary>
    internal ControlledRun? Run { get; }

    /// <summary>One lease to spin, which all frames share: see <see cref="FrameSeat"/>.</summary>
    internal SpinLease Lease { get; } = new();

    /// <summary>The users' handle, for <see cref="CoroutineScheduler.Current"/>.</summary>
    internal CoroutineScheduler Handle
    {
        get => _handle ?? Interlocked.CompareExchange(ref _handle, new CoroutineScheduler(this), null) ?? _handle;
        init => _handle = value;
    }

    /// <summary>May users have a handle?</summary>
    internal bool HasHandle => _handle is not null;

    /// <summary>Where all threads but the holder leave word, and where the baton rests.</summary>
    internal Arrivals Arrivals { get; }

    /// <summary>The frames that are ready.</summary>
    internal ReadyFrames Ready { get; } = ReadyFrames.New();

    /// <summary>How many frames wait, and for what kind of thing.</summary>
    internal WaitCounts Waits { get; } = new();
    internal UnseenFailures Failures { get; } = new();

    internal LinkedList<FrameCore> Live { get; } = new();
    internal bool IsClosed => Arrivals.IsClosed;

    /// <summary>Comes when the scheduler is over, and the failures that its run tells of were taken.</summary>
    internal TaskEnd ClosedEnd { get; } = new();

    internal ThreadRequests Threads { get; }

    internal SchedulerDisposal Disposal { get; }

    /// <summary>Fired when all frames are canceled, by the thread that cancels, before the holder of the baton learns of it.</summary>
    internal CausedSource All { get; } = new();

    /// <summary>What cancels the run from outside. Null: nothing. Written before another thread sees the scheduler.</summary>
    internal RunCancellation? RunCancellation { get; set; }

    /// <summary>Holder: has the word come that cancels all frames of a run? Later frames are not canceled with it.</summary>
    internal bool AreAllCanceled { get; set; }

    internal BlockCancellations BlockCancellations { get; } = new();
    internal CancellationCascade Cascade { get; } = new();

    internal StandstillWatch Watch { get; }
    internal LongTurnWatch LongTurns { get; }

    /// <summary>The main frame of a run, while it waits for all other frames. Null: it does not wait.</summary>
    internal FrameCore? Joiner { get; set; }

    /// <summary>
    /// How a run ends whose main function has a thread to itself. Null: there is no such, or the run is over. Written before the run is
    /// started; then by the holder.
    /// </summary>
    internal RunEnd? RunEnd { get; set; }

    /// <summary>Is the run's caller a thread of the pool, which serves frames when main has ended? Written before main begins.</summary>
    internal bool IsMainOnPool { get; set; }

    /// <summary>Do all frames run on threads of the pool? Not so for a run whose main has a thread of another.</summary>
    internal bool IsOnPool => _isFree || IsMainOnPool;

    internal bool HasReady => Ready.Count > 0;

    /// <summary>How many frames stand aside while they wait in foreign code. Holder.</summary>
    internal int StandingAside { get; set; }

    /// <summary>Is this the scheduler of a RunAsync whose main function has not begun?</summary>
    internal bool IsUnbegunRun { get; set; }

    /// <summary>Holder: does a frame wait for another frame, or for a thread, of its own or for something else?</summary>
    internal bool AwaitsInside => Waits.Inside > 0 || Waits.OnPool > 0 || Threads.Waiting > 0;

    internal bool IsLast(FrameCore? frame) => Ready.Last == frame;

    /// <summary>
    /// Any thread: are all frames canceled, or about to be? The run's token may run other callbacks before the one that cancels the frames.
    /// </summary>
    internal bool IsAllAskedFor => All.IsCancellationRequested || RunCancellation?.IsAskedFor == true;

    /// <summary>The other scheduler's frame that called for the run. Null: none. Its thread, before others see this, or leaving.</summary>
    internal FrameCore? Around { get; set; }

    /// <summary>The scope in which the run was called for. Null: none, or it is no run. Written as <see cref="Around"/> is.</summary>
    internal WeakReference<ScopeCore>? CalledIn { get; set; }

    /// <summary>Any thread: is this a token by which all frames are canceled?</summary>
    internal bool IsTokenOfAll(CancellationToken token) => All.Token == token || RunCancellation?.Has(token) == true;

    /// <summary>Holder: a number that is greater than all before it.</summary>
    internal long NextMoment()
    {
        AssertHolder();
        return ++_moments;
    }

    // ---- any thread ----

    /// <summary>Leaves word for the holder, or takes the baton up and passes it. Never runs a frame on the calling thread.</summary>
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
        switch (Arrivals.Leave(arrival))
        {
            case Arrivals.Left.WithBaton:
                using (Quiet.Begin())
                {
                    NoteHolder(Thread.CurrentThread);
                    Threads.LeaveStandstill();
                    arrival.Accept(this);
                    Threads.SendMore();
                    if (Live.Count > 1)
                    {
                        LongTurns.Start();
                    }

                    this.PassOn(null);
                }

                return true;
            case Arrivals.Left.Word:
                ControlledThread.TellWord(Run);
                if (arrival is FrameCore)
                {
                    LongTurns.Start(); // a frame more, which waits for its turn
                }

                return true;
            default:
                return false;
        }
    }

    /// <summary>Debug builds: asserts that the calling thread holds the baton, or that the scheduler is over.</summary>
    [Conditional("DEBUG")]
    internal void AssertHolder() => Debug.Assert(IsClosed || _holder.IsHeldHere, $"{Handle}: off the baton");

    /// <summary>
    /// Debug builds: notes the frame, or the thread, that has the baton from now on. Null: none. Called before the baton is passed.
    /// </summary>
    [Conditional("DEBUG")]
    internal void NoteHolder(object? holder) => _holder.Set(holder);

    /// <summary>Debug builds: the frame, or the thread, that has the baton. Null: none, or this is no debug build.</summary>
    internal object? NotedHolder => _holder.Holder;

    // ---- holder ----

    internal void LookAtArrivals()
    {
        if (!Arrivals.IsEmpty)
        {
            AcceptArrivals();
        }
    }

    // A method of its own: what comes at every suspension point stays small enough to be compiled into its callers.
    private void AcceptArrivals()
    {
        if (FrameCore.Current is { Seat.IsBeginningWait: true, State: FrameState.Running } me && me.Scheduler == this)
        {
            return; // an arrival may be for the wait that the frame begins
        }

        AssertHolder();
        using Quiet quiet = Quiet.Begin();
        Arrivals.AcceptAll(this);
        Threads.SendMore();
    }

    internal void Add(FrameCore frame)
    {
        AssertHolder();
        Live.AddLast(frame.Place);
        frame.IsLate = AreAllCanceled;
        if (Disposal.IsUnderWay)
        {
            frame.Cancellation.Doom(); // it was on its way when the scheduler was disposed, or clean-up has started it
        }
    }

    /// <summary>A frame has ended.</summary>
    internal void Remove(FrameCore frame, bool hadThread)
    {
        AssertHolder();
        Live.Remove(frame.Place);
        RunEnd?.OnEnded(frame);
        if (hadThread)
        {
            Threads.Held--;
        }

        if (frame.Failure is not null && !frame.IsCanceled)
        {
            Failures.Add(frame);
        }
    }

    internal void MakeReady(FrameCore frame)
    {
        frame.MoveTo(FrameState.Ready);
        Ready.Add(frame);
    }
}

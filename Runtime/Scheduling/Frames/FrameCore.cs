using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>
/// A frame without its type: a function under a scheduler's baton, on a thread of its own, and how it waits and ends.
/// </summary>
/// <remarks>
/// <para>Every field without a note belongs to the holder of the scheduler's baton, whoever that is; the baton's way from thread to thread
/// orders its reads and writes. A frame's thread has the baton exactly while the frame is <see cref="FrameState.Running"/>.</para>
/// <para>A frame's waiting thread is whichever runs for it: its own, or that of a coroutine it resumes. Only one of them is up at a time, so
/// one lane serves all.</para>
/// </remarks>
internal abstract partial class FrameCore : Driver, IArrival
{
    private static long s_lastId;

    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private Lane<Nothing>? _lane;
    private FrameTurn? _turn;
    private SpinTuner _tuner = new(SpinTuner.Short);    // the waiting thread
    private List<FrameCore>? _awaiters;
    private FrameCore? _starter;
    private volatile bool _ended;                       // the last that an end writes: what was written before is there for all
    private int _cancelRequested;                       // interlocked: 1 once anybody has asked
    private FrameToken? _source;                        // interlocked: of the token that the function can ask for
    private List<Task>? _callbacks;                     // of tokens that were fired to cancel it, as far as those may still run
    private CancellationToken _cause;                   // the same: that token
    private CancellationTokenRegistration _runCancellation; // of the main frame of a run, with its caller's token
    private TaskWait? _taskWait;                        // its own for tasks, for one wait after the other
    private IFrameWait? _outsideWait;                   // the one it is in; meaningful in state AwaitingOutside
    private OperationCanceledException? _pendingCancel;
    private OperationCanceledException? _thrownCancel;  // the last that was pending
    private bool _metEarly;                             // it has learned that it was canceled before the word of it arrived
    private Exception? _pendingFailure;
    private List<CoroutineScope>? _openScopes;          // of blocks on its own stack, innermost last
    private bool _doomed;
    private int _signals;                               // cancellations that it was given after the first because it is doomed
    private int _watchers;                              // interlocked: who waits for its end from outside its scheduler

    protected FrameCore(SchedulerCore scheduler, string? name)
    {
        Scheduler = scheduler;
        Name = name;
        Id = Interlocked.Increment(ref s_lastId);
    }

    /// <summary>The frame that the calling thread runs for: its own, or that of whoever resumed its coroutine.</summary>
    internal static new FrameCore? Current
    {
        get
        {
            Driver? driver = Driver.Current;
            Debug.Assert(driver is null or FrameCore, "a driver is a frame");
            return Unsafe.As<FrameCore?>(driver); // a cast would cost nanoseconds in every suspension
        }
    }

    internal SchedulerCore Scheduler { get; }

    internal string? Name { get; }

    internal long Id { get; }

    internal FrameState State { get; set; }

    /// <summary>A frame, a scope, or words.</summary>
    internal object? WaitsFor { get; private set; }

    /// <summary>The worker whose thread it runs on; null before it has one, and on a thread that is none of a pool's.</summary>
    internal Worker? Worker { get; private set; }

    /// <summary>Has it a thread that waits, or will wait, in its lane?</summary>
    internal bool IsBound => _lane is not null;

    /// <summary>Has it had its turn, and found no thread?</summary>
    internal bool IsInWantOfThread { get; set; }

    /// <summary>What it waits at queues with, kept for the next time. Its own thread.</summary>
    internal IFrameWait? SpareQueueWait { get; set; }

    /// <summary>
    /// Has it begun a wait in which it runs others' code before it suspends? Then nothing that arrives may be accepted yet: it is for the wait. Its own
    /// thread.
    /// </summary>
    internal bool IsBeginningWait { get; set; }

    internal sealed override DriverContext Context => FrameContext.Instance;

    /// <summary>The scope that it was started in, and that must learn of its end.</summary>
    internal CoroutineScope? Scope { get; init; }

    /// <summary>Neighbours in the scheduler's list of frames that have not ended.</summary>
    internal LinkedListNode<FrameCore> Place { get => field ??= new LinkedListNode<FrameCore>(this); }

    /// <summary>Was it started in the clean-up of a run that was canceled, and so is not canceled with it? Set by the holder, before it begins.</summary>
    internal bool IsLate { get; set; }

    internal bool IsEnded => _ended;

    /// <summary>What the function threw; set before the end.</summary>
    internal ExceptionDispatchInfo? Fault
    {
        get;
        private set
        {
            field = value;
            IsCanceled = value?.SourceException is OperationCanceledException && IsCancelRequested; // now: its scope may be canceled later
        }
    }

    /// <summary>Did it end by having been canceled, so that this is no failure?</summary>
    internal bool IsCanceled { get; private set; }

    /// <summary>Lives as long as a frame that has failed. Set before the end.</summary>
    internal UnseenFailure? Unseen { get; private set; }

    /// <summary>Has anybody been told of its failure, or will be? Any thread.</summary>
    internal bool IsObserved { get => field || Volatile.Read(ref _watchers) > 0; set; }

    IArrival? IArrival.Earlier { get; set; }

    internal override string? ThreadLabel => Name;

    /// <summary>For those who look at several schedulers: with the name of its own, if that has one.</summary>
    internal string Described => Scheduler.Options.Name is { } scheduler ? $"{this} of scheduler '{scheduler}'" : ToString();

    public override string ToString() => Name is null ? $"frame #{Id}" : $"frame '{Name}' (#{Id})";

    void IArrival.Accept(SchedulerCore scheduler)
    {
        if (State == FrameState.New)
        {
            scheduler.Add(this);
        }

        scheduler.MakeReady(this);
    }

    void IArrival.Refuse(SchedulerCore scheduler)
    {
        // of a new frame, its starter is told; one that waits keeps its scheduler open
    }
}

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>
/// A frame without its type: a function under a scheduler's baton, on a thread of its own. This class has the
/// frame's identity, state, run and end. The waits are in <see cref="FrameWaits"/>, the cancellation in <see cref="FrameCancellation"/>.
/// </summary>
/// <remarks>
/// Every field without a note belongs to the holder of the scheduler's baton, whichever thread that is; the baton's way from thread to
/// thread orders its reads and writes. A frame's thread has the baton exactly while the frame is <see cref="FrameState.Running"/>.
/// </remarks>
internal abstract class FrameCore : Driver, IArrival
{
    private static long s_lastId; // interlocked

    private List<FrameCore>? _awaiters;                 // of the same scheduler
    private volatile bool _ended;                       // the last that an end writes: what was written before is there for all
    private int _watchers;                              // waits for its end from outside its scheduler; interlocked, by those

    protected FrameCore(SchedulerCore scheduler, string? name)
    {
        Scheduler = scheduler;
        Name = name;
        Id = Interlocked.Increment(ref s_lastId);
        Seat = new FrameSeat(this);
        Cancellation = new FrameCancellation(this);
    }

    /// <summary>The frame that the calling thread runs for: its own, or that of its coroutine's resumer.</summary>
    internal static new FrameCore? Current
    {
        get
        {
            Driver? driver = Driver.Current;
            Debug.Assert(driver is null or FrameCore, "a driver is a frame");
            return Unsafe.As<FrameCore?>(driver); // a cast would cost nanoseconds in every suspension
        }
    }

    /// <summary>What the function runs in: the context of the call that made the frame; null: its flow was suppressed there.</summary>
    internal ExecutionContext? StartContext { get; } = ExecutionContext.Capture();

    internal SchedulerCore Scheduler { get; }

    internal string? Name { get; }

    internal long Id { get; }

    internal FrameSeat Seat { get; }

    internal FrameCancellation Cancellation { get; }

    internal FrameState State { get; private set; }

    /// <summary>What the frame waits for: a frame, a scope, or words; null: for nothing, or its turn.</summary>
    internal object? WaitsFor { get; private set; }

    /// <summary>The wait for something outside that the frame is in; meaningful in state AwaitingOutside.</summary>
    internal IFrameWait? OutsideWait { get; set; }

    /// <summary>What the frame waits for tasks with, one after the other; null: none, or the last one was withdrawn.</summary>
    internal TaskWait? TaskWait { get; set; }

    /// <summary>A failure that ends the wait that the frame is in.</summary>
    internal Exception? Breach { get; set; }

    /// <summary>The worker whose thread it runs on; null before it has one, and on a thread of no pool.</summary>
    internal Worker? Worker { get; set; }

    /// <summary>
    /// The frame of another scheduler on whose thread this one is the main frame of a run. Written before it runs, by that thread.
    /// </summary>
    internal FrameCore? Outer { get; set; }

    /// <summary>The innermost scope whose block is open on its own stack; null: none.</summary>
    internal ScopeCore? InnermostScope { get; set; }

    /// <summary>The scope in which the frame was started. The scope must learn of the frame's end.</summary>
    internal ScopeCore? Scope { get; init; }

    /// <summary>Neighbours in the scheduler's list of frames that have not ended.</summary>
    internal LinkedListNode<FrameCore> Place { get => field ??= new LinkedListNode<FrameCore>(this); }

    /// <summary>
    /// Was it started in the clean-up of a run that was canceled, and so is not canceled with it? Set by the holder, before it begins.
    /// </summary>
    internal bool IsLate { get; set; }

    internal bool IsEnded => _ended;

    /// <summary>What the function threw; set before the end.</summary>
    internal ExceptionDispatchInfo? Fault
    {
        get;
        set
        {
            field = value;
            // Now: its scope may be canceled later.
            IsCanceled = value?.SourceException is OperationCanceledException && Cancellation.IsRequested;
        }
    }

    /// <summary>Did the frame end by its cancellation? Such an end is no failure.</summary>
    internal bool IsCanceled { get; private set; }

    /// <summary>It was canceled: the token that its cancellation names.</summary>
    internal CancellationToken CanceledWith => ((OperationCanceledException)Fault!.SourceException).CancellationToken;

    /// <summary>Lives as long as a frame that has failed. Set before the end.</summary>
    internal UnseenFailure? Unseen { get; private set; }

    /// <summary>Has anybody been told of its failure, or will be? Any thread.</summary>
    internal bool IsObserved { get => field || Volatile.Read(ref _watchers) > 0; set; }

    IArrival? IArrival.Earlier { get; set; }

    internal override string? ThreadLabel => Name;

    internal override bool IsStartedWithBaton => true;

    internal sealed override DriverContext Context => FrameContext.Instance;

    /// <summary>For readers who look at several schedulers: with the name of its own, if that has one.</summary>
    internal string Described => Scheduler.Options.Name is { } scheduler ? $"{this} of scheduler '{scheduler}'" : ToString();

    public override string ToString() => Name is null ? $"frame #{Id}" : $"frame '{Name}' (#{Id})";

    // ---- its state ----

    /// <summary>
    /// Holder: the one way in which a frame's state changes; <see cref="FrameStateTable"/> says when. Waits are counted here.
    /// </summary>
    /// <param name="state">Where it goes.</param>
    /// <param name="waitsFor">A frame, a scope, or words; null: it does not wait.</param>
    internal void MoveTo(FrameState state, object? waitsFor = null)
    {
        FrameStateTable.Assert(this, state);
        AssertHolder();
        Commit.Begin();
        Scheduler.Waits.Change(State, -1);
        Scheduler.Waits.Change(state, 1);
        State = state;
        if (WaitsFor != waitsFor)
        {
            WaitsFor = waitsFor; // only then: the passer of the baton to this frame reads the same line, on another processor
        }

        Commit.End();
    }

    /// <summary>Debug builds: the caller holds the baton of the frame's scheduler.</summary>
    [Conditional("DEBUG")]
    internal void AssertHolder() => Scheduler.AssertHolder();

    // ---- its thread ----

    internal override void MoveIn(Worker worker) => Worker = worker;

    /// <summary>Holder: it has not begun. A thread may have been meant for it, and then could not be started.</summary>
    internal void MoveOut() => Worker = null;

    /// <summary>Runs a frame that was given the baton together with its thread.</summary>
    internal sealed override void Run(Worker worker)
    {
        if (!Seat.HasStarter)
        {
            worker.Lease.Release();
        }

        FrameRun.RunOn(worker, this);
    }

    /// <summary>Calls the function, and forgets it first.</summary>
    internal abstract void Invoke();

    // ---- its end ----

    /// <summary>Holder: it never began, and never will.</summary>
    internal void Fail(Exception failure)
    {
        Fault = ExceptionDispatchInfo.Capture(failure);
        Publish();
    }

    /// <summary>Outside every scheduler: has ended.</summary>
    internal void EndOutside(Exception? failure)
    {
        Fault = failure is null ? null : ExceptionDispatchInfo.Capture(failure);
        WatchFailure();
        MoveTo(FrameState.Ended);
        _ended = true;
        CompleteTask();
        Scope?.OnEnded(this);
    }

    /// <summary>Its own thread, with the baton, which it gives away for good.</summary>
    internal void End()
    {
        SchedulerCore scheduler = Scheduler;
        scheduler.NoteHolder(Thread.CurrentThread);
        FrameCore? starter = Seat.TakeStarter();
        Publish();
        scheduler.Lease.Release(); // nobody might spin on it again
        Worker?.Pool.Return(Worker, this);

        if (starter is not null)
        {
            scheduler.PassTo(starter, null);
        }
        else if (!scheduler.IsClosed)
        {
            scheduler.PassOn(null);
        }
    }

    private void Publish()
    {
        bool hadThread = Worker is not null;
        WatchFailure();
        Commit.Enter();
        MoveTo(FrameState.Ended);
        _ended = true;
        Cancellation.End();
        CompleteTask();
        List<FrameCore>? awaiters = _awaiters;
        _awaiters = null;
        foreach (FrameCore awaiter in awaiters ?? [])
        {
            Scheduler.MakeReady(awaiter);
        }

        Scheduler.Remove(this, hadThread);
        Scope?.OnEnded(this);
        Commit.Leave();
    }

    private void WatchFailure()
    {
        if (Fault is not null && !IsCanceled)
        {
            Unseen = new UnseenFailure(this);
        }
    }

    /// <summary>Holder: <paramref name="awaiter"/> is made ready at the end.</summary>
    internal void AddAwaiter(FrameCore awaiter) => (_awaiters ??= []).Add(awaiter);

    /// <summary>Holder: as if it had not waited.</summary>
    internal void RemoveAwaiter(FrameCore awaiter) => _awaiters?.Remove(awaiter);

    /// <summary>
    /// The end is published: a task that was asked for completes, on the thread pool; one that is asked for later is complete.
    /// </summary>
    protected abstract void CompleteTask();

    /// <summary>For those who ask for a task; its failure is then in the task.</summary>
    internal abstract Task AsTask();

    /// <summary>The same task, only to wait for the end.</summary>
    internal abstract Task EndTask { get; }

    /// <summary>Off its scheduler: waits for its end. Meanwhile its failure counts as seen.</summary>
    internal void AwaitFromElsewhere()
    {
        Interlocked.Increment(ref _watchers);
        try
        {
            AwaitExtensions.WaitForEnd(EndTask, "a frame");
        }
        catch
        {
            Interlocked.Decrement(ref _watchers); // the wait was canceled, or forbidden
            throw;
        }
    }

    /// <summary>It has ended: throws what it threw.</summary>
    internal void ThrowFault()
    {
        if (Fault is not null)
        {
            IsObserved = true;
            Fault.Throw();
        }
    }

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

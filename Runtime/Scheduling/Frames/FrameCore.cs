using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// A frame without its type argument: a function under a scheduler's baton, on a thread of its own. This class has the frame's identity,
/// state, run and end. <see cref="FrameWaits"/> has the waits, <see cref="FrameCancellation"/> the cancellation.
/// </summary>
/// <remarks>
/// Fields and properties without a note belong to the holder of the scheduler's baton. Each pass of the baton publishes them. A frame's
/// thread has the baton exactly while the frame is <see cref="FrameState.Running"/>.
/// </remarks>
[StackTraceHidden]
internal abstract class FrameCore : Driver, IArrival
{
    private static long s_lastId; // the last Id that was given; interlocked

    private FrameAwaiters _awaiters;                    // frames of the same scheduler that wait for this one's end; holder
    private volatile bool _ended;                       // has the frame ended? holder, once; publishes the result and the failure
    private int _epoch;                                 // see Epoch; holder
    private FrameWatchers _watchers;                    // waits for the end from outside the scheduler; those threads

    protected FrameCore(SchedulerCore scheduler, string? name)
    {
        Scheduler = scheduler;
        Name = name;
        Id = Interlocked.Increment(ref s_lastId);
        Seat = new FrameSeat(this);
        Cancellation = new FrameCancellation(this);
        Place = new LinkedListNode<FrameCore>(this);
    }

    /// <summary>The frame that the calling thread runs for: its own, or the frame of its coroutine's resumer.</summary>
    internal static new FrameCore? Current => Unsafe.As<FrameCore?>(Driver.Current); // a cast would cost nanoseconds in every suspension

    /// <summary>The context that the function runs in, of the call that made the frame. Null: that call had suppressed the flow.</summary>
    internal ExecutionContext? StartContext { get; set; } = ExecutionContext.Capture();

    internal SchedulerCore Scheduler { get; }

    internal string? Name { get; }

    internal long Id { get; }

    internal FrameSeat Seat { get; }

    internal FrameCancellation Cancellation { get; }

    internal FrameState State { get; private set; }

    /// <summary>What the frame waits for: a frame, a scope, or words. Null: nothing, or its turn.</summary>
    internal object? WaitsFor { get; private set; }

    /// <summary>
    /// Changes by 2 with each wait, and again with its end; odd while that is written. Who reads it without the baton, then all that a
    /// wait is about, and then it again, and finds the same even number, has seen one wait.
    /// </summary>
    internal int Epoch => Volatile.Read(ref _epoch);

    /// <summary>The wait for something outside that the frame is in. Valid in state AwaitingOutside.</summary>
    internal IFrameWait? OutsideWait { get; set; }

    /// <summary>The object with which the frame waits for tasks. Null: none was made, or the last one was withdrawn.</summary>
    internal TaskWait? TaskWait { get; set; }

    /// <summary>A failure that ends the wait that the frame is in.</summary>
    internal Exception? Breach { get; set; }

    /// <summary>The worker whose thread the frame runs on. Null: it has no thread yet, or a thread of no pool.</summary>
    internal Worker? Worker { get; set; }

    /// <summary>
    /// The frame of another scheduler that runs this main frame on its thread. That thread, before this frame runs, or when it leaves it.
    /// </summary>
    internal FrameCore? Outer { get; set; }

    /// <summary>The innermost scope whose block is open on the frame's own stack. Null: none.</summary>
    internal ScopeCore? InnermostScope { get; set; }

    /// <summary>The scope in which the frame was started. Null: none. The scope must learn of the frame's end.</summary>
    internal ScopeCore? Scope { get; set; }

    /// <summary>The users' handle, always the same. Other handles may have been made.</summary>
    internal abstract Frame Handle { get; }

    /// <summary>Was the failure told to the callback of a supervising scope? Then it does not come out of the scope. Own thread.</summary>
    internal bool IsHandled { get; set; }

    /// <summary>The place in the scheduler's list of frames that have not ended.</summary>
    internal LinkedListNode<FrameCore> Place { get; }

    /// <summary>
    /// Was the frame started in the clean-up of a frame or a run? Then it is not canceled with the run. Set by the holder before it begins.
    /// </summary>
    internal bool IsLate { get; set; }

    /// <summary>Has a frame with a thread of the pool come to wait for this one? Holder, by <see cref="ThreadNeed"/>.</summary>
    internal bool IsHurried { get; set; }

    /// <summary>Has the frame begun as the main frame of a run? Own thread, with the baton.</summary>
    internal bool IsMain { get; set; }

    internal bool IsEnded => _ended;

    /// <summary>What the function threw. Written before the end.</summary>
    internal ThrownFault? Fault
    {
        get;
        set
        {
            field = value;
            // Decided now, since the scope may be canceled later.
            IsCanceled = Failure is OperationCanceledException && Cancellation.IsRequested;
        }
    }

    internal Exception? Failure => Fault?.SourceException;

    /// <summary>Did the frame end by its cancellation? Such an end is no failure.</summary>
    internal bool IsCanceled { get; private set; }

    /// <summary>The token that the cancellation of a canceled frame names.</summary>
    internal CancellationToken CanceledWith => ((OperationCanceledException)Failure!).CancellationToken;

    /// <summary>Lives as long as a frame that has failed. Null also when there was no memory. Written before the end.</summary>
    internal UnseenFailure? Unseen { get; private set; }

    /// <summary>Has other code seen the failure, or will see it? Any thread.</summary>
    internal bool IsObserved
    {
        get => field || _watchers.AreThere;
        set
        {
            field = value;
            Unseen?.MarkSeen();
        }
    }

    IArrival? IArrival.Earlier { get; set; }

    internal override string? ThreadLabel => Name;
    internal override bool IsStartedWithBaton => true;

    internal sealed override bool WasToldIn(CoroutineCore coroutine, Exception exception) =>
        FrameFault.WasToldIn(this, coroutine.Id, exception);

    internal sealed override void TellAgain() => ReplacedTeller.NoteLast(this);

    internal sealed override bool CanBeGivenUp => this.IsOnOwnThread();

    internal sealed override Driver? Caller => IsMain ? Outer : null; // other frames may run on main's thread, when main has ended

    internal sealed override void GiveUp(Exception exception, string reason) => FrameGivingUp.GiveUp(this, exception, reason);

    internal sealed override DriverContext Context => FrameContext.Instance;

    /// <summary>The frame in messages about several schedulers: with its scheduler's name, if that has one.</summary>
    internal string Described => Scheduler.Name is { } scheduler ? $"{this} of scheduler '{scheduler}'" : ToString();

    public override string ToString() => (Name ?? FunctionName) is { } name ? $"frame '{name}' (#{Id})" : $"frame #{Id}";

    // ---- its state ----

    /// <summary>Holder: the one way to change the state, as <see cref="FrameStateTable"/> says. Counts the waits too.</summary>
    /// <param name="state">The new state.</param>
    /// <param name="waitsFor">A frame, a scope, or words. Null: the frame does not wait.</param>
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
            _epoch++;
            Volatile.WriteBarrier();
            WaitsFor = waitsFor; // written only when it changes: the passer reads the same cache line, on another processor
            Volatile.Write(ref _epoch, _epoch + 1);
        }

        Commit.End();
    }

    /// <summary>Debug builds: the caller holds the baton of the frame's scheduler.</summary>
    [Conditional("DEBUG")]
    internal void AssertHolder() => Scheduler.AssertHolder();

    internal override void MoveIn(Worker worker) => Worker = worker;

    /// <summary>Runs a frame that got the baton together with its thread.</summary>
    internal sealed override void Run(Worker worker)
    {
        if (!Seat.HasStarter)
        {
            worker.Lease.Release();
        }

        FrameRun.RunOn(worker, this);
    }

    /// <summary>The name by which the function is shown if it was given none. Null: none is known. Any thread.</summary>
    internal abstract string? FunctionName { get; }

    /// <summary>Forgets the function, then calls it.</summary>
    internal abstract void Invoke();

    // ---- its end ----

    /// <summary>Holder: ends a frame that never began, with a failure. Does not fail.</summary>
    internal void Fail(Exception failure)
    {
        Fault = ThrownFault.Capture(failure);
        Publish();
    }

    /// <summary>Outside every scheduler: ends the frame.</summary>
    internal void EndOutside(Exception? failure)
    {
        Fault = failure is null ? null : ThrownFault.Capture(failure);
        IsCanceled |= failure is OperationCanceledException && OutsideTelling.IsToBeToldHere;
        Unseen = UnseenFailure.TryWatch(this);
        MoveTo(FrameState.Ended);
        _ended = true;
        Cancellation.End();
        CompleteTask();
        Scope?.OnEnded(this);
        this.ForgetRun();
    }

    /// <summary>Own thread, with the baton: ends the frame, and passes the baton for good.</summary>
    /// <param name="isGivenUp">Does the thread keep the frame's stack?</param>
    internal void End(bool isGivenUp = false)
    {
        SchedulerCore scheduler = Scheduler;
        scheduler.NoteHolder(Thread.CurrentThread);
        FrameCore? starter = Seat.TakeStarter();
        Publish();
        scheduler.Lease.Release(); // perhaps no other frame will spin on the lease, and release it
        this.LeaveThread(isGivenUp);
        if (starter is not null)
        {
            scheduler.PassTo(starter, null);
        }
        else if (!scheduler.IsClosed)
        {
            scheduler.PassOn(null);
        }
    }

    internal void Publish()
    {
        bool hadThread = Worker is not null;
        Unseen = UnseenFailure.TryWatch(this);
        Commit.Enter();
        MoveTo(FrameState.Ended);
        _ended = true;
        Cancellation.End();
        CompleteTask();
        _awaiters.Wake(Scheduler);
        Scheduler.Remove(this, hadThread);
        Scope?.OnEnded(this);
        this.ForgetRun();
        Commit.Leave();
    }

    /// <summary>Holder: the frames of the same scheduler that wait for this one's end.</summary>
    internal ref FrameAwaiters Awaiters => ref _awaiters;

    /// <summary>
    /// Called when the end is published. Has the task completed by an errand, if there is one. Later callers get a complete one.
    /// </summary>
    protected abstract void CompleteTask();

    /// <summary>The task for users. From then on the task carries the frame's failure.</summary>
    internal abstract Task AsTask();

    /// <summary>The same task, for code that only waits for the end.</summary>
    internal abstract Task EndTask { get; }

    /// <summary>Outside the frame's scheduler: waits for the end. Meanwhile the failure counts as seen.</summary>
    internal void AwaitFromElsewhere() => _watchers.Await(EndTask);

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
        // The caller tells the starter of a new frame. A frame that waits keeps its scheduler open.
    }
}

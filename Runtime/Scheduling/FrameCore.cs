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
internal abstract class FrameCore : Tenant, IArrival
{
    [ThreadStatic]
    private static FrameCore? s_ofThread;

    private static long s_lastId;

    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private Lane<Nothing>? _lane;
    private FrameTurn? _turn;
    private SpinTuner _tuner = new(SpinTuner.Short);    // the waiting thread
    private List<FrameCore>? _awaiters;
    private FrameCore? _starter;
    private volatile bool _ended;                       // the last that an end writes: what was written before is there for all
    private volatile bool _cancelRequested;             // anybody, once
    private CancellationTokenSource? _source;           // interlocked: of the token that the function can ask for
    private CancellationTokenSource? _waitSource;
    private OperationCanceledException? _pendingCancel;
    private Exception? _pendingFailure;
    private bool _doomed;

    protected FrameCore(SchedulerCore scheduler, string? name)
    {
        Scheduler = scheduler;
        Name = name;
        Id = Interlocked.Increment(ref s_lastId);
    }

    /// <summary>The frame that the calling thread runs for: its own, or that of whoever resumed its coroutine.</summary>
    internal static FrameCore? Current => CoroutineCore.Current is { } coroutine ? coroutine.Driver : s_ofThread;

    internal SchedulerCore Scheduler { get; }

    internal string? Name { get; }

    internal long Id { get; }

    internal FrameState State { get; set; }

    /// <summary>A frame, a scope, or words.</summary>
    internal object? WaitsFor { get; private set; }

    /// <summary>The worker whose thread it runs on; null before it has one, and on a thread that is none of a pool's.</summary>
    internal Worker? Worker { get; private set; }

    /// <summary>Has it a thread that waits, or will wait, in its lane?</summary>
    internal bool IsBound { get; set; }

    /// <summary>Has it had its turn, and found no thread?</summary>
    internal bool IsInWantOfThread { get; set; }

    /// <summary>Where suspension is forbidden now, innermost last; null or empty: nowhere.</summary>
    internal Stack<string>? NoSuspend { get; set; }

    internal bool IsSuspensionForbidden => NoSuspend is { Count: > 0 };

    /// <summary>Is it inside the scheduler's own code, where the baton is on its way? Its own thread.</summary>
    internal bool IsInScheduler { get; set; }

    /// <summary>The scope that it was started in, and that must learn of its end.</summary>
    internal CoroutineScope? Scope { get; init; }

    /// <summary>Neighbours in the scheduler's list of frames that have not ended.</summary>
    internal LinkedListNode<FrameCore> Place { get => field ??= new LinkedListNode<FrameCore>(this); }

    internal bool IsEnded => _ended;

    /// <summary>What the function threw; set before the end.</summary>
    internal ExceptionDispatchInfo? Fault { get; private set; }

    /// <summary>Did it end by having been canceled, so that this is no failure?</summary>
    internal bool IsCanceled => Fault?.SourceException is OperationCanceledException && _cancelRequested;

    /// <summary>Has anybody been told of its failure? Any thread; false to true.</summary>
    internal bool IsObserved { get; set; }

    IArrival? IArrival.Earlier { get; set; }

    internal override string? ThreadLabel => Name;

    public override string ToString() => Name is null ? $"frame #{Id}" : $"frame '{Name}' (#{Id})";

    // ---- its token ----

    internal CancellationToken CancellationToken
    {
        get
        {
            CancellationTokenSource source = Volatile.Read(ref _source) ?? NewSource();
            if (_cancelRequested)
            {
                source.Cancel();
            }

            return source.Token;
        }
    }

    private CancellationTokenSource NewSource()
    {
        CancellationTokenSource made = new();
        return Interlocked.CompareExchange(ref _source, made, null) ?? made;
    }

    /// <summary>Anybody: cancels it at its next suspension point, or where it waits now.</summary>
    internal void Cancel()
    {
        if (_ended || _cancelRequested)
        {
            return;
        }

        _cancelRequested = true;
        Interlocked.MemoryBarrier(); // against a token that is just being made: one of the two sides sees the other
        Volatile.Read(ref _source)?.Cancel();
        Scheduler.Arrive(new CancelArrival(this, null));
    }

    /// <summary>Holder: as <see cref="Cancel"/>. Call-backs registered with its token run on the thread pool.</summary>
    internal void CancelUnderBaton()
    {
        if (_ended || _cancelRequested)
        {
            return;
        }

        _cancelRequested = true;
        Interlocked.MemoryBarrier();
        _ = Volatile.Read(ref _source)?.CancelAsync();
        Interrupt(NewCancellation());
    }

    /// <summary>Anybody: cancels the main frame of a run and, if that has ended already, the frames that are left.</summary>
    internal void CancelRun(CancellationToken cause) => Scheduler.Arrive(new CancelArrival(this, cause));

    /// <summary>Holder: its scheduler is being disposed; it is canceled at each of its suspension points from now on.</summary>
    internal void Doom()
    {
        _doomed = true;
        CancelUnderBaton();
        if (_pendingCancel is null)
        {
            Interrupt(NewCancellation());
        }
    }

    private OperationCanceledException NewCancellation() => new($"{this} was canceled.", CancellationToken);

    internal bool IsCancelRequested => _cancelRequested;

    /// <summary>Holder: an exception that ends the wait it is in, or appears at its next suspension point. Once.</summary>
    internal void Interrupt(OperationCanceledException cancellation)
    {
        _pendingCancel ??= cancellation;
        switch (State)
        {
            case FrameState.AwaitingFrame:
                LeaveAwaited();
                Scheduler.MakeReady(this);
                break;
            case FrameState.AwaitingOutside:
                _waitSource?.Cancel(); // its completion arrives as any other
                break;
            case FrameState.New when IsInWantOfThread:
                Scheduler.Threads.Withdraw(this);
                Fail(cancellation);
                break;
            case FrameState.Joining when WaitsFor is CoroutineScope scope:
                scope.CancelAll();
                break;
            case FrameState.Joining:
                Scheduler.CancelAllBut(this);
                break;
            default:
                break; // seen when it runs or waits next
        }
    }

    /// <summary>Holder: takes back an interruption that has not been seen.</summary>
    internal void Withdraw(OperationCanceledException cancellation)
    {
        if (ReferenceEquals(_pendingCancel, cancellation))
        {
            _pendingCancel = null;
        }
    }

    /// <summary>Holder: breaks a wait for another frame with a failure.</summary>
    internal void Break(Exception failure)
    {
        _pendingFailure = failure;
        LeaveAwaited();
        Scheduler.MakeReady(this);
    }

    internal bool IsCancelPending => _pendingCancel is not null;

    /// <summary>Its own thread, at a suspension point.</summary>
    internal void ThrowPending()
    {
        if (_pendingFailure is { } failure)
        {
            _pendingFailure = null;
            throw failure;
        }

        if (_pendingCancel is { } cancellation)
        {
            _pendingCancel = null;
            throw cancellation;
        }

        if (_doomed)
        {
            throw NewCancellation();
        }
    }

    // ---- waiting; its own thread, with the baton ----

    /// <summary>Lets the others that are ready run.</summary>
    internal void Yield()
    {
        EnterSuspension();
        Scheduler.LookAtArrivals();
        ThrowPending();
        if (Scheduler.HasReady || _starter is not null)
        {
            Scheduler.MakeReady(this);
            GiveBatonAway();
        }

        ThrowPending();
    }

    /// <summary>Waits for the end of another frame of the same scheduler; an exception means: not for its end.</summary>
    internal void AwaitFrame(FrameCore other)
    {
        if (other.IsEnded)
        {
            return;
        }

        EnterSuspension();
        ThrowPending();
        if (other == this)
        {
            throw new CoroutineDeadlockException($"{this} waits for its own end, which cannot come.");
        }

        (other._awaiters ??= []).Add(this);
        BeginWait(FrameState.AwaitingFrame, other);
        GiveBatonAway();
        if (!other.IsEnded)
        {
            ThrowPending();
        }
    }

    /// <summary>Waits for a task, or until the frame is canceled; looks at the result of neither.</summary>
    internal void AwaitTask(Task task, string what)
    {
        EnterSuspension();
        Scheduler.LookAtArrivals();
        ThrowPending();
        CancellationTokenSource source = _waitSource ??= new CancellationTokenSource();
        IsInScheduler = true; // what .NET locks on the way is no blocking of the frame's
        Task wait = task.WaitAsync(source.Token); // canceled, it leaves nothing registered with the task
        bool waits = !wait.IsCompleted;
        if (waits)
        {
            BeginWait(FrameState.AwaitingOutside, what);
            wait.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => Scheduler.Arrive(this));
        }

        IsInScheduler = false;
        if (waits)
        {
            GiveBatonAway();
        }

        if (source.IsCancellationRequested)
        {
            _waitSource = null;
        }

        if (!task.IsCompleted)
        {
            ThrowPending();
        }
    }

    /// <summary>Waits until the end of another frame makes it ready.</summary>
    internal void Join(object what)
    {
        BeginWait(FrameState.Joining, what);
        GiveBatonAway();
    }

    /// <summary>
    /// Gives the baton away for as long as <paramref name="wait"/> lasts, which must not throw for reasons of its own.
    /// </summary>
    internal int Block(Func<int> wait)
    {
        BeginWait(FrameState.Blocked, "a blocking call");
        Lane<Nothing> lane = ReadyLane();
        FrameTurn turn = _turn!;
        turn.Release();
        PassOn();
        try
        {
            return wait();
        }
        finally
        {
            Scheduler.Arrive(this);
            lane.Take(turn, ref _tuner);
            State = FrameState.Running;
        }
    }

    /// <summary>
    /// Starts another frame at once, on a thread that is free, and has the baton back when that suspends for the first time, or ends.
    /// </summary>
    /// <returns>False when no thread is free: it has not begun.</returns>
    internal bool TryRunFirst(FrameCore other)
    {
        Lane<Nothing> lane = ReadyLane();
        other._starter = this;
        if (!Scheduler.TryBegin(other))
        {
            other._starter = null;
            return false;
        }

        // As the two sides of a handoff: the one lease that the other thread came with.
        lane.Take(other.Worker!.Lease, ref _tuner);
        return true;
    }

    private void BeginWait(FrameState state, object what)
    {
        State = state;
        WaitsFor = what;
        Scheduler.CountWait(state, 1);
    }

    /// <summary>Holder: its wait is over, or it begins.</summary>
    internal void EndWait()
    {
        Scheduler.CountWait(State, -1);
        State = FrameState.Ready;
        WaitsFor = null;
    }

    private void LeaveAwaited()
    {
        if (WaitsFor is FrameCore awaited)
        {
            awaited._awaiters?.Remove(this);
        }
    }

    private Lane<Nothing> ReadyLane()
    {
        _turn ??= new FrameTurn(this);
        IsBound = true;
        return _lane ??= new Lane<Nothing>();
    }

    private void GiveBatonAway()
    {
        Lane<Nothing> lane = ReadyLane();
        if (!PassOn())
        {
            lane.Take(_turn!, ref _tuner);
        }

        State = FrameState.Running;
    }

    /// <returns>True when the baton came straight back, because no other frame was ready.</returns>
    private bool PassOn()
    {
        if (TakeStarter() is not { } starter)
        {
            return Scheduler.PassOn(this);
        }

        Scheduler.PassTo(starter, this);
        Worker?.Lease.Release(); // on which the starter spun; not before, or it might claim it once more. From now on the scheduler's counts
        return false;
    }

    private FrameCore? TakeStarter()
    {
        FrameCore? starter = _starter;
        _starter = null;
        return starter;
    }

    /// <summary>Holder: gives it the baton, on the thread that waits for it.</summary>
    internal void GiveBaton() => _lane!.Pass(default);

    internal void EnterSuspension()
    {
        if (IsSuspensionForbidden)
        {
            throw NoSuspendRegion.Broken(this, NoSuspend!.Peek());
        }
    }

    // ---- running ----

    internal override void MoveIn(Worker worker) => Worker = worker;

    /// <summary>Runs a frame that was given the baton together with its thread.</summary>
    internal sealed override void Run(Worker worker)
    {
        if (_starter is null)
        {
            worker.Lease.Release();
        }

        RunHere(worker.DefaultContext);
        Worker.DropPendingInterrupt(); // before the pool's gate, which could be its victim
        End();
    }

    /// <summary>Runs a frame that was bound to the calling worker: first the baton must come.</summary>
    internal void RunBound(Worker worker)
    {
        worker.Lease.Release();
        _lane!.Take(_turn!, ref _tuner);
        RunHere(worker.DefaultContext);
        Worker.DropPendingInterrupt();
        End();
    }

    /// <summary>Holder: it was in want of a thread, and here is one that will wait for the baton.</summary>
    internal void Bind(Worker worker)
    {
        Worker = worker;
        ReadyLane();
    }

    /// <summary>Runs the main frame of a run whose baton was never anywhere else.</summary>
    internal void RunOnCallingThread()
    {
        RunHere(ExecutionContext.Capture());
        End();
    }

    /// <summary>Outside every scheduler: runs the function, and knows no frame meanwhile.</summary>
    internal void RunOutside()
    {
        Exception? failure = null;
        try
        {
            if (_context is null)
            {
                Invoke();
            }
            else
            {
                ExecutionContext.Run(_context, static frame => ((FrameCore)frame!).Invoke(), this);
            }
        }
        catch (Exception e) // belongs to whoever awaits the frame
        {
            failure = e;
        }

        EndOutside(failure);
    }

    /// <summary>Outside every scheduler: has ended.</summary>
    internal void EndOutside(Exception? failure)
    {
        Fault = failure is null ? null : ExceptionDispatchInfo.Capture(failure);
        State = FrameState.Ended;
        _ended = true;
        CompleteTask();
        Scope?.OnEnded(this);
    }

    /// <summary>Runs the function on the calling thread, with the baton, and leaves the thread as it was.</summary>
    private void RunHere(ExecutionContext? fallback)
    {
        FrameCore? outer = s_ofThread;
        CoroutineCore? coroutine = CoroutineCore.Enter(null);
        s_ofThread = this;
        State = FrameState.Running;
        if ((_context ?? fallback) is { } context)
        {
            ExecutionContext.Run(context, static frame => ((FrameCore)frame!).RunFunction(), this);
        }
        else
        {
            RunFunction();
        }

        s_ofThread = outer;
        CoroutineCore.Enter(coroutine);
    }

    private void RunFunction()
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(Scheduler.Context);
        try
        {
            ThrowPending(); // canceled before it began
            Invoke();
        }
        catch (Exception e) // whatever it throws belongs to whoever awaits the frame
        {
            Fault = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Calls the function, and forgets it first.</summary>
    protected abstract void Invoke();

    /// <summary>Holder: it never began, and never will.</summary>
    internal void Fail(Exception failure)
    {
        Fault = ExceptionDispatchInfo.Capture(failure);
        Publish();
    }

    /// <summary>Its own thread, with the baton, which it gives away for good.</summary>
    internal void End()
    {
        SchedulerCore scheduler = Scheduler;
        FrameCore? starter = TakeStarter();
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
        State = FrameState.Ended;
        WaitsFor = null;
        _ended = true;
        CompleteTask();
        List<FrameCore>? awaiters = _awaiters;
        _awaiters = null;
        foreach (FrameCore awaiter in awaiters ?? [])
        {
            Scheduler.MakeReady(awaiter);
        }

        Scheduler.Remove(this, hadThread);
        Scope?.OnEnded(this);
    }

    /// <summary>The end is published: a task that was asked for completes, on the thread pool; one that is asked for later is complete.</summary>
    protected abstract void CompleteTask();

    internal abstract Task AsTask();

    /// <summary>It has ended: throws what it threw.</summary>
    internal void ThrowFault()
    {
        if (Fault is not null)
        {
            IsObserved = true;
            Fault.Throw();
        }
    }

    // ---- as an arrival: new, or its wait is over ----

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

    private sealed class CancelArrival(FrameCore frame, CancellationToken? cause) : IArrival
    {
        public IArrival? Earlier { get; set; }

        public void Accept(SchedulerCore scheduler)
        {
            if (frame.IsEnded)
            {
                return;
            }

            if (cause is not null)
            {
                frame._cancelRequested = true;
                _ = Volatile.Read(ref frame._source)?.CancelAsync();
            }

            frame.Interrupt(cause is null ? frame.NewCancellation() : new OperationCanceledException($"{frame} was canceled.", cause.Value));
        }

        public void Refuse(SchedulerCore scheduler)
        {
            // it has ended
        }
    }
}

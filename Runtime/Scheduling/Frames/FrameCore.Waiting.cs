using System.Runtime.CompilerServices;

namespace Baton;

// How a frame waits. Its own thread, which has the baton, gives it away and has it again when these return, unless said otherwise.
internal abstract partial class FrameCore
{
    /// <summary>Lets the others that are ready run.</summary>
    internal void Yield()
    {
        EnterSuspension();
        Scheduler.LookAtArrivals();
        ThrowPending();
        if (_starter is not null)
        {
            Scheduler.MakeReady(this);
            GiveBatonAway();
        }
        else if (Scheduler.HasReady)
        {
            Lane<Nothing> lane = ReadyLane();
            State = FrameState.Ready;
            if (!Scheduler.PassOnBehind(this))
            {
                TakeBaton(lane, _turn!);
            }

            State = FrameState.Running;
        }

        ThrowPending();
    }

    /// <summary>
    /// Starts more frames than there are threads for: lets others run, those that are ready or, if that is given, all until the task's end. It is
    /// in a call that takes no cancellation; one that comes meanwhile is left for its next suspension point.
    /// </summary>
    internal void HoldBack(Task? until)
    {
        Scheduler.LookAtArrivals();
        if (until is not null)
        {
            AwaitOnce(until, "frames that want threads, too many to start more");
        }
        else if (Scheduler.HasReady || _starter is not null)
        {
            Scheduler.MakeReady(this);
            GiveBatonAway();
        }
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

        while (!other.IsEnded)
        {
            (other._awaiters ??= []).Add(this);
            BeginWait(FrameState.AwaitingFrame, other);
            GiveBatonAway();

            // Of a deadlock each is told, also who finds that the other, who was told first, has ended. Of two cancellations the frame meets
            // only its own, or its clean-up would meet it once more.
            if (_pendingFailure is not null || !other.IsEnded || other.IsCanceled)
            {
                ThrowPending();
            }
        }
    }

    /// <summary>Waits for a task, or until the frame is canceled; looks at the result of neither.</summary>
    internal void AwaitTask(Task task, string what)
    {
        EnterSuspension();
        Scheduler.LookAtArrivals();
        LeaveIfCanceled(task);
        while (!task.IsCompleted)
        {
            AwaitOnce(task, what);
            LeaveIfCanceled(task);
        }
    }

    // What the task ended with is not lost; that it was canceled is no more than this.
    private void LeaveIfCanceled(Task task)
    {
        if (_callbacks is not null && !task.IsCompleted && IsToBeThrownAt)
        {
            OutlastCallbacks(task);
        }

        if (!task.IsCompleted)
        {
            ThrowPending();
        }
        else if (task.IsCanceled)
        {
            MeetCanceled();
        }
    }

    // Or the end of the task, whichever comes first: another call-back may wait for what the frame lets go of when it goes on from there. One may also
    // wait for what it lets go of when it leaves, so there is an end to it.
    private void OutlastCallbacks(Task task)
    {
        CancellationTokenSource inTime = new();
        StrongBox<Task> patience = new();
        while (_callbacks is [.., { } callbacks] && !task.IsCompleted && IsToBeThrownAt)
        {
            if (callbacks.IsCompleted)
            {
                _callbacks.RemoveAt(_callbacks.Count - 1);
            }
            else if (patience.Value is { IsCompleted: true })
            {
                _callbacks = null;
                Telemetry.StoodStill(Scheduler.Handle, DeadlockReport.OfCallbacks(this));
            }
            else
            {
                TimeSpan limit = Scheduler.Options.CallbackPatience;
                Uninterrupted.Run(patience => patience.Value ??= Task.Delay(limit, inTime.Token), patience); // all timers share a lock
                AwaitOnce(Task.WhenAny(task, callbacks, patience.Value!), "the call-backs of a token that was fired to cancel it");
            }
        }

        _ = Uninterrupted.Cancel(inTime);
    }

    private void AwaitOnce(Task task, string what)
    {
        BeginWait(FrameState.AwaitingOutside, what);
        TaskWait wait = _taskWait ??= new TaskWait(this, new CancellationTokenSource());
        _outsideWait = wait;
        wait.Begin(task);
        GiveBatonAway();
    }

    /// <summary>Before a wait for something outside; throws if the frame may not wait, or is canceled.</summary>
    internal void EnterOutsideWait()
    {
        EnterSuspension();
        Scheduler.LookAtArrivals();
        ThrowPending();
    }

    /// <summary>
    /// Waits until <paramref name="wait"/>, which may have come already, makes it ready, by an arrival or, under the baton, directly; or until that is
    /// withdrawn because the frame is canceled.
    /// </summary>
    internal void AwaitOutside(IFrameWait wait, string what)
    {
        BeginWait(FrameState.AwaitingOutside, what);
        _outsideWait = wait;
        GiveBatonAway();
    }

    /// <summary>Waits for the end of another scheduler's scope, whatever becomes of the frame meanwhile.</summary>
    internal void Outlast(Task drained, CoroutineScope scope)
    {
        while (!drained.IsCompleted)
        {
            BeginWait(FrameState.Blocked, scope);
            (_taskWait ??= new TaskWait(this, new CancellationTokenSource())).Begin(drained);
            GiveBatonAway();
        }
    }

    /// <summary>Holder: the task has ended.</summary>
    internal void OnTaskEnded(TaskWait wait)
    {
        if (_taskWait == wait)
        {
            Scheduler.MakeReady(this);
        }
    }

    /// <summary>What it would wait for was canceled, and costs no wait: if the frame is canceled too, that is what it learns.</summary>
    internal void MeetCanceled()
    {
        if (!IsSuspensionForbidden)
        {
            Scheduler.LookAtArrivals();
            if (IsCancelRequested && _pendingCancel is null && _thrownCancel is null)
            {
                // Its token has fired, which has canceled what it waits for, and whoever fired it has not come to leave word yet: that
                // would reach it a second time.
                _metEarly = true;
                Volatile.Write(ref _cancelRequested, 1);
                Interrupt(NewCancellation());
            }

            ThrowPending();
        }
    }

    /// <summary>Waits until the end of another frame makes it ready.</summary>
    /// <returns>Null; or why that cannot come: those wait for this frame to go on.</returns>
    internal Exception? Join(object what)
    {
        BeginWait(FrameState.Joining, what);
        GiveBatonAway();
        Exception? failure = _pendingFailure;
        _pendingFailure = null;
        return failure;
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
        SpinLease lease = other.Worker!.Lease;
        TakeBaton(lane, lease);
        if (!other.IsEnded) // otherwise its thread is off to its inbox, and gives it back before it sleeps
        {
            lease.Release(); // that one gave it back too, but this one may have claimed it once more, before it saw the baton come
        }

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
        else if (WaitsFor is CoroutineScope scope)
        {
            scope.ForgetJoiner();
        }
    }

    private Lane<Nothing> ReadyLane()
    {
        _turn ??= new FrameTurn(this);
        return _lane ??= new Lane<Nothing>();
    }

    private void GiveBatonAway()
    {
        Lane<Nothing> lane = ReadyLane();
        if (!PassOn())
        {
            TakeBaton(lane, _turn!);
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
        Worker?.Lease.Release(); // on which the starter spun, and which it leaves too. From now on the scheduler's counts
        return false;
    }

    private FrameCore? TakeStarter()
    {
        FrameCore? starter = _starter;
        if (starter is not null)
        {
            _starter = null; // only then: whoever passes the baton to this frame reads the same line, on another processor
        }

        return starter;
    }

    /// <summary>Holder: gives it the baton, on the thread that waits for it.</summary>
    /// <param name="isAnswer">It was this frame that had it last.</param>
    internal void GiveBaton(bool isAnswer) => _lane!.Pass(default, isAnswer);

    internal void EnterSuspension()
    {
        if (IsSuspensionForbidden)
        {
            throw NoSuspendRegion.Broken(this, NoSuspend!.Peek());
        }
    }
}

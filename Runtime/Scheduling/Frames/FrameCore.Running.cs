using System.Runtime.ExceptionServices;

namespace Baton;

// How a frame gets its thread and the baton, calls its function, and ends.
internal abstract partial class FrameCore
{
    internal override void MoveIn(Worker worker) => Worker = worker;

    /// <summary>Holder: it has not begun. A thread may have been meant for it, and then could not be started.</summary>
    internal void MoveOut() => Worker = null;

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
        _outer = Current;
        RunHere(ContextOfThread());
        End();
    }

    /// <summary>Outside every scheduler: runs the function, and knows no frame meanwhile.</summary>
    internal void RunOutside()
    {
        Exception? failure = null;
        try
        {
            ExecutionContext.Run(_context ?? ContextOfThread(), static frame => ((FrameCore)frame!).Invoke(), this);
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
        WatchFailure();
        State = FrameState.Ended;
        _ended = true;
        CompleteTask();
        Scope?.OnEnded(this);
    }

    /// <summary>Runs the function on the calling thread, with the baton, and leaves the thread as it was.</summary>
    private void RunHere(ExecutionContext fallback)
    {
        Driver? outer = s_ofThread;
        CoroutineCore? coroutine = CoroutineCore.Enter(null);
        s_ofThread = this;
        State = FrameState.Running;
        ExecutionContext.Run(_context ?? fallback, static frame => ((FrameCore)frame!).RunFunction(), this);
        s_ofThread = outer;
        CoroutineCore.Enter(coroutine);
    }

    // Also where the flow is suppressed: to run in it is the only way to let no change out.
    private static ExecutionContext ContextOfThread()
    {
        if (!ExecutionContext.IsFlowSuppressed())
        {
            return ExecutionContext.Capture()!;
        }

        ExecutionContext.RestoreFlow();
        ExecutionContext context = ExecutionContext.Capture()!;
        ExecutionContext.SuppressFlow();
        return context;
    }

    private void RunFunction()
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(FrameContext.Instance);
        try
        {
            ThrowPending(); // canceled before it began
            Invoke();
        }
        catch (Exception e) // whatever it throws belongs to whoever awaits the frame
        {
            Fault = ExceptionDispatchInfo.Capture(IsCancelRequested && WrappedCancellation.In(e) is not null ? NewCancellation(e) : e);
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
        WatchFailure();
        State = FrameState.Ended;
        WaitsFor = null;
        _ended = true;
        _source?.Unfollow();
        _runCancellation.Unregister(); // waits for nobody: a call-back that is under way finds that this has ended
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

    private void WatchFailure()
    {
        if (Fault is not null && !IsCanceled)
        {
            Unseen = new UnseenFailure(this);
        }
    }

    /// <summary>The end is published: a task that was asked for completes, on the thread pool; one that is asked for later is complete.</summary>
    protected abstract void CompleteTask();

    /// <summary>For whoever asks for a task; its failure is then in the task.</summary>
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
}

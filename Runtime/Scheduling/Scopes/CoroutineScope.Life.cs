using System.Runtime.ExceptionServices;

namespace Baton;

// What a scope knows of its functions and its block, and how it ends.
//
// Fields without a note belong to the holder of the scheduler's baton, whoever that is; outside every scheduler they are under _gate.
//
// The block runs on one call stack: a frame's own (_home is null, and _owner is that frame), or that of a coroutine (_home), which any frame may
// resume, or nobody who is one. So who is to be canceled with the block, and who waits for the end, is asked when it is needed.
public sealed partial class CoroutineScope
{
    private readonly object _gate = new();
    private readonly SchedulerCore? _scheduler;     // null: opened outside every scheduler
    private readonly FrameCore? _owner;
    private readonly CoroutineCore? _home = CoroutineCore.Current;
    private readonly CoroutineScope? _around;       // in whose block this was opened, in the same coroutine
    private readonly CoroutineScope? _outer;        // in whose block this was opened, on the frame's own stack
    private readonly bool _ownerWasCanceled;        // and told, when it was opened: in clean-up
    private readonly Thread _thread = Thread.CurrentThread;
    private readonly HashSet<FrameCore> _children = [];
    private readonly ScopeFailures _failures = new();
    private FrameCore? _joiner;
    private TaskCompletionSource? _drained;         // for a block that ends where the scheduler is not
    private bool _blockRuns = true;
    private volatile bool _canceled;                // outside also read without the gate: a function that begins just now was earlier
    private bool _canceledFromAround;               // and since then not by itself
    private volatile bool _over;                    // read by anybody: once true nothing of the scope is left, unless it ended in a deadlock

    private CoroutineScope(FrameCore? owner)
    {
        owner?.EnterSuspension(); // its end will be one
        _owner = owner;
        _ownerWasCanceled = owner?.WasTold == true;
        _scheduler = owner?.Scheduler;
        if (_home is not null)
        {
            _around = _home.OpenScope as CoroutineScope;
            _home.OpenScope = this;
        }
        else
        {
            _outer = _owner?.OpenScope(this);
        }
    }

    /// <summary>Holder: what the block is told when the scope is canceled; null: nothing.</summary>
    internal OperationCanceledException? BlockCancellation { get; private set; }

    /// <summary>Holder: has the block been told?</summary>
    internal bool IsBlockTold { get; set; }

    /// <summary>Anybody: is nothing of it left? Its block may go on, if that has disposed it.</summary>
    internal bool IsOver => _over;

    /// <summary>The thread of the block, in a coroutine: this, or the next around it, that may still cancel a block which the frame runs; null: none.</summary>
    internal CoroutineScope? InnermostFor(FrameCore frame) =>
        !_over && _scheduler == frame.Scheduler ? this : _around?.InnermostFor(frame);

    /// <summary>Functions that have not ended.</summary>
    internal IReadOnlyCollection<FrameCore> Children => _children;

    // A coroutine may be one that the block resumes: under its baton the block waits.
    private bool IsStrangerOutside => _scheduler is null && Thread.CurrentThread != _thread && CoroutineCore.Current is null;

    /// <summary>Holder: is what this frame does now a part of the block?</summary>
    internal bool IsBlockOf(FrameCore frame) => _blockRuns && BlockRunner == frame;

    private FrameCore? BlockRunner => _home is null ? _owner
        : _home.Status is CoroutineStatus.Running or CoroutineStatus.Resuming ? _home.Driver as FrameCore
        : null;

    /// <summary>Holder; outside, the thread that will run it: a function is about to begin.</summary>
    internal void OnStarting(FrameCore frame)
    {
        if (_scheduler is not null)
        {
            _children.Add(frame);
            return;
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_over, this); // since it was looked at: a coroutine of the block's may run on another thread
            _children.Add(frame);
        }
    }

    /// <summary>Holder; outside, the thread that ran it: one of its functions has ended.</summary>
    internal void OnEnded(FrameCore frame)
    {
        if (_scheduler is not null)
        {
            Forget(frame);
            return;
        }

        lock (_gate)
        {
            Forget(frame);
            Monitor.PulseAll(_gate);
        }
    }

    private void Forget(FrameCore frame)
    {
        _children.Remove(frame);
        if (frame.Fault is { } fault && !frame.IsCanceled && !_over)
        {
            frame.IsObserved = true;
            _failures.Add(fault);
            CancelAll();
        }

        if (_children.Count > 0)
        {
            return;
        }

        if (_joiner is { } joiner)
        {
            _joiner = null;
            _scheduler!.MakeReady(joiner);
        }

        EndIfDrained();
    }

    /// <summary>The block's own thread, when it has ended: waits for all, and throws what is to come out.</summary>
    private void Finish(ExceptionDispatchInfo? fault)
    {
        FrameCore? me = FrameCore.Current;
        if (_home is not null)
        {
            _home.OpenScope = _around; // from here on it does not suspend to whoever resumed it
        }

        if (_scheduler is null)
        {
            Uninterrupted.Run(fault => FinishOutside(fault), fault);
        }
        else if (me?.Scheduler == _scheduler)
        {
            EndBlock(fault ?? RefusalToWait(me), me);
            Join(me);
            _over = true;
            if (_home is null)
            {
                _withOwner.Unregister();
                me.CloseScope();
            }
        }
        else
        {
            FinishElsewhere(fault, me);
            me = null;
        }

        if (_failures.HasAny)
        {
            if (CancellationIn(fault) is { } overtaken)
            {
                me?.CancelAgain(overtaken); // one from further out, which the failure takes the place of
            }

            _failures.Throw();
        }

        if (fault?.SourceException is { } wrapper && _canceled && WrappedCancellation.In(wrapper) is { } wrapped)
        {
            throw new OperationCanceledException("The scope was canceled.", wrapper, BlockCancellation?.CancellationToken ?? wrapped.CancellationToken);
        }

        fault?.Throw();
        me?.ThrowPending();
    }

    private static OperationCanceledException? CancellationIn(ExceptionDispatchInfo? fault) =>
        fault is null ? null : fault.SourceException as OperationCanceledException ?? WrappedCancellation.In(fault.SourceException);

    // In a region of NoSuspend that the block has left open: that is a failure, but nothing outlives its scope.
    private ExceptionDispatchInfo? RefusalToWait(FrameCore me)
    {
        if (_children.Count == 0)
        {
            return null;
        }

        try
        {
            me.EnterSuspension();
            return null;
        }
        catch (InvalidOperationException e)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }

    private void FinishOutside(ExceptionDispatchInfo? fault)
    {
        lock (_gate)
        {
            if (_blockRuns)
            {
                EndBlock(fault, null);
            }

            while (_children.Count > 0)
            {
                Monitor.Wait(_gate);
            }

            _over = true;
        }
    }

    // me: a frame of another scheduler, or nobody.
    private void FinishElsewhere(ExceptionDispatchInfo? fault, FrameCore? me)
    {
        TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _scheduler!.Arrive(new BlockEnd(this, fault, drained));
        if (me is null)
        {
            Uninterrupted.Run(static task => task.Wait(), drained.Task);
        }
        else
        {
            me.Outlast(drained.Task, this);
        }
    }

    private void EndBlock(ExceptionDispatchInfo? fault, FrameCore? frame)
    {
        _blockRuns = false;
        if (_scheduler is { IsClosed: false }) // otherwise nobody looks there any more, and nobody owns it
        {
            _scheduler.BlockCancellations.Remove(this);
        }

        if (fault is not null)
        {
            if (!IsCancellation(fault.SourceException, frame))
            {
                _failures.Add(fault);
            }

            CancelAll();
        }
    }

    // As with functions: what was told to stop, and stops by an exception of that kind, has not failed.
    private bool IsCancellation(Exception exception, FrameCore? frame) =>
        exception is CoroutineCanceledException // the coroutine that the block is in is being unwound
        || (exception is OperationCanceledException canceled && (IsTokenFired || frame?.WasThrown(canceled) == true))
        || (IsTokenFired && WrappedCancellation.In(exception) is not null);

    private void Join(FrameCore me)
    {
        while (_children.Count > 0) // others may have started more before its turn came
        {
            _joiner = me;
            if (me.Join(this) is { } deadlock)
            {
                _failures.Add(ExceptionDispatchInfo.Capture(deadlock));
                CancelAll();
                return; // they wait for this to go on, so they can only end when it has
            }
        }
    }

    /// <summary>Holder: it is told of a deadlock, and not of the last function's end.</summary>
    internal void ForgetJoiner() => _joiner = null;

    private void EndIfDrained()
    {
        if (_drained is not null && _children.Count == 0)
        {
            _over = true;
            _drained.TrySetResult();
        }
    }

    /// <summary>A block that ends on a thread that has not the baton: its coroutine was resumed, or is unwound, elsewhere.</summary>
    private sealed class BlockEnd(CoroutineScope scope, ExceptionDispatchInfo? fault, TaskCompletionSource drained) : IArrival
    {
        public IArrival? Earlier { get; set; }

        public void Accept(SchedulerCore scheduler)
        {
            scope.EndBlock(fault, null);
            scope._drained = drained;
            scope.EndIfDrained();
        }

        // No frame is left, and nobody will ever have the baton: what belongs to its holder belongs to the block's thread.
        public void Refuse(SchedulerCore scheduler) => Accept(scheduler);
    }
}

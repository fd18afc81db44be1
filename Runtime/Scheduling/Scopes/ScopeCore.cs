using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>A scope without its handle: what it knows of its functions and its block, and how it ends.</summary>
/// <remarks>
/// <para>The block runs on one call stack: a frame's own (<see cref="Home"/> is null, and <see cref="Owner"/> is that frame), or that of a coroutine
/// (<see cref="Home"/>), which any frame may resume, or no frame at all. So the frame that is canceled with the block, and the one that waits for the
/// end, are asked for when they are needed.</para>
/// <para>Fields without a note belong to the holder of the scheduler's baton; outside every scheduler they are under <c>_gate</c>.</para>
/// <code>
/// from        to          by
/// Open        Draining    the block has ended
/// Open        Disposed    the block has disposed the scope, and its functions have ended
/// Draining    Over        the last function has ended; or a deadlock: those left can end only when the block's thread has gone on
/// Disposed    Over        the block has ended
/// </code>
/// </remarks>
internal sealed class ScopeCore : OpenBlock
{
    private readonly object _gate = new();
    private readonly Thread _thread = Thread.CurrentThread;
    private readonly HashSet<FrameCore> _children = [];
    private readonly ScopeFailures _failures = new();
    private volatile ScopeState _state;             // read by anybody: once over it stays so
    private FrameCore? _joiner;                     // the frame that waits for the end
    private TaskCompletionSource? _drained;         // for a block that ends where the scheduler is not

    /// <summary>The block's own thread: the scope is open from here on.</summary>
    /// <exception cref="InvalidOperationException">In a <see cref="Coroutine.NoSuspend"/> region: the scope's end will be a suspension point.</exception>
    internal ScopeCore(FrameCore? owner)
        : base(CoroutineCore.Current is { } home ? home.OpenBlock : owner?.InnermostScope)
    {
        owner?.EnterSuspension();
        Owner = owner;
        Home = CoroutineCore.Current;
        Scheduler = owner?.Scheduler;
        Cancellation = new ScopeCancellation(this);
        OpenedAt = Scheduler?.NextMoment() ?? 0;
        Followed = FindFollowed();
        if (Home is not null)
        {
            Home.OpenBlock = this;
        }
        else if (owner is not null)
        {
            owner.InnermostScope = this;
        }
    }

    /// <summary>The scope in whose block this one was opened, on the same stack.</summary>
    internal new ScopeCore? Around => (ScopeCore?)base.Around;

    /// <summary>The frame that opened it; null: outside every scheduler.</summary>
    internal FrameCore? Owner { get; }

    /// <summary>The coroutine whose body the block is in; null: none.</summary>
    internal CoroutineCore? Home { get; }

    /// <summary>Null: opened outside every scheduler.</summary>
    internal SchedulerCore? Scheduler { get; }

    internal ScopeCancellation Cancellation { get; }

    /// <summary>When it was opened, by the scheduler's count of moments.</summary>
    internal long OpenedAt { get; }

    /// <summary>
    /// What its token fires with. Decided when the scope is opened: clean-up may open scopes, and what the code has been told of by then does not reach
    /// into them.
    /// </summary>
    internal ITokenFollower? Followed { get; }

    /// <summary>Outside every scheduler, in place of the scheduler's. Under <c>_gate</c>.</summary>
    internal CancellationCascade OutsideCascade => field ??= new CancellationCascade();

    /// <summary>Anybody: is nothing of it left? Its block may go on, if that has disposed it.</summary>
    internal bool IsOver => _state >= ScopeState.Disposed;

    /// <summary>Does the block still run?</summary>
    internal bool IsBlockRunning => _state is ScopeState.Open or ScopeState.Disposed;

    /// <summary>Functions that have not ended.</summary>
    internal IReadOnlyCollection<FrameCore> Children => _children;

    /// <summary>Outside every scheduler: does it stand for some other thread than the block's? A coroutine may be one that the block resumes.</summary>
    internal bool IsStrangerOutside => Scheduler is null && Thread.CurrentThread != _thread && CoroutineCore.Current is null;

    /// <summary>The frame that runs the block now; null: none does, or none is known.</summary>
    internal FrameCore? BlockRunner => Home is null ? Owner
        : Home.Status is CoroutineStatus.Running or CoroutineStatus.Resuming ? Home.Driver as FrameCore
        : null;

    /// <summary>Words for messages: what a frame that ends the scope waits for.</summary>
    public override string ToString() => "all that was started in its scope";

    /// <summary>Holder: is what this frame does now a part of the block?</summary>
    internal bool IsBlockOf(FrameCore frame) => IsBlockRunning && BlockRunner == frame;

    /// <summary>Debug builds: the caller has the scheduler's baton, or the gate outside every scheduler.</summary>
    [Conditional("DEBUG")]
    internal void AssertMayTouch()
    {
        if (Scheduler is null)
        {
            Debug.Assert(Monitor.IsEntered(_gate), "off the scope's gate");
        }
        else if (!Scheduler.IsClosed) // otherwise nobody looks there any more, and it is the block's thread's
        {
            Scheduler.AssertHolder();
        }
    }

    private void MoveTo(ScopeState state)
    {
        AssertMayTouch();
        Debug.Assert(
            (_state, state) is (ScopeState.Open, ScopeState.Draining or ScopeState.Disposed) or (ScopeState.Draining or ScopeState.Disposed, ScopeState.Over),
            $"a scope goes from {_state} to {state}");
        _state = state;
    }

    // ---- its functions ----

    /// <summary>Holder; outside, the thread that will run it: a function is about to begin.</summary>
    internal void OnStarting(FrameCore frame)
    {
        if (Scheduler is not null)
        {
            AssertMayTouch();
            _children.Add(frame);
            return;
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(IsOver, typeof(CoroutineScope)); // since it was looked at: a coroutine of the block's may run on another thread
            _children.Add(frame);
        }
    }

    /// <summary>Holder; outside, the thread that ran it: one of its functions has ended.</summary>
    internal void OnEnded(FrameCore frame)
    {
        if (Scheduler is not null)
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
        AssertMayTouch();
        _children.Remove(frame);
        if (frame.Fault is { } fault && !frame.IsCanceled && !IsOver)
        {
            frame.IsObserved = true;
            _failures.Add(fault);
            Cancellation.Cancel();
        }

        if (_children.Count > 0)
        {
            return;
        }

        if (_joiner is { } joiner)
        {
            _joiner = null;
            Scheduler!.MakeReady(joiner);
        }

        EndIfDrained();
    }

    /// <summary>Holder: the joiner is told of a deadlock, and not of the last function's end.</summary>
    internal void ForgetJoiner() => _joiner = null;

    // ---- its end ----

    /// <summary>The block's own thread, which goes on: ends the functions and waits for that. Failures come out at the end of the block.</summary>
    /// <exception cref="InvalidOperationException">In a <see cref="Coroutine.NoSuspend"/> region, with something to wait for. Nothing was canceled.</exception>
    internal void DisposeInBlock(FrameCore me)
    {
        if (_children.Count > 0)
        {
            me.EnterSuspension();
        }

        Cancellation.CancelFunctions();
        Join(me);
        MoveTo(ScopeState.Disposed);
    }

    /// <summary>Outside every scheduler: cancels. If the block asks, nothing new is started; not so while a function runs, for then it is that which asks.</summary>
    internal void CancelOutside(bool byBlock)
    {
        lock (_gate)
        {
            Cancellation.Cancel();
            if (byBlock && _children.Count == 0 && _state == ScopeState.Open)
            {
                MoveTo(ScopeState.Disposed);
            }
        }
    }

    /// <summary>The block's own thread, when the block has ended: waits for all, and throws what is to come out.</summary>
    internal void Finish(ExceptionDispatchInfo? fault)
    {
        FrameCore? me = FrameCore.Current;
        if (Home is not null)
        {
            Home.OpenBlock = Around; // from here on it does not suspend to its resumer
        }

        if (Scheduler is null)
        {
            Uninterrupted.Run(fault => FinishOutside(fault), fault);
        }
        else if (me?.Scheduler == Scheduler)
        {
            EndBlock(fault ?? RefusalToWait(me), me);
            Join(me);
            MoveTo(ScopeState.Over);
            if (Home is null)
            {
                Cancellation.EndFollowing();
                me.InnermostScope = Around;
            }
        }
        else
        {
            FinishElsewhere(fault, me);
            me = null; // a frame of another scheduler: its own cancellation appears at its next suspension point there
        }

        if (_failures.HasAny)
        {
            _failures.Throw(); // whatever the block was told before: a failure is not replaced by a cancellation
        }

        if (fault is not null && Cancellation.IsCanceled && Unwrap(fault.SourceException) is { } unwrapped)
        {
            throw unwrapped;
        }

        fault?.Throw();
        me?.Cancellation.ThrowIfPending();
    }

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
            if (IsBlockRunning)
            {
                EndBlock(fault, null);
            }

            while (_children.Count > 0)
            {
                Monitor.Wait(_gate);
            }

            if (_state != ScopeState.Over)
            {
                MoveTo(ScopeState.Over);
            }
        }
    }

    // me: a frame of another scheduler, or none.
    private void FinishElsewhere(ExceptionDispatchInfo? fault, FrameCore? me)
    {
        TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Scheduler!.Arrive(new BlockEnd(this, fault, drained));
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
        if (Scheduler is { IsClosed: false })
        {
            Scheduler.BlockCancellations.Remove(Cancellation);
        }

        if (_state == ScopeState.Open)
        {
            MoveTo(ScopeState.Draining);
        }

        if (fault is not null)
        {
            if (!IsCancellation(fault.SourceException, frame))
            {
                _failures.Add(fault);
            }

            Cancellation.Cancel();
        }
    }

    // As with functions: what was told to stop, and stops by an exception of that kind, has not failed.
    private bool IsCancellation(Exception exception, FrameCore? frame) =>
        exception is CoroutineCanceledException // the coroutine that the block is in is being unwound
        || Home?.IsOwnSignal(exception) == true
        || (exception is OperationCanceledException canceled && (Cancellation.IsTokenFired || frame?.Cancellation.IsWhatWasTold(canceled) == true))
        || FindWrapped(exception, frame) is not null;

    private OperationCanceledException? FindWrapped(Exception exception, FrameCore? frame) => WrappedCancellation.Find(
        exception,
        (scope: this, frame),
        static (canceled, asked) => asked.scope.Cancellation.Identifies(canceled) || asked.frame?.Cancellation.Identifies(canceled) == true);

    private OperationCanceledException? Unwrap(Exception wrapper) =>
        wrapper is not OperationCanceledException && FindWrapped(wrapper, null) is { } wrapped
            ? new OperationCanceledException("The scope was canceled.", wrapper, Cancellation.BlocksToken ?? wrapped.CancellationToken)
            : null;

    private void Join(FrameCore me)
    {
        while (_children.Count > 0) // others may have started more before its turn came
        {
            if (me.Cancellation.IsAnyPending)
            {
                Cancellation.Cancel(); // what is pending is thrown when all have ended: so they must
                if (_children.Count == 0)
                {
                    return; // those that had no thread yet have ended by it
                }
            }

            _joiner = me;
            if (me.Join(this) is { } deadlock)
            {
                _failures.Add(ExceptionDispatchInfo.Capture(deadlock));
                Cancellation.Cancel();
                return; // they wait for this to go on, so they can only end when it has
            }
        }
    }

    private void EndIfDrained()
    {
        if (_drained is not null && _children.Count == 0)
        {
            if (_state != ScopeState.Over)
            {
                MoveTo(ScopeState.Over);
            }

            _drained.TrySetResult();
        }
    }

    // The nearest around it that is not canceled, or canceled and the code here has not been told: then this is no clean-up.
    private ITokenFollower? FindFollowed()
    {
        if (Owner is null || Home is not null)
        {
            return null; // a block in a coroutine has no frame of its own
        }

        for (ScopeCore? scope = Around; scope is not null; scope = scope.Around)
        {
            if (!scope.IsOver && !(scope.Cancellation.IsCanceled && scope.Cancellation.HasBlockBeenTold))
            {
                return scope.Cancellation;
            }
        }

        return Owner.Cancellation.ToldAt == 0 ? Owner.Cancellation : null;
    }

    /// <summary>A block that ends on a thread that has not the baton: its coroutine was resumed, or is unwound, elsewhere.</summary>
    private sealed class BlockEnd(ScopeCore scope, ExceptionDispatchInfo? fault, TaskCompletionSource drained) : IArrival
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

using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>A scope without its handle: the functions, the block, and the end of the scope.</summary>
/// <remarks>
/// <para>The block runs on one call stack. If <see cref="Home"/> is null, it is the own stack of the frame <see cref="Owner"/>. Otherwise
/// it is the stack of the coroutine <see cref="Home"/>, which any frame may resume, or a thread without a frame. So the frame that is
/// canceled with the block, and the frame that waits for the end, are looked up when they are needed.</para>
/// <para>Fields and properties without a note belong to the holder of the scheduler's baton. Outside every scheduler <see cref="Gate"/>
/// guards them.</para>
/// <code>
/// from        to          by
/// Open        Draining    the block has ended
/// Open        Disposed    the block has disposed the scope, and its functions have ended
/// Draining    Over        the last function has ended; or a deadlock: those left can end only when the block's thread has gone on
/// Disposed    Over        the block has ended
/// </code>
/// </remarks>
[StackTraceHidden]
internal sealed class ScopeCore : OpenBlock
{
    private readonly Thread _thread = Thread.CurrentThread;
    private readonly HashSet<FrameCore> _children = [];
    private readonly DriverLink? _owner; // in a suspended coroutine the scope outlives the frame that has opened it
    private volatile ScopeState _state;             // by the table; holder, or under the gate; read by any thread, since over is final

    /// <summary>The block's own thread: the scope is open from here on.</summary>
    /// <exception cref="InvalidOperationException">
    /// The caller is in a <see cref="Coroutine.NoSuspend"/> region, and the scope's end will be a suspension point.
    /// </exception>
    internal ScopeCore(FrameCore? owner, ScopeRules rules = default)
        : base(CoroutineCore.Current is { } home ? home.OpenBlock : owner?.InnermostScope)
    {
        FramePreparation.Prepare();
        owner?.EnterSuspension();
        owner?.Seat.Prepare(); // for the wait at its end, which must not fail
        Rules = rules;
        _owner = owner?.Link;
        Home = CoroutineCore.Current;
        Scheduler = owner?.Scheduler;
        EndElsewhere = Home is not null && Scheduler is not null ? new DrainedScope(this) : null;
        Cancellation = new ScopeCancellation(this);
        OpenedAt = Scheduler?.NextMoment() ?? 0;
        Followed = FollowedToken.Of(this);
        Flow = ScopeFlow.Enter(this, isOutside: Home is null && owner is null); // behind all else that may fail
        if (Home is not null)
        {
            Home.OpenBlock = this;
        }
        else if (owner is not null)
        {
            owner.InnermostScope = this;
            owner.Scheduler.LookAtArrivals();
            if (owner.Cancellation.IsAnyPending)
            {
                owner.Scheduler.Cascade.Add(Cancellation); // what the code is about to be told holds here too
            }
        }
    }

    /// <summary>The scope in whose block this one was opened, on the same stack.</summary>
    internal new ScopeCore? Around => (ScopeCore?)base.Around;

    /// <summary>How the scope reaches what is begun in it elsewhere.</summary>
    internal ScopeFlow Flow { get; }

    /// <summary>The frame that opened the scope. Null: outside every scheduler.</summary>
    internal FrameCore? Owner => _owner?.Target as FrameCore;

    /// <summary>The coroutine whose body the block is in. Null: none.</summary>
    internal CoroutineCore? Home { get; }

    /// <summary>The scheduler that the scope was opened under. Null: none.</summary>
    internal SchedulerCore? Scheduler { get; }

    internal ScopeCancellation Cancellation { get; }

    /// <summary>Guards a scope outside every scheduler. Never entered under a scheduler.</summary>
    internal object Gate { get; } = new();

    internal ScopeFailures Failures { get; } = new();

    /// <summary>
    /// Why the block's thread has left the frame that opened the scope. Null: it has not. The block's own thread alone: the frame may have
    /// ended long before the block does.
    /// </summary>
    internal ThrownFault? Left { get; set; }

    /// <summary>The frame that waits for the end. Null: none.</summary>
    internal FrameCore? Joiner { get; set; }

    /// <summary>For the end of the block outside its scheduler. Null: the block is on a frame's own stack, or has no scheduler.</summary>
    internal DrainedScope? EndElsewhere { get; }

    /// <summary>The same, when the block has ended there, and waits for the last function. Null: none does.</summary>
    internal DrainedScope? Drained { get; set; }

    /// <summary>When the scope was opened, by the scheduler's count of moments.</summary>
    internal long OpenedAt { get; }

    /// <summary>What the scope's token follows: see <see cref="FollowedToken"/>.</summary>
    internal ITokenFollower? Followed { get; set; }

    /// <summary>The cascade of a scope outside every scheduler. Under <see cref="Gate"/>.</summary>
    internal CancellationCascade OutsideCascade => field ??= new CancellationCascade();

    /// <summary>Any thread: is nothing of the scope left? A block that has disposed the scope may still go on.</summary>
    internal bool IsOver => _state >= ScopeState.Disposed;

    internal ScopeState State => _state;

    internal ScopeRules Rules { get; }

    /// <summary>Did a function end by the scope's cancellation, or never run? Outside a scheduler the block's thread writes too.</summary>
    internal bool HasCut { get; set; }

    /// <summary>Holder, for a block in a coroutine: was its code told of the cancellation of something around the coroutine?</summary>
    internal bool WasToldAround { get; set; }

    /// <summary>Holder: is it a limit whose block runs? What the clean-up of a canceled block starts is not taken.</summary>
    internal bool TakesWhatStarts =>
        Rules.IsLimit && _state == ScopeState.Open && !(Cancellation.IsCanceled && Cancellation.HasBlockBeenTold);

    /// <summary>The block's own thread: is the frame canceled, or a scope around this one, and was not when the block began?</summary>
    internal bool IsCanceledAround
    {
        get
        {
            FrameCore? me = FrameCore.Current;
            bool canceled = me?.Cancellation is { IsRequested: true, Hold.IsForDisposal: false } frame && !WasToldBefore(frame.ToldAt);
            for (ScopeCore? scope = Around; scope is not null && !canceled; scope = scope.Around)
            {
                canceled = scope.Cancellation.IsCanceled && !WasToldBefore(scope.Cancellation.ToldAt) && !scope.IsForDisposal(me);
            }

            return canceled;
        }
    }

    /// <summary>Was code told of a cancellation, at that moment, before the block began?</summary>
    internal bool WasToldBefore(long toldAt) => toldAt > 0 && toldAt < OpenedAt;

    /// <summary>Does the block still run?</summary>
    internal bool IsBlockRunning => _state is ScopeState.Open or ScopeState.Disposed;

    /// <summary>The functions that have not ended.</summary>
    internal IReadOnlyCollection<FrameCore> Children => _children;

    /// <summary>The same, to be walked along without memory.</summary>
    internal HashSet<FrameCore> Functions => _children;

    /// <summary>
    /// Outside every scheduler: is the calling thread foreign to the block? A thread that runs a coroutine is not: the block may have
    /// resumed that coroutine.
    /// </summary>
    internal bool IsStrangerOutside => Scheduler is null && Thread.CurrentThread != _thread && CoroutineCore.Current is null;

    /// <summary>The frame that runs the block now. Null: none does, or none is known.</summary>
    internal FrameCore? BlockRunner => Home is null ? Owner
        : Home.Status is CoroutineStatus.Running or CoroutineStatus.Resuming ? Home.Driver as FrameCore
        : null;

    /// <summary>Words for messages: what a frame that ends the scope waits for.</summary>
    public override string ToString() => "all that was started in its scope";

    internal override ThrownFault GiveUp(ThrownFault fault) => this.FinishGivenUp(fault);

    /// <summary>Holder: does this frame run the block now?</summary>
    internal bool IsBlockOf(FrameCore frame) => IsBlockRunning && BlockRunner == frame;

    /// <summary>Debug builds: asserts that the caller has the scheduler's baton, or the gate outside every scheduler.</summary>
    [Conditional("DEBUG")]
    internal void AssertMayTouch()
    {
        if (Scheduler is null)
        {
            Debug.Assert(Monitor.IsEntered(Gate), "off the scope's gate");
        }
        else if (!Scheduler.IsClosed) // a closed scheduler has no holder, and the scope belongs to the block's thread
        {
            Scheduler.AssertHolder();
        }
    }

    /// <summary>Holder: the one way to change the scope's state.</summary>
    internal void MoveTo(ScopeState state)
    {
        AssertMayTouch();
        Debug.Assert(
            (_state, state) is (ScopeState.Open, ScopeState.Draining or ScopeState.Disposed) or (
                ScopeState.Draining or ScopeState.Disposed, ScopeState.Over),
            $"a scope goes from {_state} to {state}");
        if (state == ScopeState.Over)
        {
            Followed = null; // it may lead to a frame, and users may keep the scope
        }

        _state = state;
    }

    /// <summary>Holder; outside every scheduler, the thread that will run the function: it is about to begin.</summary>
    internal void OnStarting(FrameCore frame)
    {
        if (Scheduler is not null)
        {
            AssertMayTouch();
            _children.Add(frame);
            return;
        }

        // The scope may be over since the caller looked: a coroutine of the block's may run on another thread.
        StrongBox<bool> isListed = new();
        Uninterrupted.Run(static start => start.isListed.Value = start.scope.TryListOutside(start.frame), (scope: this, frame, isListed));
        ObjectDisposedException.ThrowIf(!isListed.Value, typeof(CoroutineScope));
    }

    private bool TryListOutside(FrameCore frame)
    {
        lock (Gate)
        {
            if (IsOver)
            {
                return false;
            }

            _children.Add(frame);
            return true;
        }
    }

    /// <summary>Holder; outside every scheduler, the thread that ran the function: a function of the scope has ended.</summary>
    internal void OnEnded(FrameCore frame)
    {
        if (Scheduler is not null)
        {
            Forget(frame);
            return;
        }

        ScopeEndOutside.Forget(this, frame);
    }

    internal void ForgetOutside(FrameCore frame)
    {
        lock (Gate)
        {
            Forget(frame);
            Monitor.PulseAll(Gate);
        }
    }

    private void Forget(FrameCore frame)
    {
        AssertMayTouch();
        _children.Remove(frame);
        HasCut |= frame.IsCanceled && Cancellation.IsCanceled;
        if (frame.Fault is { } fault && !frame.IsCanceled && !IsOver && !Rules.IsLimit)
        {
            frame.IsObserved = true;
            if (!frame.IsHandled)
            {
                Failures.Add(fault, frame);
            }

            if (!Rules.Supervises)
            {
                Cancellation.CancelByFailure();
            }
        }

        if (_children.Count == 0 && Joiner is { } joiner)
        {
            Joiner = null;
            Scheduler!.MakeReady(joiner);
        }

        EndIfDrained();
    }

    /// <summary>Holder: the joiner is told of a deadlock, and so does not wait for the last function any more.</summary>
    internal void ForgetJoiner() => Joiner = null;

    /// <summary>Holder: the block has ended elsewhere, and waits for the last function.</summary>
    internal void EndIfDrained()
    {
        if (Drained is not null && _children.Count == 0)
        {
            if (_state != ScopeState.Over)
            {
                MoveTo(ScopeState.Over);
            }

            Errands.SendOwn(Drained);
            Drained = null;
        }
    }
}

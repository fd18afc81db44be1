using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>A coroutine's two sides: the resumer's steps, and the body's suspends and end.</summary>
/// <remarks>
/// Fields without a note are written by the holder of the baton and read by the next, so that the handoff orders them.
/// </remarks>
internal abstract class CoroutineCore<TIn, TOut>(CoroutineOptions? options) : CoroutineCore(options)
{
    private Handoff<TIn, TOut> _handoff = null!;        // first resumer, before the body starts
    private Worker _worker = null!;                     // the same
    private BatonReceiver<TIn, TOut>? _receiver;        // resumer, before it passes; body, when it hands back
    private TIn _argument = default!;
    private TOut _result = default!;
    private OutcomeKind _end;

    /// <summary>Cancels the body at its next suspend, unlike disposal with this token's own exception.</summary>
    internal CancellationToken CancellationToken { get; init; }

    /// <summary>Is the body's thread asleep at a suspension point? For tests.</summary>
    internal bool IsBodyParked => _handoff.IsBodyParked;

    // ---- the resumer's side ----

    /// <summary>Resumes and waits for the next suspension or the end.</summary>
    /// <param name="signal">The value to pass in, or the exception to raise at the suspension point. Cleared once it is sent, so that nothing
    /// on the resumer's stack keeps it alive.</param>
    /// <param name="sentinel">The handle's; made when the coroutine first stays suspended.</param>
    [StackTraceHidden]
    internal TOut Resume(ref Signal<TIn> signal, ref DropSentinel? sentinel)
    {
        Outcome<TOut> outcome = Step(Claim(), ref signal, ref sentinel, out ExceptionDispatchInfo? fault);
        fault?.Throw();
        return outcome.Value;
    }

    /// <summary>As <see cref="Resume"/>; false when the coroutine has ended. What the body threw is left to the caller to throw.</summary>
    internal bool TryResume(
        ref Signal<TIn> signal, ref DropSentinel? sentinel, out Outcome<TOut> outcome, out ExceptionDispatchInfo? fault)
    {
        if (!TryClaim(out CoroutineStatus from))
        {
            outcome = default;
            fault = null;
            return false;
        }

        outcome = Step(from, ref signal, ref sentinel, out fault);
        return true;
    }

    /// <summary>Throws into the coroutine; a new one ends by it without having run.</summary>
    [StackTraceHidden]
    internal TOut Throw(Exception exception, ref DropSentinel? sentinel)
    {
        ArgumentNullException.ThrowIfNull(exception);
        CoroutineStatus from = Claim();
        if (from == CoroutineStatus.Created)
        {
            Publish(CoroutineStatus.Faulted);
            ExceptionDispatchInfo.Throw(exception);
        }

        Signal<TIn> signal = new(default!, exception);
        Outcome<TOut> outcome = Step(from, ref signal, ref sentinel, out ExceptionDispatchInfo? fault);
        fault?.Throw();
        return outcome.Value;
    }

    private Outcome<TOut> Step(
        CoroutineStatus from, ref Signal<TIn> signal, ref DropSentinel? sentinel, out ExceptionDispatchInfo? fault)
    {
        CoroutineCore? parent = EnterResume();
        Outcome<TOut> outcome;
        try
        {
            DriveFor(FrameCore.Current);
            Send(from, signal);
            signal = default;
            outcome = _handoff.TakeFromBody();
        }
        finally
        {
            LeaveResume(parent);
        }

        KeepWatch(outcome.Kind, ref sentinel);
        fault = Settle(outcome.Kind);
        Telemetry.Resumed();
        return outcome;
    }

    /// <summary>Before the claim ends: a handle whose coroutine stays suspended is watched, one whose coroutine has ended no longer.</summary>
    internal void KeepWatch(OutcomeKind kind, ref DropSentinel? sentinel)
    {
        if (kind == OutcomeKind.Suspended)
        {
            sentinel ??= new DropSentinel(this);
        }
        else if (sentinel is not null)
        {
            sentinel.Dispose();
        }
    }

    /// <summary>Claimant: gives the baton to the body, on a thread found for it if it is new.</summary>
    /// <exception cref="CoroutineLimitException">No thread; the claim is undone.</exception>
    internal void Send(CoroutineStatus from, in Signal<TIn> signal, BatonReceiver<TIn, TOut>? receiver = null)
    {
        if (receiver is not null)
        {
            DriveFor(null); // nobody waits: the body runs beside whoever sends this
        }

        if (from == CoroutineStatus.Suspended)
        {
            if (_receiver != receiver)
            {
                _receiver = receiver; // not written for nothing: the body's processor has the line
            }

            _handoff.PassToBody(signal);
            return;
        }

        _argument = signal.Value;
        _receiver = receiver;
        try
        {
            (Options.ThreadPool ?? CoroutineThreadPool.Shared).Workers.Start(this);
        }
        catch
        {
            _argument = default!;
            _receiver = null;
            Publish(CoroutineStatus.Created);
            throw;
        }
    }

    internal sealed override void MoveIn(Worker worker)
    {
        _worker = worker;
        _handoff = new Handoff<TIn, TOut>(worker.Lease);
    }

    /// <summary>Holder of the baton that came back: ends the claim, and lets the thread go if the body has ended.</summary>
    /// <returns>What the body threw, for the caller to throw.</returns>
    internal ExceptionDispatchInfo? Settle(OutcomeKind kind)
    {
        if (kind == OutcomeKind.Suspended)
        {
            Publish(CoroutineStatus.Suspended);
            return null;
        }

        ExceptionDispatchInfo? fault = null;
        if (kind == OutcomeKind.Quarantined)
        {
            _worker.Pool.WriteOff(); // and nothing else is ours: the body may still run
        }
        else
        {
            fault = Fault;
            Fault = null;
            _worker.Pool.Return(_worker, this);
        }

        if (IsUnwinding)
        {
            MarkDisposed();
        }

        Publish(kind switch
        {
            OutcomeKind.Finished => CoroutineStatus.Finished,
            OutcomeKind.Faulted => CoroutineStatus.Faulted,
            _ => CoroutineStatus.Canceled,
        });
        return fault;
    }

    protected sealed override void Unwind()
    {
        CoroutineCore? parent = EnterResume();
        Outcome<TOut> outcome;
        try
        {
            DriveFor(FrameCore.Current);
            Send(CoroutineStatus.Suspended, new Signal<TIn>(default!, BeginUnwinding()));
            if (!_handoff.TryTakeFromBody(Driver is null ? UnwindTimeoutMilliseconds : Timeout.Infinite, out outcome))
            {
                outcome = new Outcome<TOut>(OutcomeKind.Quarantined);
                ReportTimeout();
            }
        }
        finally
        {
            LeaveResume(parent);
        }

        Settle(outcome.Kind)?.Throw();
    }

    /// <summary>Claimant: starts unwinding; the receiver gets the baton when it is done.</summary>
    internal void UnwindTo(BatonReceiver<TIn, TOut> receiver) =>
        Send(CoroutineStatus.Suspended, new Signal<TIn>(default!, BeginUnwinding()), receiver);

    internal sealed override bool TryUnwindDropped()
    {
        CoroutineStatus status = Status;
        if (status != CoroutineStatus.Suspended || !TryChange(status, CoroutineStatus.Running))
        {
            return IsEnded;
        }

        MarkDropped();
        DroppedCoroutines.Begin();
        UnwindTo(DroppedReceiver<TIn, TOut>.Instance);
        return true;
    }

    internal int UnwindTimeoutMilliseconds => (int)Math.Ceiling(Options.UnwindTimeout.TotalMilliseconds);

    internal void ReportTimeout() =>
        ReportQuarantine($"its clean-up did not end within {Options.UnwindTimeout.TotalSeconds:0.###} s");

    private static CoroutineCore? EnterResume()
    {
        CoroutineCore? parent = Current;
        parent?.MarkResuming(true);
        return parent;
    }

    private static void LeaveResume(CoroutineCore? parent) => parent?.MarkResuming(false);

    // ---- the body's side, on its worker's thread ----

    /// <summary>
    /// Gives the baton back with a value, and waits for it. The value comes by reference and is cleared, so that no frame below keeps
    /// it alive during the wait, whatever the compiler made of it.
    /// </summary>
    internal virtual TIn Suspend(ref TOut value)
    {
        EnterSuspend();
        ThrowIfCanceled();
        HandBack(OutcomeKind.Suspended, ref value);
        return AwaitBaton();
    }

    /// <exception cref="OperationCanceledException">The token has fired: appears in the body, as often as it asks.</exception>
    protected void ThrowIfCanceled()
    {
        if (CancellationToken.IsCancellationRequested)
        {
            CountSwallowed();
            throw new OperationCanceledException(CancellationToken);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    protected void HandBack(OutcomeKind kind, ref TOut value)
    {
        BatonReceiver<TIn, TOut>? receiver = _receiver;
        Outcome<TOut> outcome = new(kind, value);
        value = default!;
        if (receiver is not null)
        {
            _receiver = null; // a thread never keeps a waiting consumer's enumerator alive while it is suspended
            receiver.Receive(this, outcome);
        }
        else if (!_handoff.PassToResumer(outcome) && kind != OutcomeKind.Quarantined)
        {
            EndInQuarantine();
        }
    }

    protected TIn AwaitBaton()
    {
        Signal<TIn> signal = _handoff.TakeFromResumer();
        FollowDriver();
        if (_receiver is not null)
        {
            _handoff.ReleaseLease();
            _receiver.OnResumed(this);
        }

        if (signal.Raise is not null)
        {
            ExceptionDispatchInfo.Throw(signal.Raise);
        }

        return signal.Value;
    }

    internal sealed override void Run(Worker worker)
    {
        if (_receiver is not null)
        {
            _handoff.ReleaseLease();
        }

        RunInContext(worker);
        Worker.DropPendingInterrupt(); // before the hand-back and the pool's gate, which could be its victims
        HandBack(_end, ref _result);
    }

    protected sealed override void RunBody()
    {
        FollowDriver();
        try
        {
            _result = InvokeBody();
            _end = IsUnwinding ? OutcomeKind.Canceled : OutcomeKind.Finished;
        }
        catch (Exception e) // whatever the body throws comes out on the resumer's side
        {
            _end = IsUnwinding ? OutcomeKind.Canceled : OutcomeKind.Faulted;
            Fault = IsOwnSignal(e) ? null : ExceptionDispatchInfo.Capture(e);
        }

        if (IsUnwinding)
        {
            _result = default!;
        }
    }

    /// <summary>
    /// Calls the body, and forgets it and its argument first: what a suspended body does not use any more must not be kept
    /// alive by its own coroutine. Compiled with optimization at once, so that its frame holds on to neither.
    /// </summary>
    protected abstract TOut InvokeBody();

    protected TIn TakeArgument()
    {
        TIn argument = _argument;
        _argument = default!;
        return argument;
    }

    protected sealed override void GiveUpBody()
    {
        TOut none = default!;
        HandBack(OutcomeKind.Quarantined, ref none);
    }

    // The disposer gave up waiting, and now the clean-up has ended after all: the thread comes back.
    internal void EndInQuarantine()
    {
        if (Fault is not null)
        {
            Telemetry.Unobserved(this, Fault.SourceException);
        }

        _worker.Pool.Recover();
        _worker.Pool.Return(_worker, this);
    }
}

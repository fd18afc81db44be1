using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>The body's side of a coroutine, on its worker's thread: how the body runs, suspends and ends.</summary>
/// <remarks>
/// <para>The note of each field says which holder of the baton writes the field. The pass of the baton publishes the field to the next
/// holder.</para>
/// <code>
/// step       prepare: may throw, wait or allocate      commit: does none of that
/// suspend    refuse, or throw a signal to stop         pass the baton with the value
/// wait       take the baton; the thread parks          follow the driver; the signal is thrown into the body
/// end        look at the body's exception              pass the baton with the result or the exception
/// </code>
/// </remarks>
[StackTraceHidden]
internal abstract class CoroutineBody<TIn, TOut>(CoroutineOptions? options) : CoroutineCore(options)
{
    private Handoff<TIn, TOut> _handoff = null!;    // the lanes between claimant and body; claimant, in MoveIn and LeaveHandoff
    private Worker _worker = null!;                 // the worker whose thread the body runs on; written as the lanes are
    private BatonReceiver<TOut>? _receiver;         // takes the baton if no claimant waits; set by the claimant, cleared by the body
    private TIn _argument = default!;               // the body's argument; set by the first claimant, cleared by the body
    private TOut _result = default!;                // what the body returned; body
    private OutcomeKind _end;                       // how the body ended; body

    /// <summary>Cancels the body at its next suspend, by an exception that names the token. Disposal throws a signal there.</summary>
    internal CancellationToken CancellationToken { get; init; }

    /// <summary>Is the body's thread parked at a suspension point? For tests.</summary>
    internal bool IsBodyParked => Volatile.Read(ref _handoff)?.IsBodyParked == true;

    private protected Handoff<TIn, TOut> Handoff => _handoff;

    private protected Worker Worker => _worker;

    /// <summary>Body's thread: takes the baton. Null: a thread waits for it.</summary>
    private protected BatonReceiver<TOut>? Receiver => _receiver;

    /// <summary>Claimant of a new coroutine, before it looks for a thread.</summary>
    private protected void PrepareStart(TIn argument, BatonReceiver<TOut>? receiver)
    {
        AssertClaimant();
        _argument = argument;
        _receiver = receiver;
    }

    /// <summary>Claimant of a suspended coroutine, before it passes the baton.</summary>
    private protected void ReceiveBy(BatonReceiver<TOut>? receiver)
    {
        AssertClaimant();
        if (_receiver != receiver)
        {
            _receiver = receiver; // written only when it changes: the cache line is with the body's processor
        }
    }

    internal sealed override void MoveIn(Worker worker)
    {
        AssertClaimant();
        GivingUp.Watch();
        _handoff = Handoff<TIn, TOut>.Renew(worker.KeptHandoff, worker.Lease);
        worker.KeptHandoff = null;
        worker.Spare ??= new DropSentinel(null);
        _worker = worker;
    }

    /// <summary>Claimant, with the last baton, before it returns the worker: both lanes are empty, and no thread touches them.</summary>
    private protected void LeaveHandoff()
    {
        _worker.KeptHandoff = Handoff<TIn, TOut>.MayBeKept ? _handoff : null;
        Volatile.Write(ref _handoff, null!);
    }

    /// <summary>
    /// Passes the baton back with a value, and waits to be resumed. The value comes by reference and is cleared. So no stack frame below
    /// keeps the value alive during the wait.
    /// </summary>
    internal virtual TIn Suspend(ref TOut value)
    {
        EnterSuspend();
        ThrowIfCanceled();
        HandBack(OutcomeKind.Suspended, ref value);
        return AwaitBaton();
    }

    /// <summary>Body's thread, at every suspend: throws once the consumer's token has fired.</summary>
    /// <exception cref="OperationCanceledException">The token has fired.</exception>
    protected void ThrowIfCanceled()
    {
        if (CancellationToken.IsCancellationRequested)
        {
            CountSignal();
            GivingUp.Throw(new OperationCanceledException(CancellationToken));
        }
    }

    /// <summary>Passes the baton to the claimant, or to its receiver. From then on the thread touches nothing of the coroutine.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected void HandBack(OutcomeKind kind, ref TOut value)
    {
        AssertBodysThread();
        BatonReceiver<TOut>? receiver = _receiver;
        if (Resumer.Token is not null)
        {
            NoteToldInStep();
        }

        Outcome<TOut> outcome = new(kind, value);
        value = default!;
        if (receiver is not null)
        {
            _receiver = null; // a suspended thread must not keep the enumerator of a waiting consumer alive
            receiver.Receive(outcome);
        }
        else if (!_handoff.PassToResumer(outcome) && kind != OutcomeKind.Quarantined)
        {
            EndInQuarantine();
        }
    }

    /// <summary>Takes the baton when the coroutine is resumed.</summary>
    /// <returns>What the resumer sent.</returns>
    protected TIn AwaitBaton()
    {
        Signal<TIn> signal = TakeBaton();
        while (signal.Raise is not null)
        {
            RaiseOrRefuse(signal.Raise);
            signal = TakeBaton();
        }

        return signal.Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Signal<TIn> TakeBaton()
    {
        AssertBodysThread();
        if (!_handoff.TryTakeFromResumer(StuckCoroutine.LookAfter, out Signal<TIn> signal))
        {
            signal = TakeFromResumerSlowly();
        }

        FollowDriver();
        if (_receiver is not null)
        {
            _handoff.ReleaseLease();
            _receiver.OnResumed();
        }

        return signal;
    }

    // Throws what the resumer has sent. If native frames are in its way, a signal to stop gives the body up. A user's exception is refused:
    // the body suspends again.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RaiseOrRefuse(Exception exception)
    {
        if (GivingUp.FindInWayOf(exception.GetType()) is not { } native)
        {
            ExceptionDispatchInfo.Throw(exception);
        }
        else if (IsUnwinding || CancellationToken.CanBeCanceled)
        {
            GivingUp.Throw(exception, native);
        }
        else
        {
            Fault = GivingUp.Refusal(this, exception, native);
            TOut none = default!;
            HandBack(OutcomeKind.Refused, ref none);
        }
    }

    /// <summary>Body's thread, when it has been suspended for long: looks for what stands in the way, and takes the baton.</summary>
    protected abstract Signal<TIn> TakeFromResumerSlowly();

    internal sealed override void Run(Worker worker)
    {
        AssertBodysThread();
        ThreadNumber = worker.ThreadNumber;
        if (_receiver is not null)
        {
            _handoff.ReleaseLease();
        }

        try
        {
            RunInContext(worker);
        }
        catch (Exception e) // before the body: RunBody throws nothing
        {
            End(e, isKnown: true);
        }

        if (_receiver is not null)
        {
            Worker.DropPendingInterrupt(); // the receiver's code runs here, and enters the pool's gate
        }

        HandBack(_end, ref _result); // a pass as in every suspend: an interrupt does not break it
    }

    [StackRoot]
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected sealed override void RunBody()
    {
        Commit.AssertNone("a body runs");
        FollowDriver();
        try
        {
            _result = InvokeBody();
            _end = IsUnwinding ? OutcomeKind.Canceled : OutcomeKind.Finished;
        }
        catch (Exception e) // all that the body throws comes out on the resumer's side
        {
            End(e, isKnown: false);
        }

        if (IsUnwinding)
        {
            _result = default!;
        }
    }

    /// <summary>The body has thrown. Does not fail: no code would catch that.</summary>
    /// <param name="exception">What it threw.</param>
    /// <param name="isKnown">Is it no signal, and does it wrap none?</param>
    private void End(Exception exception, bool isKnown)
    {
        _end = IsUnwinding ? OutcomeKind.Canceled : OutcomeKind.Faulted;
        Fault = exception;
        if (!isKnown)
        {
            try
            {
                Fault = IsUnwinding && (UnwindSignal.Is(exception, Id) || StandsForSignal(exception)) ? null : UnwrapToken(exception);
            }
            catch (Exception e) when (NoMemory.Is(e))
            {
                // it stays as it is
            }
        }
    }

    // An exception that came out in place of the signal is told, or nobody could ever know of it.
    private bool StandsForSignal(Exception exception)
    {
        bool stands = IsInPlaceOfSignal(exception) && Driver?.WasToldIn(this, exception) != true;
        if (stands)
        {
            Telemetry.SignalReplaced(this, exception);
        }

        return stands;
    }

    /// <summary>The body unwinds: does an exception that is no signal stand for one that a library has caught and dropped?</summary>
    protected virtual bool IsInPlaceOfSignal(Exception exception) => false;

    // Gives the cancellation by the consumer's token, if a library has wrapped it in an exception of its own. Otherwise the exception.
    private protected Exception UnwrapToken(Exception exception) => BodyFault.Unwrap(this, exception, CancellationToken);

    /// <summary>Forgets body and argument, then calls the body, which alone keeps what it uses. Optimized at once, for its stack.</summary>
    protected abstract TOut InvokeBody();

    protected TIn TakeArgument()
    {
        AssertBodysThread();
        TIn argument = _argument;
        _argument = default!;
        return argument;
    }

    /// <summary>Body's thread: the clean-up has ended after the claimant gave up on it. The thread goes back to the pool.</summary>
    internal void EndInQuarantine()
    {
        Worker.DropPendingInterrupt(); // before the pool's gate, which the interrupt could hit
        ReportUnobserved();
        Fault = null;
        Forget();
        _worker.Pool.Return(_worker, this);
    }

    /// <summary>Body's thread, when the body has ended and no resumer will receive its exception. The thread is not returned yet.</summary>
    internal void ReportUnobserved()
    {
        AssertBodysThread();
        if (Fault is not null)
        {
            Telemetry.Unobserved(this, Fault);
            Worker.DropPendingInterrupt(); // a listener may have left one, which could hit the pool's gate
        }
    }

    [Conditional("DEBUG")]
    protected void AssertBodysThread() => Debug.Assert(_worker.Thread == Thread.CurrentThread, "not the body's thread");
}

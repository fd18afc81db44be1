using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>The body's side of a coroutine, on its worker's thread: run, suspends and end.</summary>
/// <remarks>
/// <para>Each field says which holder of the baton writes it. The pass of the baton publishes the field, and the next holder reads
/// it.</para>
/// <code>
/// step       prepare: may throw, wait or allocate      commit: does none of that
/// suspend    refuse, or throw a signal to stop         pass the baton with the value
/// wait       take the baton; the thread parks          follow the driver; the signal is thrown into the body
/// end        capture the body's exception              pass the baton with the result or the exception
/// </code>
/// </remarks>
internal abstract class CoroutineBody<TIn, TOut>(CoroutineOptions? options) : CoroutineCore(options)
{
    private Handoff<TIn, TOut> _handoff = null!;    // the lanes between claimant and body; claimant, once, before the body's thread starts
    private Worker _worker = null!;                 // whose thread the body runs on; as the lanes
    private BatonReceiver<TOut>? _receiver;         // takes the baton in place of a waiting claimant, which sets it; the body clears it
    private TIn _argument = default!;               // the body's argument; the first claimant sets it, the body clears it
    private TOut _result = default!;                // what the body returned; body
    private OutcomeKind _end;                       // how the body ended; body

    /// <summary>Cancels the body at its next suspend, unlike disposal with this token's own exception.</summary>
    internal CancellationToken CancellationToken { get; init; }

    /// <summary>Is the body's thread asleep at a suspension point? For tests.</summary>
    internal bool IsBodyParked => _handoff.IsBodyParked;

    private protected Handoff<TIn, TOut> Handoff => _handoff;

    private protected Worker Worker => _worker;

    /// <summary>Claimant of a new coroutine, before a thread is looked for.</summary>
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
            _receiver = receiver; // not written for nothing: the body's processor has the line
        }
    }

    internal sealed override void MoveIn(Worker worker)
    {
        AssertClaimant();
        _worker = worker;
        _handoff = new Handoff<TIn, TOut>(worker.Lease);
    }

    /// <summary>
    /// Hands the baton back with a value, and waits to be resumed. The value comes by reference and is cleared: so no stack frame below
    /// keeps it alive during the wait, whatever the compiler made of it.
    /// </summary>
    internal virtual TIn Suspend(ref TOut value)
    {
        EnterSuspend();
        ThrowIfCanceled();
        HandBack(OutcomeKind.Suspended, ref value);
        return AwaitBaton();
    }

    /// <summary>Body's thread: appears in the body as often as it suspends.</summary>
    /// <exception cref="OperationCanceledException">The token has fired.</exception>
    protected void ThrowIfCanceled()
    {
        if (CancellationToken.IsCancellationRequested)
        {
            CountSignal();
            throw new OperationCanceledException(CancellationToken);
        }
    }

    /// <summary>
    /// Passes the baton to the claimant, or to the receiver in its place. From then on the body's thread touches nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected void HandBack(OutcomeKind kind, ref TOut value)
    {
        AssertBodysThread();
        BatonReceiver<TOut>? receiver = _receiver;
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
        AssertBodysThread();
        Signal<TIn> signal = _handoff.TakeFromResumer();
        FollowDriver();
        if (_receiver is not null)
        {
            _handoff.ReleaseLease();
            _receiver.OnResumed();
        }

        if (signal.Raise is not null)
        {
            ExceptionDispatchInfo.Throw(signal.Raise);
        }

        return signal.Value;
    }

    internal sealed override void Run(Worker worker)
    {
        AssertBodysThread();
        if (_receiver is not null)
        {
            _handoff.ReleaseLease();
        }

        RunInContext(worker);
        Worker.DropPendingInterrupt(); // before the hand-back and the pool's gate, which the interrupt could hit
        HandBack(_end, ref _result);
    }

    protected sealed override void RunBody()
    {
        Commit.AssertNone("a body runs");
        FollowDriver();
        try
        {
            _result = InvokeBody();
            _end = IsUnwinding ? OutcomeKind.Canceled : OutcomeKind.Finished;
        }
        catch (Exception e) // whatever the body throws comes out on the resumer's side
        {
            _end = IsUnwinding ? OutcomeKind.Canceled : OutcomeKind.Faulted;
            Fault = IsUnwinding && (UnwindSignal.Is(e, Id) || IsInPlaceOfSignal(e)) ? null
                : ExceptionDispatchInfo.Capture(UnwrapToken(e));
        }

        if (IsUnwinding)
        {
            _result = default!;
        }
    }

    /// <summary>
    /// The body unwinds, and ends by an exception that is not the signal: does that stand for the signal, which a library has caught and
    /// dropped?
    /// </summary>
    protected virtual bool IsInPlaceOfSignal(Exception exception) => false;

    // The consumer's token, if a library has wrapped its cancellation in an exception of its own.
    private Exception UnwrapToken(Exception exception) =>
        exception is not OperationCanceledException
        && CancellationToken.IsCancellationRequested
        && WrappedCancellation.Find(exception, CancellationToken, static (canceled, token) =>
            canceled.CancellationToken == token) is not null
            ? new OperationCanceledException($"{this} was canceled by its consumer's token.", exception, CancellationToken)
            : exception;

    /// <summary>
    /// Calls the body, and forgets body and argument first. What a suspended body does not use any more must not be kept alive by its own
    /// coroutine. Compiled with optimization at once, so that the stack frame keeps neither.
    /// </summary>
    protected abstract TOut InvokeBody();

    protected TIn TakeArgument()
    {
        AssertBodysThread();
        TIn argument = _argument;
        _argument = default!;
        return argument;
    }

    protected sealed override void GiveUpBody()
    {
        TOut none = default!;
        HandBack(OutcomeKind.Quarantined, ref none);
        while (true)
        {
            try
            {
                Thread.Sleep(Timeout.Infinite);
            }
            catch (ThreadInterruptedException)
            {
                // nothing can be done with this thread any more
            }
        }
    }

    /// <summary>Body's thread: the claimant gave up on the clean-up, which has ended after all. The thread comes back.</summary>
    internal void EndInQuarantine()
    {
        ReportUnobserved();
        _worker.Pool.Return(_worker, this);
    }

    /// <summary>
    /// Body's thread, when the body has ended, no resumer will receive its exception, and the thread is not returned yet.
    /// </summary>
    internal void ReportUnobserved()
    {
        AssertBodysThread();
        if (Fault is not null)
        {
            Telemetry.Unobserved(this, Fault.SourceException);
            Worker.DropPendingInterrupt(); // a listener's: it could hit the pool's gate
        }
    }

    [Conditional("DEBUG")]
    protected void AssertBodysThread() => Debug.Assert(_worker.Thread == Thread.CurrentThread, "not the body's thread");
}

using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Baton;

// The body's side, on its worker's thread: its run, its suspends and its end.
internal abstract partial class CoroutineCore<TIn, TOut>
{
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
            CountSignal();
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
}

namespace Baton;

/// <summary>
/// Takes the baton from a body that unwinds while no thread waits for the body. Gives up on the body after the unwind timeout.
/// </summary>
/// <remarks>
/// <para>Two threads may end the unwinding: the body's thread when the body has unwound, and that of an errand when the unwinding took too
/// long. The first of them settles the coroutine. A body that ends after the errand only gives its thread back.</para>
/// </remarks>
internal abstract class TimedUnwinding<TIn, TOut> : BatonReceiver<TOut>, IErrand, IDisposable
{
    private readonly CoroutineCore<TIn, TOut> _core;
    private readonly ClockTimer _clock;
    private readonly CoroutineCanceledException _signal;
    private readonly Action<CoroutineCore<TIn, TOut>> _sendTimeout = static core => core.SendTimeout(); // made before it is needed
    private int _over; // 1: one of the two threads has ended the unwinding; interlocked, by both

    protected TimedUnwinding(CoroutineCore<TIn, TOut> core)
    {
        _core = core;
        _signal = new CoroutineCanceledException(core);
        _clock = new ClockTimer(static self => Errands.SendOwn((IErrand)self), this);
    }

    protected CoroutineCore<TIn, TOut> Core => _core;

    IErrand? IErrand.Next { get; set; }

    /// <summary>
    /// Claimant of the suspended coroutine, once: starts the unwinding and does not wait for its end. Does not fail. All that it needs is
    /// made with this object, before the claim.
    /// </summary>
    internal void Start()
    {
        _core.UnwindTo(this, _signal);

        // Has no effect if the body has unwound already: the timer has ended then.
        _clock.Set(TimeSpan.FromMilliseconds(_core.UnwindTimeoutMilliseconds));
    }

    internal sealed override void Receive(in Outcome<TOut> outcome)
    {
        Dispose();
        if (TryEnd())
        {
            End(outcome.Kind);
        }
        else if (outcome.Kind != OutcomeKind.Quarantined)
        {
            _core.EndInQuarantine();
        }
    }

    public void Dispose() => _clock.End();

    /// <summary>
    /// Settles the coroutine, once, on the body's thread or the errand's. On the body's thread no foreign code may run after that, for the
    /// thread may already have its next tenant.
    /// </summary>
    protected abstract void End(OutcomeKind kind);

    void IErrand.Run()
    {
        if (TryEnd())
        {
            Dispose();
            NoMemory.Insist(_sendTimeout, _core);
            End(OutcomeKind.Quarantined);
        }
    }

    /// <summary>The first of the two threads becomes the claimant.</summary>
    private bool TryEnd()
    {
        bool isFirst = Interlocked.Exchange(ref _over, 1) == 0;
        if (isFirst)
        {
            _core.NoteClaimant();
        }

        return isFirst;
    }
}

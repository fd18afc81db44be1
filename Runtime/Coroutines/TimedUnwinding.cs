namespace Baton;

/// <summary>
/// Takes the baton from a body that unwinds while no thread waits for the body. Gives up on the body after the unwind timeout.
/// </summary>
/// <remarks>
/// <para>Two threads may end the unwinding: the body's thread when the body has unwound, and the clock's thread when the unwinding took too
/// long. The first of them settles the coroutine. A body that ends after the clock only gives its thread back.</para>
/// <para>All timers of the process share locks, so the clock is touched uninterrupted. On the body's thread no code would catch an
/// interrupt. The thread that sets the clock has already passed the baton.</para>
/// </remarks>
internal abstract class TimedUnwinding<TIn, TOut> : BatonReceiver<TOut>, IDisposable
{
    private readonly CoroutineCore<TIn, TOut> _core;
    private readonly QuietTimer _clock;
    private readonly CoroutineCanceledException _signal;
    private int _over; // 1: one of the two threads has ended the unwinding; interlocked, by both

    protected TimedUnwinding(CoroutineCore<TIn, TOut> core)
    {
        _core = core;
        _signal = new CoroutineCanceledException(core);
        _clock = QuietTimer.Create(static self => ((TimedUnwinding<TIn, TOut>)self!).GiveUp(), this);
    }

    protected CoroutineCore<TIn, TOut> Core => _core;

    /// <summary>
    /// Claimant of the suspended coroutine, once: starts the unwinding and does not wait for its end. Does not fail. All that it needs is
    /// made with this object, before the claim.
    /// </summary>
    internal void Start()
    {
        _core.UnwindTo(this, _signal);
        try
        {
            // Has no effect if the body has unwound already: the clock is disposed then.
            _clock.Set(TimeSpan.FromMilliseconds(_core.UnwindTimeoutMilliseconds));
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // The body is being unwound, without a limit.
        }
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

    public void Dispose() => _clock.Dispose();

    /// <summary>
    /// Settles the coroutine, once, on the body's thread or the clock's. On the body's thread no foreign code may run after that, for the
    /// thread may already have its next tenant.
    /// </summary>
    protected abstract void End(OutcomeKind kind);

    private void GiveUp()
    {
        if (TryEnd())
        {
            Dispose();
            _core.ReportTimeout();
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

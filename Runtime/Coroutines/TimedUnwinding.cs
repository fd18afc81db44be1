namespace Baton;

/// <summary>
/// Takes the baton back from a body that unwinds while no thread waits for it, and gives up on it after the unwind timeout.
/// </summary>
/// <remarks>
/// <para>Two threads may end the unwinding: the body's when the body has unwound, the clock's when that took too long. The first of them
/// counts. A body that ends after the clock brings nothing but its thread.</para>
/// <para>All timers of the process share a lock, so the clock is touched uninterrupted. On the body's thread no code would catch an
/// interrupt, and when the clock is set the baton is already gone.</para>
/// </remarks>
internal abstract class TimedUnwinding<TIn, TOut> : BatonReceiver<TOut>, IDisposable
{
    private readonly CoroutineCore<TIn, TOut> _core;
    private readonly QuietTimer _clock;
    private int _over; // 1: one of the two threads has ended it; interlocked

    protected TimedUnwinding(CoroutineCore<TIn, TOut> core)
    {
        _core = core;
        _clock = QuietTimer.Create(static self => ((TimedUnwinding<TIn, TOut>)self!).GiveUp(), this);
    }

    protected CoroutineCore<TIn, TOut> Core => _core;

    /// <summary>Claimant of the suspended coroutine, once: starts the unwinding and does not wait for it.</summary>
    internal void Start()
    {
        _core.UnwindTo(this);
        // Has no effect if the body has unwound: then it is disposed.
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

    public void Dispose() => _clock.Dispose();

    /// <summary>
    /// Once, on the body's thread or the clock's: settles the coroutine. On the body's thread no foreign code may run after that, for the
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

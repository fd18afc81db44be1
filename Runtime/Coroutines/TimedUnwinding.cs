namespace Baton;

/// <summary>Takes the baton back from a body that unwinds while no thread waits for it, and gives it up after the unwind timeout.</summary>
/// <remarks>
/// Two may end it: the body's thread when the body has unwound, the clock when that took too long. The first of them counts. A body
/// that ends after the clock brings nothing but its thread.
/// The clock's locks are shared, and it must not be interrupted at them: on the body's thread nobody would catch that, and when the clock is set the
/// baton is already gone.
/// </remarks>
internal abstract class TimedUnwinding<TIn, TOut> : BatonReceiver<TIn, TOut>, IDisposable
{
    private readonly CoroutineCore<TIn, TOut> _core;
    private readonly QuietTimer _clock;
    private int _over; // interlocked: 1 once one of the two has ended it

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
        _clock.Set(TimeSpan.FromMilliseconds(_core.UnwindTimeoutMilliseconds)); // no effect if the body has already unwound: then it is disposed
    }

    internal sealed override void Receive(CoroutineCore<TIn, TOut> coroutine, in Outcome<TOut> outcome)
    {
        Dispose();
        if (Interlocked.Exchange(ref _over, 1) == 0)
        {
            End(outcome.Kind);
        }
        else if (outcome.Kind != OutcomeKind.Quarantined)
        {
            coroutine.EndInQuarantine();
        }
    }

    public void Dispose() => _clock.Dispose();

    /// <summary>
    /// Once, on the body's thread or the clock's: settles the coroutine. On the body's thread nobody else's code may run after that, for
    /// the thread may already be somebody else's.
    /// </summary>
    protected abstract void End(OutcomeKind kind);

    private void GiveUp()
    {
        if (Interlocked.Exchange(ref _over, 1) == 0)
        {
            Dispose();
            _core.ReportTimeout();
            End(OutcomeKind.Quarantined);
        }
    }
}

namespace Baton;

// Unwinding a suspended body: with somebody who waits for it, with somebody who does not, and beyond the patience of either.
internal abstract partial class CoroutineCore<TIn, TOut>
{
    protected sealed override void Unwind()
    {
        CoroutineCore? parent = EnterResume();
        Outcome<TOut> outcome;
        try
        {
            DriveFor(Driver.Current);
            Send(CoroutineStatus.Suspended, new Signal<TIn>(default!, BeginUnwinding()));

            // For a frame there is no giving up: the clean-up acts for the same frame, and two must not.
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
        new DroppedUnwinding<TIn, TOut>(this).Start();
        return true;
    }

    internal int UnwindTimeoutMilliseconds => (int)Math.Ceiling(Options.UnwindTimeout.TotalMilliseconds);

    internal void ReportTimeout() =>
        ReportQuarantine($"its clean-up did not end within {Options.UnwindTimeout.TotalSeconds:0.###} s");

    /// <summary>Body's thread: whoever disposed gave up waiting, and now the clean-up has ended after all. The thread comes back.</summary>
    internal void EndInQuarantine()
    {
        ReportUnobserved();
        _worker.Pool.Return(_worker, this);
    }

    /// <summary>Body's thread, when the body has ended and nobody will receive what it threw. Before the thread is returned.</summary>
    internal void ReportUnobserved()
    {
        if (Fault is not null)
        {
            Telemetry.Unobserved(this, Fault.SourceException);
            Worker.DropPendingInterrupt(); // a listener's: it could hit the pool's gate
        }
    }
}

using System.Diagnostics;

namespace Baton;

/// <summary>The resumer's side of a coroutine: each step, from the claim to the end of the claim.</summary>
/// <remarks>
/// <code>
/// step       prepare: may throw, wait or allocate              commit: does none of that
/// claim      refuse                                            take the claim
/// send       find a thread for a new body; when there is       pass the baton
///            none, the caller ends the claim as it began
/// receive    wait for the baton; make the sentinel of a        let the thread of an ended body go, end the claim
///            handle whose coroutine first stays suspended
/// </code>
/// <para>The caller throws what the body threw, after the claim has ended.</para>
/// </remarks>
[StackTraceHidden]
internal abstract class CoroutineCore<TIn, TOut>(CoroutineOptions? options) : CoroutineWaits<TIn, TOut>(options)
{
    internal int UnwindTimeoutMilliseconds => (int)Math.Ceiling(Options.UnwindTimeout.TotalMilliseconds);

    /// <summary>Resumes and waits for the next suspension or the end.</summary>
    /// <param name="signal">
    /// The value to pass in, or the exception to raise at the suspension point. The signal is cleared once it is sent, so that nothing on
    /// the resumer's stack keeps the value alive.
    /// </param>
    /// <param name="sentinel">The sentinel of the handle, made when the coroutine first stays suspended.</param>
    [StackTraceHidden]
    internal TOut Resume(ref Signal<TIn> signal, ref DropSentinel? sentinel)
    {
        Outcome<TOut> outcome = Step(DriverLink.Current, Claim(), ref signal, ref sentinel, out Exception? fault);
        BodyFault.Throw(fault);
        return outcome.Value;
    }

    /// <summary>As <see cref="Resume"/>, but false when the coroutine has ended. The caller throws what the body threw.</summary>
    internal bool TryResume(
        ref Signal<TIn> signal, ref DropSentinel? sentinel, out Outcome<TOut> outcome, out Exception? fault)
    {
        DriverLink? driver = DriverLink.Current; // may be made here, so before the claim
        if (!TryClaim(out CoroutineStatus from))
        {
            outcome = default;
            fault = null;
            return false;
        }

        outcome = Step(driver, from, ref signal, ref sentinel, out fault);
        return true;
    }

    /// <summary>Throws into the coroutine. A new coroutine ends by the exception and never runs.</summary>
    [StackTraceHidden]
    internal TOut Throw(Exception exception, ref DropSentinel? sentinel)
    {
        ArgumentNullException.ThrowIfNull(exception);
        DriverLink? driver = DriverLink.Current;
        CoroutineStatus from = Claim();
        if (from == CoroutineStatus.Created)
        {
            EndUnrun(CoroutineStatus.Faulted);
            BodyFault.Throw(exception);
        }

        Signal<TIn> signal = new(default!, exception);
        Outcome<TOut> outcome = Step(driver, from, ref signal, ref sentinel, out Exception? fault);
        BodyFault.Throw(fault);
        return outcome.Value;
    }

    /// <summary>Claimant of a new coroutine: ends it. Its body never runs.</summary>
    internal void EndUnrun(CoroutineStatus to)
    {
        AssertClaimant();
        Forget();
        EndClaim(to);
    }

    private Outcome<TOut> Step(
        DriverLink? driver, CoroutineStatus from, ref Signal<TIn> signal, ref DropSentinel? sentinel, out Exception? fault)
    {
        CoroutineCore? parent = EnterResume();
        DriveFor(driver);
        try
        {
            Send(from, signal);
        }
        catch
        {
            LeaveResume(parent); // before the claim ends: from then on another's notes may stand there
            EndClaim(from);
            throw;
        }

        signal = default;
        if (!Handoff.TryTakeFromBody(StuckCoroutine.LookAfter, out Outcome<TOut> outcome) || outcome.Kind == OutcomeKind.Asks)
        {
            outcome = TakeFromBodySlowly(outcome.Kind, Deadline.Never);
        }

        LeaveResume(parent);
        KeepWatch(outcome.Kind, ref sentinel);
        fault = Settle(outcome.Kind);
        Telemetry.Resumed();
        return outcome;
    }

    /// <summary>
    /// Claimant, when it has taken the baton back: watches the handle of a suspended coroutine, and no longer the handle of an ended one.
    /// </summary>
    internal void KeepWatch(OutcomeKind kind, ref DropSentinel? sentinel)
    {
        AssertClaimant();
        if (kind is OutcomeKind.Suspended or OutcomeKind.Starved or OutcomeKind.Refused)
        {
            sentinel ??= DropSentinel.MakeFor(this, Worker);
        }
        else if (sentinel is not null)
        {
            sentinel.Dispose();
        }
    }

    /// <summary>Claimant: passes the baton to the body. A new body gets a thread first.</summary>
    /// <param name="from">The status that was claimed.</param>
    /// <param name="signal">What goes with the baton.</param>
    /// <param name="receiver">Takes the baton back, and the claim with it. Null: the claimant waits for the baton.</param>
    /// <exception cref="CoroutineLimitException">There is no thread. Nothing has changed, and the caller has the claim still.</exception>
    internal void Send(CoroutineStatus from, in Signal<TIn> signal, BatonReceiver<TOut>? receiver = null)
    {
        AssertClaimant();
        if (receiver is not null)
        {
            DriveFor(null); // no thread waits for the body, which runs beside the sender
        }

        if (from == CoroutineStatus.Suspended)
        {
            Commit.Begin();
            ReceiveBy(receiver);
            Handoff.PassToBody(signal);
            Commit.End();
        }
        else
        {
            Start(signal.Value, receiver);
        }
    }

    private void Start(TIn argument, BatonReceiver<TOut>? receiver)
    {
        PrepareStart(argument, receiver);
        try
        {
            using Quiet quiet = Quiet.Begin();
            (Options.ThreadPool ?? CoroutineThreadPool.Shared).Workers.Start(this);
        }
        catch
        {
            PrepareStart(default!, receiver: null);
            throw;
        }
    }

    /// <summary>Claimant, when it has taken the baton back: ends the claim, and lets the thread go if the body has ended.</summary>
    /// <returns>What the body threw, for the caller to throw.</returns>
    internal Exception? Settle(OutcomeKind kind)
    {
        AssertClaimant();
        Commit.Begin();
        Exception? fault = null;
        if (kind is OutcomeKind.Suspended or OutcomeKind.Starved or OutcomeKind.Refused)
        {
            fault = kind == OutcomeKind.Refused ? TakeFault() : null;
            if (OpenBlock is not null)
            {
                DriveFor(null);
            }

            EndClaim(CoroutineStatus.Suspended);
        }
        else
        {
            fault = LetThreadGo(kind);
            if (IsUnwinding)
            {
                IsDisposed = true;
            }

            EndClaim(kind switch
            {
                OutcomeKind.Finished => CoroutineStatus.Finished,
                OutcomeKind.Faulted or OutcomeKind.GivenUp => CoroutineStatus.Faulted,
                _ => CoroutineStatus.Canceled,
            });
        }

        Commit.End();
        return fault;
    }

    private Exception? LetThreadGo(OutcomeKind kind)
    {
        if (kind is OutcomeKind.Quarantined or OutcomeKind.GivenUp)
        {
            Options = new CoroutineSettings(CoroutineOptions.Default); // a quarantined body does not look at them
            Handoff.ReleaseLease(); // the disposer may have spun until the timeout, and no thread waits in this handoff again
            Worker.Pool.WriteOff(Worker, this); // a quarantined body may still run, and everything else belongs to it
            return kind == OutcomeKind.GivenUp ? TakeFault() : TakeStuck();
        }

        Exception? fault = TakeFault();
        LeaveHandoff();
        Worker.Pool.Return(Worker, this);
        return fault;
    }

    private Exception? TakeFault()
    {
        Exception? fault = Fault;
        Fault = null;
        Forget();
        return fault;
    }

    // Without memory nothing is looked for: the body stays suspended. What may fail comes before the baton.
    protected sealed override Signal<TIn> TakeFromResumerSlowly()
    {
        try
        {
            return base.TakeFromResumerSlowly();
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return Handoff.TakeFromResumer();
        }
    }

    internal sealed override bool Rests => Status == CoroutineStatus.Suspended;

    protected sealed override void TryUnwind()
    {
        CoroutineCanceledException signal = new(this); // made before the claim, which a failure would lose; so is the link
        DriverLink? driver = DriverLink.Current;
        if (!TryClaimFrom(CoroutineStatus.Suspended))
        {
            return;
        }

        BeginUnwinding();
        CoroutineCore? parent = EnterResume();
        DriveFor(driver);
        Send(CoroutineStatus.Suspended, new Signal<TIn>(default!, signal));

        // A frame never gives up on the clean-up. The clean-up acts for that frame, and two threads must not act for one frame.
        Deadline deadline = Driver is null ? Deadline.In(UnwindTimeoutMilliseconds) : Deadline.Never;
        if (!Handoff.TryTakeFromBody(deadline.LeftUntil(StuckCoroutine.LookAfter), out Outcome<TOut> outcome)
            || outcome.Kind == OutcomeKind.Asks)
        {
            outcome = TakeFromBodySlowly(outcome.Kind, deadline);
        }

        LeaveResume(parent);
        BodyFault.Throw(Settle(outcome.Kind));
    }

    /// <summary>
    /// Claimant: starts unwinding. The receiver takes the baton, and with it the claim, when the body has ended. Does not fail.
    /// </summary>
    internal void UnwindTo(BatonReceiver<TOut> receiver, CoroutineCanceledException signal)
    {
        BeginUnwinding();
        Send(CoroutineStatus.Suspended, new Signal<TIn>(default!, signal), receiver);
    }

    internal sealed override bool TryUnwindDropped()
    {
        // Made first: a failure after the claim would lose the claim.
        DroppedUnwinding<TIn, TOut>? unwinding = Status == CoroutineStatus.Suspended ? new(this) : null;
        if (unwinding is null || !TryClaimFrom(CoroutineStatus.Suspended))
        {
            return IsEnded;
        }

        MarkDropped();
        DroppedCoroutines.Begin();
        unwinding.Start();
        return true;
    }
}

using System.Diagnostics;

namespace Baton;

/// <summary>
/// The waits of a coroutine's two sides when the baton stays away for long, and the questions that a body asks its resumer. Nothing here
/// is on the way of a step that is over soon.
/// </summary>
[StackTraceHidden]
internal abstract class CoroutineWaits<TIn, TOut>(CoroutineOptions? options) : CoroutineBody<TIn, TOut>(options), IAsksResumer
{
    private Action? _look;              // what the resumer is to look for; body, published by its pass
    private Exception? _stuck;          // what the resumer throws when it has left a body; claimant, taken by the same thread
    private int _quarantined;           // 1: reported as quarantined; interlocked, since the clock and the body's count may both report it

    // Whose thread the resumer is, as far as the library knows.
    private Tenant? ResumerSide => Resumer.Parent ?? (Tenant?)Driver ?? Worker.Current?.Tenant;

    // Claimant, before it settles the coroutine: why it is quarantined. Does not fail: without memory the number is missing.
    private string LateReason
    {
        get
        {
            try
            {
                return $"its clean-up did not end within {Options.UnwindTimeout.TotalSeconds:0.###} s";
            }
            catch (Exception e) when (NoMemory.Is(e))
            {
                return "its clean-up did not end in time";
            }
        }
    }

    internal sealed override LaneBase? OwnLane => Handoff?.BodysLane;

    internal sealed override LaneBase? ResumersLane => Handoff?.ResumersLane;

    internal sealed override Task? EndsTask => Receiver?.Task;

    /// <summary>Has the library given up on the body? The body may still run. To be read when the coroutine has ended.</summary>
    internal bool IsQuarantined => Volatile.Read(ref _quarantined) != 0;

    bool IAsksResumer.TryAskResumer(Action look)
    {
        if (Receiver is not null)
        {
            return false;
        }

        _look = look;
        bool isAsked = Handoff.PassToResumer(new Outcome<TOut>(OutcomeKind.Asks));
        if (isAsked) // otherwise the resumer has left
        {
            Handoff.TakeFromResumer();
        }

        _look = null;
        return isAsked;
    }

    /// <summary>Ends the coroutine: canceled if it is being unwound, and otherwise by the exception, if there is one.</summary>
    internal sealed override void GiveUp(Exception? exception, string reason)
    {
        AssertBodysThread();
        OutcomeKind kind = OutcomeKind.Quarantined;
        GivingUp.Begin();
        if (exception is not null)
        {
            NoSuspendRegion.EndAll(this);
            ThrownFault fault = GivingUp.End(OpenBlock, ThrownFault.Capture(UnwrapToken(exception)));
            if (!IsUnwinding)
            {
                Fault = fault.SourceException;
                kind = OutcomeKind.GivenUp;
            }
        }

        ReportQuarantine(reason);
        Worker.DropPendingInterrupt(); // before the pass, which the interrupt could hit
        TOut none = default!;
        HandBack(kind, ref none);
        GivingUp.Park();
    }

    /// <summary>
    /// Claimant, before it settles the coroutine: the clean-up took too long. An errand tells, for listeners are foreign code; it finds the
    /// coroutine without its options. No effect if it fails, for want of memory.
    /// </summary>
    internal void SendTimeout()
    {
        ActErrand<(object Coroutine, string Reason)> news = new(
            static news => Telemetry.Quarantined(news.Coroutine, news.Reason), (this, LateReason));
        if (NoteQuarantine())
        {
            Errands.Send(news);
        }
    }

    /// <summary>Claimant, when the baton has stayed away, or has come with a question: answers, looks, and takes the baton.</summary>
    /// <param name="kind">Asks: the baton is here.</param>
    /// <param name="deadline">So long the body gets, however often it asks.</param>
    /// <returns>Quarantined: the resumer has left the body, which is not to suspend any more.</returns>
    protected Outcome<TOut> TakeFromBodySlowly(OutcomeKind kind, in Deadline deadline)
    {
        string? type = null; // with the static constructor; empty: there is none
        Tenant? side = null; // the resumer's, as far as it is known; it is told that it waits long
        int sure = 0;
        bool isHere = kind == OutcomeKind.Asks;
        Outcome<TOut> outcome = new(kind);
        while (!isHere || outcome.Kind == OutcomeKind.Asks)
        {
            if (isHere)
            {
                Answer();
                sure = 0; // the body has moved
            }
            else
            {
                type ??= BeginLongWait(out side);
                sure = type.Length > 0 && StuckCoroutine.IsStuckBehindMe(this) ? sure + 1 : 0;
                bool isSure = sure >= StuckCoroutine.LooksToBeSure;
                if ((isSure || deadline.Left == 0) && Handoff.TryLeave())
                {
                    Leave(isSure ? type : null);
                    outcome = new Outcome<TOut>(OutcomeKind.Quarantined);
                    break;
                }
            }

            int step = type is { Length: 0 } ? deadline.Left : deadline.LeftUntil(StuckCoroutine.LookAfter);
            isHere = Handoff.TryTakeFromBody(step, out outcome);
        }

        side?.AwaitsLong = null;
        return outcome;
    }

    /// <summary>Claimant, when it has left the body: what it throws. Null: nothing.</summary>
    protected Exception? TakeStuck()
    {
        Exception? stuck = _stuck;
        _stuck = null;
        return stuck;
    }

    protected override Signal<TIn> TakeFromResumerSlowly()
    {
        if (StaticConstruction.FindOnStack() is not { } type)
        {
            return Handoff.TakeFromResumer();
        }

        Telemetry.WaitsInInitializer(this, type);
        int sure = 0;
        while (true)
        {
            if (Handoff.TryTakeFromResumer(StuckCoroutine.LookAfter, out Signal<TIn> signal))
            {
                return signal;
            }

            sure = SystemLocks.HasWaiters(SystemLocks.CurrentThread) ? sure + 1 : 0;
            if (sure >= StuckCoroutine.LooksToBeSure && TryEndSuspension(type) is { } failure)
            {
                throw failure;
            }
        }
    }

    // Null: a resumer has come, or there is no memory.
    private InvalidOperationException? TryEndSuspension(string type)
    {
        try
        {
            InvalidOperationException failure = StuckCoroutine.ByBody(this, type);
            LoneUnwinding<TIn, TOut> unwinding = new(this);
            if (!TryClaimFrom(CoroutineStatus.Suspended))
            {
                return null;
            }

            MarkDropped(); // from now on Dispose has nothing to do
            DriveFor(null);
            ReceiveBy(unwinding);
            BeginUnwinding();
            return failure;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return null;
        }
    }

    // The body's thread is stuck, or out of time. It acts for no frame any more, and what it does from here on nobody waits for.
    private void Leave(string? type)
    {
        if (type is null)
        {
            ReportQuarantine(LateReason);
            return;
        }

        DriveFor(null);
        BeginUnwinding();
        try
        {
            _stuck = StuckCoroutine.ByResumer(this, type);
            ReportQuarantine($"it needs a type whose static initialiser has resumed it, and waits for: {type}");
        }
        catch (Exception e) // for want of memory
        {
            _stuck ??= e;
        }
    }

    // Nothing comes out of here: the claim would be lost, and the body would wait for its answer.
    private void Answer()
    {
        using Quiet quiet = Quiet.Begin();
        try
        {
            _look!();
        }
        catch (Exception) // for want of memory
        {
            // nothing was found
        }

        Handoff.PassToBody(default);
    }

    // Gives the type whose static constructor is on the resumer's stack; empty: there is none, or no memory to look for it. Does not fail:
    // the claim would be lost.
    private string BeginLongWait(out Tenant? side)
    {
        side = null;
        try
        {
            side = ResumerSide;
            side?.AwaitsLong = this;
            if (StaticConstruction.FindOnStack() is { } type)
            {
                Telemetry.WaitsInInitializer(this, type);
                return type;
            }
        }
        catch (Exception) // for want of memory
        {
            // the wait goes on unseen
        }

        return string.Empty;
    }

    // Does not fail.
    private void ReportQuarantine(string reason)
    {
        if (NoteQuarantine())
        {
            Telemetry.Quarantined(this, reason);
        }
    }

    // A coroutine is quarantined once, however many reasons there are.
    private bool NoteQuarantine() => Interlocked.Exchange(ref _quarantined, 1) == 0;
}

using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>A coroutine's two sides. Here the resumer's: its steps, from the claim to its end.</summary>
/// <remarks>
/// Fields without a note are written by the holder of the baton and read by the next, so that the handoff orders them.
/// </remarks>
internal abstract partial class CoroutineCore<TIn, TOut>(CoroutineOptions? options) : CoroutineCore(options)
{
    private Handoff<TIn, TOut> _handoff = null!;        // first resumer, before the body starts
    private Worker _worker = null!;                     // the same
    private BatonReceiver<TIn, TOut>? _receiver;        // resumer, before it passes; body, when it hands back
    private TIn _argument = default!;
    private TOut _result = default!;
    private OutcomeKind _end;

    /// <summary>Cancels the body at its next suspend, unlike disposal with this token's own exception.</summary>
    internal CancellationToken CancellationToken { get; init; }

    /// <summary>Is the body's thread asleep at a suspension point? For tests.</summary>
    internal bool IsBodyParked => _handoff.IsBodyParked;

    /// <summary>Resumes and waits for the next suspension or the end.</summary>
    /// <param name="signal">The value to pass in, or the exception to raise at the suspension point. Cleared once it is sent, so that nothing
    /// on the resumer's stack keeps it alive.</param>
    /// <param name="sentinel">The handle's; made when the coroutine first stays suspended.</param>
    [StackTraceHidden]
    internal TOut Resume(ref Signal<TIn> signal, ref DropSentinel? sentinel)
    {
        Outcome<TOut> outcome = Step(Claim(), ref signal, ref sentinel, out ExceptionDispatchInfo? fault);
        fault?.Throw();
        return outcome.Value;
    }

    /// <summary>As <see cref="Resume"/>; false when the coroutine has ended. What the body threw is left to the caller to throw.</summary>
    internal bool TryResume(
        ref Signal<TIn> signal, ref DropSentinel? sentinel, out Outcome<TOut> outcome, out ExceptionDispatchInfo? fault)
    {
        if (!TryClaim(out CoroutineStatus from))
        {
            outcome = default;
            fault = null;
            return false;
        }

        outcome = Step(from, ref signal, ref sentinel, out fault);
        return true;
    }

    /// <summary>Throws into the coroutine; a new one ends by it without having run.</summary>
    [StackTraceHidden]
    internal TOut Throw(Exception exception, ref DropSentinel? sentinel)
    {
        ArgumentNullException.ThrowIfNull(exception);
        CoroutineStatus from = Claim();
        if (from == CoroutineStatus.Created)
        {
            Publish(CoroutineStatus.Faulted);
            ExceptionDispatchInfo.Throw(exception);
        }

        Signal<TIn> signal = new(default!, exception);
        Outcome<TOut> outcome = Step(from, ref signal, ref sentinel, out ExceptionDispatchInfo? fault);
        fault?.Throw();
        return outcome.Value;
    }

    private Outcome<TOut> Step(
        CoroutineStatus from, ref Signal<TIn> signal, ref DropSentinel? sentinel, out ExceptionDispatchInfo? fault)
    {
        CoroutineCore? parent = EnterResume();
        Outcome<TOut> outcome;
        try
        {
            DriveFor(Driver.Current);
            Send(from, signal);
            signal = default;
            outcome = _handoff.TakeFromBody();
        }
        finally
        {
            LeaveResume(parent);
        }

        KeepWatch(outcome.Kind, ref sentinel);
        fault = Settle(outcome.Kind);
        Telemetry.Resumed();
        return outcome;
    }

    /// <summary>Before the claim ends: a handle whose coroutine stays suspended is watched, one whose coroutine has ended no longer.</summary>
    internal void KeepWatch(OutcomeKind kind, ref DropSentinel? sentinel)
    {
        if (kind is OutcomeKind.Suspended or OutcomeKind.Starved)
        {
            sentinel ??= new DropSentinel(this);
        }
        else if (sentinel is not null)
        {
            sentinel.Dispose();
        }
    }

    /// <summary>Claimant: gives the baton to the body, on a thread found for it if it is new.</summary>
    /// <exception cref="CoroutineLimitException">No thread; the claim is undone.</exception>
    internal void Send(CoroutineStatus from, in Signal<TIn> signal, BatonReceiver<TIn, TOut>? receiver = null)
    {
        if (receiver is not null)
        {
            DriveFor(null); // nobody waits: the body runs beside whoever sends this
        }

        if (from == CoroutineStatus.Suspended)
        {
            if (_receiver != receiver)
            {
                _receiver = receiver; // not written for nothing: the body's processor has the line
            }

            _handoff.PassToBody(signal);
            return;
        }

        _argument = signal.Value;
        _receiver = receiver;
        try
        {
            using Quiet quiet = Quiet.Begin();
            (Options.ThreadPool ?? CoroutineThreadPool.Shared).Workers.Start(this);
        }
        catch
        {
            _argument = default!;
            _receiver = null;
            Publish(CoroutineStatus.Created);
            throw;
        }
    }

    internal sealed override void MoveIn(Worker worker)
    {
        _worker = worker;
        _handoff = new Handoff<TIn, TOut>(worker.Lease);
    }

    /// <summary>Holder of the baton that came back: ends the claim, and lets the thread go if the body has ended.</summary>
    /// <returns>What the body threw, for the caller to throw.</returns>
    internal ExceptionDispatchInfo? Settle(OutcomeKind kind)
    {
        if (kind is OutcomeKind.Suspended or OutcomeKind.Starved)
        {
            if (OpenBlock is not null)
            {
                DriveFor(null);
            }

            Publish(CoroutineStatus.Suspended);
            return null;
        }

        ExceptionDispatchInfo? fault = null;
        if (kind == OutcomeKind.Quarantined)
        {
            _handoff.ReleaseLease(); // the disposer may have spun to the end, and nobody waits in this handoff again
            _worker.Pool.WriteOff(_worker, this); // and nothing else is ours: the body may still run
        }
        else
        {
            fault = Fault;
            Fault = null;
            _worker.Pool.Return(_worker, this);
        }

        if (IsUnwinding)
        {
            MarkDisposed();
        }

        Publish(kind switch
        {
            OutcomeKind.Finished => CoroutineStatus.Finished,
            OutcomeKind.Faulted => CoroutineStatus.Faulted,
            _ => CoroutineStatus.Canceled,
        });
        return fault;
    }

    private static CoroutineCore? EnterResume()
    {
        CoroutineCore? parent = Current;
        parent?.MarkResuming(true);
        return parent;
    }

    private static void LeaveResume(CoroutineCore? parent) => parent?.MarkResuming(false);
}

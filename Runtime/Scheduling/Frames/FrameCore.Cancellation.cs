namespace Baton;

// How a frame is canceled: by anybody, by its scope or by the end of its scheduler, and where it learns of it.
internal abstract partial class FrameCore
{
    /// <summary>Anybody: cancels it at its next suspension point, or where it waits now.</summary>
    internal void Cancel()
    {
        if (!TryRequestCancel())
        {
            return;
        }

        if (Volatile.Read(ref _source) is not { } source)
        {
            Scheduler.Arrive(new CancelArrival(this, null, Task.CompletedTask));
            return;
        }

        // The newest call-back runs first: one of the others may wait for what only the frame can do. One that throws is for the caller to hear of.
        TaskCompletionSource callbacks = new();
        source.Token.UnsafeRegister(static arrival => ((CancelArrival)arrival!).Leave(), new CancelArrival(this, null, callbacks.Task));
        try
        {
            source.Cancel();
        }
        finally
        {
            Uninterrupted.Run(static callbacks => callbacks.TrySetResult(), callbacks);
        }
    }

    /// <summary>Holder: as <see cref="Cancel"/>. Call-backs registered with its token run on the thread pool.</summary>
    internal void CancelUnderBaton()
    {
        if (TryRequestCancel())
        {
            FireToken();
            Interrupt(NewCancellation());
        }
    }

    /// <summary>
    /// Before the main frame of a run is anybody's: <paramref name="cause"/> cancels it and all other frames until it has ended, also if it never
    /// begins.
    /// </summary>
    internal void CancelRunBy(CancellationToken cause)
    {
        _cause = cause;
        _runCancellation = cause.UnsafeRegister(static main => ((FrameCore)main!).CancelRun(), this);
    }

    private void CancelRun()
    {
        TaskCompletionSource callbacks = new();
        Scheduler.Arrive(new CancelArrival(this, _cause, callbacks.Task)); // first: a call-back may wait for what only the frames can do
        try
        {
            Scheduler.All.Cancel();
        }
        finally // one that throws is for the caller to hear of
        {
            Uninterrupted.Run(static callbacks => callbacks.TrySetResult(), callbacks);
        }
    }

    /// <summary>Holder: its scheduler is being disposed; it is canceled at each of its suspension points from now on.</summary>
    internal void Doom()
    {
        _doomed = true;
        CancelUnderBaton();
        if (_pendingCancel is null)
        {
            Interrupt(NewCancellation());
        }
    }

    private void FireToken()
    {
        if (Volatile.Read(ref _source) is { } source)
        {
            LeaveAfter(Uninterrupted.Cancel(source));
        }
    }

    /// <summary>
    /// Holder: a token was fired that it may have given to what it waits for. It does not leave a task before these call-backs have run, as when
    /// anybody cancels it, for what they do may be to end that very task: a lock that somebody lets go of meanwhile must not be given to a wait that
    /// nobody is at any more. Within limits: <see cref="CoroutineSchedulerOptions.CallbackPatience"/>.
    /// </summary>
    internal void LeaveAfter(Task callbacks)
    {
        if (!callbacks.IsCompleted)
        {
            _callbacks ??= [];
            _callbacks.RemoveAll(static task => task.IsCompleted);
            _callbacks.Add(callbacks);
        }
    }

    /// <summary>Its own thread: what it ends with when its cancellation was wrapped on the way.</summary>
    private OperationCanceledException NewCancellation(Exception wrapper) =>
        new($"{this} was canceled.", wrapper, _thrownCancel?.CancellationToken ?? CancellationToken);

    /// <summary>Holder: as <see cref="LeaveAfter"/>, when the token of all was fired. One that never asked for its own has given it to nobody.</summary>
    internal void LeaveAfterThoseOfAll(Task callbacks)
    {
        if (Volatile.Read(ref _source) is not null)
        {
            LeaveAfter(callbacks);
        }
    }

    /// <summary>Holder: as <see cref="LeaveAfter"/>, for those that another frame has to.</summary>
    internal void LeaveAfterThoseOf(FrameCore? other) => other?._callbacks?.ForEach(LeaveAfter);

    private OperationCanceledException NewCancellation() => new($"{this} was canceled.", CancellationToken);

    /// <summary>
    /// Any thread: is it canceled, by itself or with others? True as soon as its token has fired for that, though it may have the baton, and no word of it yet.
    /// </summary>
    internal bool IsCancelRequested => Volatile.Read(ref _cancelRequested) != 0
        || (!IsLate && Scheduler.All.IsCancellationRequested)
        || Scope?.IsTokenFired == true;

    // A full fence: against a token that is just being made, one of the two sides sees the other.
    private bool TryRequestCancel() => !_ended && Interlocked.Exchange(ref _cancelRequested, 1) == 0;

    /// <summary>Holder: an exception that ends the wait it is in, or appears at its next suspension point. Once.</summary>
    /// <param name="cancellation">Of several that it has not yet seen, it sees one.</param>
    internal void Interrupt(OperationCanceledException cancellation)
    {
        _pendingCancel ??= cancellation;
        if (State == FrameState.New && IsInWantOfThread)
        {
            Scheduler.Threads.Withdraw(this);
            Fail(cancellation);
        }
        else
        {
            StopWaiting();
            CancelScopesInside(null);
        }
    }

    /// <summary>Its own thread: a scope's block begins on its stack.</summary>
    /// <returns>The scope around it there that is not over; null: none.</returns>
    internal CoroutineScope? OpenScope(CoroutineScope scope)
    {
        CoroutineScope? outer = _openScopes?.FindLast(static open => !open.IsOver);
        (_openScopes ??= []).Add(scope);
        return outer;
    }

    /// <summary>Its own thread: the innermost scope is over.</summary>
    internal void CloseScope() => _openScopes!.RemoveAt(_openScopes.Count - 1);

    /// <summary>
    /// Holder: what is canceled takes along what it has started in scopes that are open inside it, innermost first. It need not wait for the blocks to
    /// unwind: one of them may wait in its clean-up for those very functions.
    /// </summary>
    /// <param name="outer">The scope that is canceled; null: the frame is.</param>
    internal void CancelScopesInside(CoroutineScope? outer)
    {
        for (int i = (_openScopes?.Count ?? 0) - 1; i >= 0 && _openScopes![i] != outer; i--)
        {
            _openScopes[i].CancelFromAround();
        }
    }

    /// <summary>Holder: something is to be thrown where it waits, if it waits; otherwise it is thrown at its next suspension point.</summary>
    internal void StopWaiting()
    {
        switch (State)
        {
            case FrameState.AwaitingFrame:
                LeaveAwaited();
                Scheduler.MakeReady(this);
                break;
            case FrameState.AwaitingOutside:
                if (_outsideWait!.TryWithdraw())
                {
                    if (_outsideWait == _taskWait)
                    {
                        _taskWait = null; // the end of the task may be on its way here
                    }

                    Scheduler.MakeReady(this);
                }

                break;
            case FrameState.Joining when WaitsFor is CoroutineScope scope:
                scope.CancelAll();
                break;
            case FrameState.Blocked when WaitsFor is CoroutineScope scope:
                scope.CancelFromElsewhere();
                break;
            case FrameState.Joining:
                Scheduler.CancelAllBut(this);
                break;
            default:
                break; // seen when it runs or waits next
        }
    }

    /// <summary>Its own thread: was that thrown at one of its suspension points, because it, or a scope whose block it runs, is canceled?</summary>
    internal bool WasThrown(OperationCanceledException exception) =>
        ReferenceEquals(exception, _thrownCancel) || Scheduler.BlockCancellations.Find(exception) is not null;

    /// <summary>Its own thread: a failure takes the place of a cancellation on its way out, so that is to be thrown once more.</summary>
    internal void CancelAgain(OperationCanceledException cancellation)
    {
        if (ReferenceEquals(cancellation, _thrownCancel))
        {
            _pendingCancel ??= cancellation;
        }
        else if (Scheduler.BlockCancellations.Find(cancellation) is { } scope)
        {
            scope.IsBlockTold = false;
        }
    }

    /// <summary>Holder: breaks a wait for another frame, or for the end of a scope, with a failure.</summary>
    internal void Break(Exception failure)
    {
        _pendingFailure = failure;
        LeaveAwaited();
        Scheduler.MakeReady(this);
    }

    internal bool IsCancelPending => _pendingCancel is not null;

    /// <summary>Its own thread: is it canceled, and has been told? What it does now is clean-up.</summary>
    internal bool WasTold => _thrownCancel is not null;

    private bool IsToBeThrownAt => IsCancelPending || Scheduler.BlockCancellations.FindFor(this) is not null;

    /// <summary>Its own thread, at a suspension point.</summary>
    internal void ThrowPending()
    {
        if (_pendingFailure is { } failure)
        {
            _pendingFailure = null;
            throw failure;
        }

        if (_pendingCancel is { } cancellation)
        {
            _pendingCancel = null;
            _thrownCancel = cancellation;
            throw cancellation;
        }

        Scheduler.BlockCancellations.ThrowFor(this);

        if (_doomed && ++_signals < CoroutineCore.MaxSignals) // with the first, which was pending; then it is left to itself
        {
            _thrownCancel = NewCancellation();
            throw _thrownCancel;
        }
    }

    private sealed class CancelArrival(FrameCore frame, CancellationToken? cause, Task callbacks) : IArrival
    {
        public IArrival? Earlier { get; set; }

        internal void Leave() => frame.Scheduler.Arrive(this);

        public void Accept(SchedulerCore scheduler)
        {
            if (frame.IsEnded)
            {
                return;
            }

            if (cause is null)
            {
                if (!frame._metEarly)
                {
                    frame.LeaveAfter(callbacks);
                    frame.Interrupt(frame.NewCancellation());
                }

                return;
            }

            scheduler.AreAllCanceled = true;
            foreach (FrameCore one in scheduler.Live)
            {
                one.LeaveAfterThoseOfAll(callbacks);
            }

            Volatile.Write(ref frame._cancelRequested, 1);
            frame.FireToken();
            if (!frame._metEarly)
            {
                frame.Interrupt(new OperationCanceledException($"{frame} was canceled.", cause.Value));
            }

            scheduler.CancelAllBut(frame);
        }

        public void Refuse(SchedulerCore scheduler)
        {
            // it has ended
        }
    }
}

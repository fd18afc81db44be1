namespace Baton;

/// <summary>
/// Holds a frame's cancellation back while native frames are in the way of its exception, or its code disposes of something. The frame's
/// own thread only.
/// </summary>
/// <remarks>
/// Meanwhile the frame's waits go on, and the native code may come to its end. After
/// <see cref="CoroutineSchedulerOptions.NativePatience"/> the frame leaves its wait, and is given up: see <see cref="GivingUp"/>.
/// </remarks>
internal sealed class CancellationHold(FrameCore frame)
{
    private HoldLimit? _limit;  // of the cancellation that is held back; null: none is; own thread, and the holder reads it
    private long _askedAt;      // when the frame was last canceled, by the scheduler's count; 0: never; holder
    private bool _isWordAwaited; // was that written before the word of it has arrived? holder
    private bool _isReported;   // was it reported that the frame cannot be given up? own thread

    /// <summary>Holder: the word of a cancellation has arrived, or the scheduler is disposed of.</summary>
    internal void NoteAsked()
    {
        _askedAt = _isWordAwaited ? _askedAt : frame.Scheduler.NextMoment();
        _isWordAwaited = false;
    }

    /// <summary>Own thread: the frame is told once more. It may have been told before a word arrived, which is no news any more.</summary>
    internal void NoteUnasked() => _askedAt = _askedAt > 0 ? _askedAt : frame.Scheduler.NextMoment();

    /// <summary>
    /// A thread that runs for the frame: if a token of the frame's has fired, and the word of that has not arrived, the frame is canceled
    /// from now on. False: that is not so.
    /// </summary>
    internal bool TryNoteFired()
    {
        if (!_isWordAwaited && frame.Cancellation is { IsUntold: true, IsPending: false })
        {
            _askedAt = frame.Scheduler.NextMoment();
            _isWordAwaited = true;
        }

        return _isWordAwaited;
    }

    /// <summary>
    /// A thread that runs for the frame: is the frame canceled and not told, and did that come before the disposal that the code is in?
    /// Then the next suspension point behind the disposal tells.
    /// </summary>
    internal bool IsForDisposal => (frame.Cancellation.IsPending || _isWordAwaited) && _askedAt < Moment;

    /// <summary>The same, or does the code wait for the end of a disposal?</summary>
    internal bool IsForDisposalOrWait => DisposalWait.IsHere || IsForDisposal;

    /// <summary>The same, and did the disposal begin before this moment?</summary>
    internal bool IsForDisposalBefore(long moment) => Moment < moment && IsForDisposal;

    /// <summary>A thread that runs for the frame: what was to be told before this is held back. 0: nothing.</summary>
    internal long Moment => DisposalMark.MomentFor(frame, frame.Scheduler);

    /// <summary>
    /// A wait of Baton's has ended by a token. Is that because the frame, or a block that it runs, is canceled, and is this to be held
    /// back? The wait then goes on without the token. A token that fires while nothing is canceled is the code's own affair.
    /// </summary>
    internal bool IsNeededFor(CancellationToken token)
    {
        if (frame.IsSuspensionForbidden)
        {
            return false;
        }

        frame.Scheduler.LookAtArrivals();
        Blame blame = TokenBlame.Find(frame, token, out ScopeCancellation? blamed);
        return (IsForDisposal && (blame == Blame.Frame || TokenChain.IsOf(frame, token)))
            || blamed?.Block.IsForDisposal(Moment) == true
            || ((blame != Blame.Nobody || frame.Cancellation.IsAnyPending) && IsNeeded(out _));
    }

    /// <summary>Would an exception that refuses a wait to a canceled frame end the process? The frame may wait, then.</summary>
    internal bool IsNeededForRefusal()
    {
        NativeObstacle found = GivingUp.FindOnWayOf(typeof(OperationCanceledException));
        if (found.IsFatal)
        {
            TellOnce(found);
        }

        return found.IsFatal;
    }

    /// <summary>A suspension point, where a cancellation is to be thrown: is it to be held back?</summary>
    /// <param name="native">
    /// The native frames on the calling stack, for which the caller is given up instead. Null: none are there.
    /// </param>
    internal bool IsNeeded(out string? native)
    {
        native = null;
        if (DisposalWait.IsHere)
        {
            return true;
        }

        NativeObstacle found = GivingUp.FindOnWayOf(typeof(OperationCanceledException));
        native = found.OnOwnStack;
        if (found.Nearest is null)
        {
            return false;
        }

        _limit ??= new HoldLimit(frame);
        if (!_limit.IsOver)
        {
            return true;
        }

        if (!found.IsFatal)
        {
            return false;
        }

        TellOnce(found);
        return true;
    }

    private void TellOnce(NativeObstacle found)
    {
        if (!_isReported)
        {
            _isReported = true;
            Telemetry.Quarantined(frame.Described, $"it is canceled, and cannot be unwound below {found.Nearest}, nor given up: it runs " +
                "on the thread that has called CoroutineScheduler.Run");
        }
    }

    /// <summary>The cancellation was told.</summary>
    internal void End()
    {
        _isWordAwaited = false;
        _limit?.Dispose();
        _limit = null;
    }

    /// <summary>Holder: the time is over.</summary>
    internal void OnOver(HoldLimit limit)
    {
        if (limit == _limit && !frame.IsEnded)
        {
            frame.StopWaiting();
        }
    }
}

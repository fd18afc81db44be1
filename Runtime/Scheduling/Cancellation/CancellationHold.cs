namespace Baton;

/// <summary>
/// Holds a frame's cancellation back while native frames are in the way of its exception, or the frame disposes of something. The frame's
/// own thread only.
/// </summary>
/// <remarks>
/// Meanwhile the frame's waits go on, and the native code may come to its end. After
/// <see cref="CoroutineSchedulerOptions.NativePatience"/> the frame leaves its wait, and is given up: see <see cref="GivingUp"/>.
/// </remarks>
internal sealed class CancellationHold(FrameCore frame)
{
    private HoldLimit? _limit;  // of the cancellation that is held back; null: none is; own thread, and the holder reads it
    private int _disposals;     // that are under way; the threads that run for the frame, one at a time
    private bool _isReported;   // was it reported that the frame cannot be given up? own thread

    /// <summary>
    /// The frame begins to dispose of something, or has done so. An exception may be on its way, and the cancellation must not take that
    /// exception's place. The next suspension point tells the frame.
    /// </summary>
    internal void NoteDisposal(bool begins) => _disposals += begins ? 1 : -1;

    /// <summary>A thread that runs for the frame: is its cancellation held back while it disposes of something?</summary>
    internal bool IsDisposing => _disposals > 0 || OutsideDisposal.IsHere;

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
        return (frame.Cancellation.IsAnyPending || TokenBlame.Find(frame, token, out _) != Blame.Nobody) && IsNeeded(out _);
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
        if (IsDisposing)
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

namespace Baton;

/// <summary>
/// Holds a frame's cancellation back while native frames are in the way of its exception. The frame's own thread only.
/// </summary>
/// <remarks>
/// Meanwhile the frame's waits go on, and the native code may come to its end. After
/// <see cref="CoroutineSchedulerOptions.NativePatience"/> the frame leaves its wait, and is given up: see <see cref="GivingUp"/>.
/// </remarks>
internal sealed class CancellationHold(FrameCore frame)
{
    private HoldLimit? _limit;  // of the cancellation that is held back; null: none is; own thread, and the holder reads it
    private bool _isReported;   // was it reported that the frame cannot be given up? own thread

    /// <summary>Is a cancellation held back?</summary>
    internal bool IsHolding => _limit is not null && frame.Cancellation.IsAnyPending;

    /// <summary>A suspension point, where a cancellation is to be thrown: is it to be held back?</summary>
    /// <param name="native">
    /// The native frames on the calling stack, for which the caller is given up instead. Null: none are there.
    /// </param>
    internal bool IsNeeded(out string? native)
    {
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

        if (!_isReported)
        {
            _isReported = true;
            Telemetry.Quarantined(frame.Described, $"it is canceled, and cannot be unwound below {found.Nearest}, nor given up: it runs " +
                "on the thread that has called CoroutineScheduler.Run");
        }

        return true;
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

namespace Baton;

/// <summary>
/// The synchronization context of frames. It is told of the managed waits that code in a frame makes, and does with them what the scheduler's
/// blocking mode says.
/// </summary>
/// <remarks>
/// What <c>async</c> code that was called in a frame posts goes to the .NET thread pool, as it would with no context at all: it needs no baton, so
/// <c>.Result</c> on it cannot wait for itself. The library's own waits are made without this context, and so do not end up here.
/// </remarks>
internal sealed class FrameContext : SynchronizationContext
{
    private readonly BlockingMode _mode;

    internal FrameContext(BlockingMode mode)
    {
        _mode = mode;
        SetWaitNotificationRequired();
    }

    public override SynchronizationContext CreateCopy() => this;

    public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(static item => item.d(item.state), (d, state), preferLocal: false);

    public override int Wait(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout)
    {
        if (millisecondsTimeout == 0 || FrameCore.Current is not { State: FrameState.Running, IsInScheduler: false } frame)
        {
            return WaitHelper(waitHandles, waitAll, millisecondsTimeout);
        }

        if (_mode == BlockingMode.Forbid)
        {
            throw new InvalidOperationException(
                $"{frame} blocks its thread, which its scheduler forbids (BlockingMode.Forbid): await what it waits for, or run this on CoroutineThreadPool.Run.");
        }

        if (_mode == BlockingMode.Hold || frame.IsSuspensionForbidden)
        {
            frame.IsInScheduler = true; // a listener that waits is not to hear of itself
            Telemetry.FrameBlocked(frame);
            frame.IsInScheduler = false;
            return WaitHelper(waitHandles, waitAll, millisecondsTimeout);
        }

        int polled = WaitHelper(waitHandles, waitAll, 0);
        return polled == WaitHandle.WaitTimeout
            ? frame.Block(() => WaitHelper(waitHandles, waitAll, millisecondsTimeout))
            : polled;
    }
}

namespace Baton;

/// <summary>
/// The synchronization context of all frames. It is told of the managed waits that code in a frame makes, and does with them what the
/// blocking mode of the frame's scheduler says.
/// </summary>
/// <remarks>
/// <para>It is told on the thread that waits, after the wait's fast path and its spinning have failed. What is over at once after all is
/// no blocking. What it throws comes out of the wait.</para>
/// <para>What <c>async</c> code that was called in a frame posts goes to the .NET thread pool, as it would with no context at all: it
/// needs no baton, so <c>.Result</c> on it cannot wait for itself. Likewise a continuation whose task allows that runs inline where the
/// task is completed, be that in a frame.</para>
/// <para>The library's own waits are <see cref="Quiet"/>, and so do not end up here. A frame that is not
/// <see cref="FrameState.Running"/> is on its way into a wait or out of one, and what its thread waits for then is the library's,
/// too.</para>
/// </remarks>
internal sealed class FrameContext : DriverContext
{
    private FrameContext() => SetWaitNotificationRequired();

    internal static FrameContext Instance { get; } = new();

    public override SynchronizationContext CreateCopy() => this;

    public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(static item =>
        item.d(item.state), (d, state), preferLocal: false);

    public override int Wait(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout)
    {
        if (FrameCore.Current is not { State: FrameState.Running } frame)
        {
            return WaitHelper(waitHandles, waitAll, millisecondsTimeout);
        }

        int polled = WaitHelper(waitHandles, waitAll, 0);
        if (polled != WaitHandle.WaitTimeout || millisecondsTimeout == 0)
        {
            return polled;
        }

        if (frame.Scheduler.Options.Blocking == BlockingMode.Forbid)
        {
            throw new InvalidOperationException(
                $"{frame.Described} blocks its thread, which its scheduler forbids (BlockingMode.Forbid). Await what it waits for, or " +
                "run this with " +
                "CoroutineThreadPool.Run and await that; or let the scheduler run in mode Yield.");
        }

        return frame.Block(() => WaitHelper(waitHandles, waitAll, millisecondsTimeout));
    }
}

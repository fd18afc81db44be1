namespace Baton;

/// <summary>
/// When a waiting frame may spin: while it is the one that had the baton last. So the frames of a scheduler share one lease, as the two
/// sides of a handoff do, and in a tight exchange it is the right one that spins.
/// </summary>
internal sealed class FrameTurn(FrameCore frame) : SpinPermit
{
    internal override bool TryHold() => frame.Scheduler.IsLast(frame) && frame.Scheduler.Lease.TryHold();

    internal override void Release()
    {
        if (frame.Scheduler.IsLast(frame) || frame.Scheduler.IsLast(null)) // otherwise it is for another, which will
        {
            frame.Scheduler.Lease.Release();
        }
    }
}

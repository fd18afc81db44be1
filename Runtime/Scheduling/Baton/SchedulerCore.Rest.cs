namespace Baton;

// What the holder does when no frame is ready: it lays the baton down, ends the scheduler, or breaks a deadlock.
internal sealed partial class SchedulerCore
{
    private bool TryRest()
    {
        if (AwaitsInside)
        {
            Watch.Start();
        }

        return _arrivals.TryRest();
    }

    private bool TryClose()
    {
        if (!_arrivals.TryClose())
        {
            return false;
        }

        Watch.Dispose();
        return true;
    }

    // Whoever waits for it is woken under a lock that he shares; and of a scheduler that is over no frame may give way.
    private void TellClosed() => Uninterrupted.Run(static closed => closed.TrySetResult(), Closed);

    private static void Abandon(FrameCore frame)
    {
        try
        {
            frame.ThrowPending();
        }
        catch (OperationCanceledException e)
        {
            frame.Fail(e);
        }
    }

    /// <summary>
    /// The baton would lie down. When nothing outside can ever take it up, those that wait for each other are told where they wait; who waits for one
    /// of these learns of it by its end. With no such frames it is the want of threads: those that wait for one end with a failure.
    /// </summary>
    private bool TryBreakDeadlock()
    {
        if (_outside > 0 || _live.Count == 0 || !_threads.AreOutOfReach)
        {
            return false;
        }

        Deadlock deadlock = new(DeadlockReport.OfDeadlock(this));
        List<FrameCore> rings = StuckFrames.FindRings(_live);
        if (rings.Count == 0)
        {
            _threads.Refuse(deadlock.ToException);
        }

        rings.ForEach(frame => frame.Break(deadlock.ToException())); // their ends free threads, if they have some
        return HasReady;
    }
}

namespace Baton;

/// <summary>Before the holder lays the baton down, it looks for a deadlock here, and breaks it.</summary>
internal static class DeadlockBreaker
{
    /// <summary>
    /// There is a deadlock when nothing outside can ever take the baton up. Frames that wait for each other are told where they wait. A
    /// frame that waits for one of these frames learns of the deadlock when that frame ends. Without such frames the cause is a lack of
    /// threads. Then each frame that waits for a thread ends with a failure.
    /// </summary>
    /// <returns>Is a frame ready now, or is this to be called again?</returns>
    internal static bool TryBreak(SchedulerCore scheduler)
    {
        scheduler.AssertHolder();
        if (scheduler.Waits.Outside > 0 || scheduler.Live.Count == 0 || !scheduler.Threads.AreOutOfReach)
        {
            return false;
        }

        try
        {
            Break(scheduler);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // Nothing else can go on here before this has succeeded. So it is tried again.
            if (!Uninterrupted.TrySleep(1))
            {
                Thread.CurrentThread.Interrupt();
            }

            return true;
        }

        return scheduler.HasReady;
    }

    private static void Break(SchedulerCore scheduler)
    {
        Deadlock deadlock = new(DeadlockReport.OfDeadlock(scheduler));
        List<FrameCore> rings = StuckFrames.FindRings(scheduler.Live);
        if (rings.Count == 0)
        {
            scheduler.Threads.Refuse(deadlock.ToException);
        }

        foreach (FrameCore frame in rings)
        {
            frame.Break(deadlock.ToException()); // their ends free threads
        }
    }
}

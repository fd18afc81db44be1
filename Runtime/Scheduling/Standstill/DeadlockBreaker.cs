namespace Baton;

/// <summary>What the holder of the baton does before it lays that down: it looks for a deadlock, and breaks it.</summary>
internal static class DeadlockBreaker
{
    /// <summary>
    /// When nothing outside can ever take the baton up, frames that wait for each other are told where they wait; a frame that waits for
    /// one of these learns of it by its end. Without such frames the cause is the want of threads: each frame that waits for a thread
    /// ends with a failure.
    /// </summary>
    /// <returns>Is a frame ready now?</returns>
    internal static bool TryBreak(SchedulerCore scheduler)
    {
        scheduler.AssertHolder();
        if (scheduler.Waits.Outside > 0 || scheduler.Live.Count == 0 || !scheduler.Threads.AreOutOfReach)
        {
            return false;
        }

        Deadlock deadlock = new(DeadlockReport.OfDeadlock(scheduler));
        List<FrameCore> rings = StuckFrames.FindRings(scheduler.Live);
        if (rings.Count == 0)
        {
            scheduler.Threads.Refuse(deadlock.ToException);
        }

        rings.ForEach(frame => frame.Break(deadlock.ToException())); // their ends free threads, if they have some
        return scheduler.HasReady;
    }
}

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

        return TryBreakNow(scheduler) ?? scheduler.HasReady;
    }

    /// <summary>
    /// As <see cref="TryBreak"/>, where the pool's threads belong to several schedulers. Nothing comes from outside when the frames of all
    /// these schedulers wait for each other and for threads.
    /// </summary>
    internal static bool TryBreakWithOthers(SchedulerCore scheduler)
    {
        scheduler.AssertHolder();
        if (scheduler.Threads.Waiting == 0 || scheduler.Threads.Held == 0
            || scheduler.Live.Any(frame => frame.State is not (FrameState.AwaitingFrame or FrameState.Joining or FrameState.WantingThread))
            || !scheduler.Pool.Standstill.IsAllBut(scheduler.Threads.Held))
        {
            return false;
        }

        TryBreakNow(scheduler);
        return true;
    }

    // True: there was no memory, and the caller tries again. Null: done.
    private static bool? TryBreakNow(SchedulerCore scheduler)
    {
        try
        {
            Break(scheduler);
            return null;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // Nothing else can go on here before this has succeeded.
            if (!Uninterrupted.TrySleep(1))
            {
                Thread.CurrentThread.Interrupt();
            }

            return true;
        }
    }

    private static void Break(SchedulerCore scheduler)
    {
        Deadlock deadlock = new(DeadlockReport.OfDeadlock(scheduler));
        List<FrameCore> rings = StuckFrames.FindRings(scheduler.Live);
        if (rings.Count == 0)
        {
            scheduler.Threads.Refuse(deadlock.ToException);
        }

        rings.ForEach(frame => frame.Break(deadlock.ToException())); // their ends free threads
    }
}

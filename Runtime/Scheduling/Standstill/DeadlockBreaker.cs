namespace Baton;

/// <summary>Before the holder lays the baton down, it looks for a deadlock here, and breaks it.</summary>
internal static class DeadlockBreaker
{
    /// <summary>
    /// There is a deadlock when nothing outside can ever take the baton up. Frames that wait for each other are told where they wait. A
    /// frame that waits for one of these frames learns of the deadlock when that frame ends. Without such frames the cause is a lack of
    /// threads. Then one frame is told, since its end may free a thread for the others: the last of those that wait for what needs a
    /// thread; or else the last of those that want one, and for which a frame with a thread waits. If that was not enough, the next rest
    /// of the baton tells the next.
    /// </summary>
    /// <returns>Is this to be called again, if no frame is ready? Then somebody was told, or there was no memory.</returns>
    internal static bool TryBreak(SchedulerCore scheduler)
    {
        scheduler.AssertHolder();
        if (scheduler.Waits.Outside > 0 || scheduler.Live.Count == 0 || !scheduler.Threads.AreOutOfReach
            || (scheduler.Waits.OnPool > 0 && !AreAllOnPoolUnbegun(scheduler)))
        {
            return false;
        }

        return TryBreakNow(scheduler);
    }

    /// <summary>
    /// As <see cref="TryBreak"/>, where the pool's threads belong to several schedulers. Nothing comes from outside when the frames of all
    /// these schedulers wait for each other and for threads.
    /// </summary>
    internal static bool TryBreakWithOthers(SchedulerCore scheduler)
    {
        scheduler.AssertHolder();
        int held = scheduler.Threads.HeldInAll;
        if (!scheduler.Threads.AreAwaited || held == 0 || !scheduler.Live.All(StandsStill)
            || !scheduler.Pool.Standstill.IsAllBut(held))
        {
            return false;
        }

        TryBreakNow(scheduler);
        return true;
    }

    // Allocates nothing: the baton is between two frames.
    private static bool AreAllOnPoolUnbegun(SchedulerCore scheduler)
    {
        foreach (FrameCore frame in scheduler.Live)
        {
            if (frame.State == FrameState.AwaitingPool && !PoolWait.IsUnbegun(frame))
            {
                return false;
            }
        }

        return true;
    }

    // False: there is nobody to tell.
    private static bool TryBreakNow(SchedulerCore scheduler)
    {
        try
        {
            return Break(scheduler);
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

    private static bool Break(SchedulerCore scheduler)
    {
        if (scheduler.Live.Any(IsBeingLeft))
        {
            return false; // that frame is about to end
        }

        Deadlock deadlock = new(DeadlockReport.OfDeadlock(scheduler));
        List<FrameCore> told = StuckFrames.FindRings(scheduler.Live);
        if (told.Count == 0 && OnPool(scheduler).LastOrDefault() is { } waits)
        {
            told = [waits];
        }

        told.ForEach(frame => frame.Break(deadlock.ToException())); // their ends free threads
        return told.Count > 0 || scheduler.Threads.TryRefuse(deadlock.ToException);
    }

    private static IEnumerable<FrameCore> OnPool(SchedulerCore scheduler) =>
        scheduler.Live.Where(frame => frame.State == FrameState.AwaitingPool);

    private static bool StandsStill(FrameCore frame) => !IsBeingLeft(frame) && (frame.State is FrameState.AwaitingFrame
        or FrameState.Joining or FrameState.WantingThread || (frame.State == FrameState.AwaitingPool && PoolWait.IsPending(frame)));

    // Has the thread left the frame, and is the word on its way that ends the frame's wait? See FrameDeparture.
    private static bool IsBeingLeft(FrameCore frame) => frame is { Seat.Left: not null, Fault: null };
}

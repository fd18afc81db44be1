namespace Baton;

/// <summary>How a frame starts another one. Called by the starter's own thread, with the baton.</summary>
internal static class FrameStarts
{
    /// <summary>With so many frames that wait for a thread, each further start lets the others run that are ready.</summary>
    internal const int ManyWaiting = 1024;

    /// <summary>With so many, some megabytes of them, it waits until one has begun.</summary>
    internal const int TooManyWaiting = 16 * ManyWaiting;

    /// <summary>
    /// Starts a frame as <c>Async</c> does: at once if there is a thread, otherwise when its turn has come and there is one.
    /// </summary>
    internal static void StartFrom(this SchedulerCore scheduler, FrameCore starter, FrameCore frame)
    {
        using (Quiet.Begin())
        {
            scheduler.Add(frame);
            frame.IsLate = IsStartOfCleanUp(scheduler, starter);
            if (scheduler.Threads.Waiting > 0 || !starter.TryRunFirst(frame))
            {
                scheduler.Threads.Request(frame);
            }
        }

        if (scheduler.Threads.Waiting > ManyWaiting)
        {
            starter.HoldBack(scheduler.Threads.Waiting > TooManyWaiting ? scheduler.Threads.NextServed() : null);
        }
    }

    // One that has not been told yet starts no clean-up. One that has been told may be so before the word of the cancellation has come.
    private static bool IsStartOfCleanUp(SchedulerCore scheduler, FrameCore starter) => scheduler.AreAllCanceled
        ? starter.IsLate || !starter.Cancellation.IsPending
        : scheduler.IsAllAskedFor && (starter.IsLate || (starter.Cancellation.ToldAt > 0 && !starter.Cancellation.IsPending));

    /// <summary>
    /// Starts another frame at once, on a thread that is free, and has the baton back when that suspends for the first time, or ends.
    /// </summary>
    /// <returns>False when no thread is free: it has not begun.</returns>
    private static bool TryRunFirst(this FrameCore me, FrameCore other)
    {
        me.Seat.Prepare();
        other.Seat.SetStarter(me);
        me.MoveTo(FrameState.Lending);
        if (!me.Scheduler.TryBegin(other))
        {
            other.Seat.SetStarter(null);
            me.MoveTo(FrameState.Running);
            return false;
        }

        // As the two sides of a handoff: the one lease that the other thread came with.
        SpinLease lease = other.Worker!.Lease;
        me.Seat.Take(lease);
        me.MoveTo(FrameState.Running);
        if (!other.IsEnded) // otherwise its thread is off to its inbox, and gives it back before it sleeps
        {
            lease.Release(); // that one gave it back too, but this one may have claimed it once more, before it saw the baton come
        }

        return true;
    }
}

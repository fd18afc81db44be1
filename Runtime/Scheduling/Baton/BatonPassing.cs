namespace Baton;

/// <summary>
/// How the baton goes on from the frame that suspends or ends: to the next ready frame, or to its rest. Called by the holder, which is
/// the holder no longer when these return, unless they say so.
/// </summary>
internal static class BatonPassing
{
    internal static void PassTo(this SchedulerCore scheduler, FrameCore next, FrameCore? last)
    {
        bool isAnswer = scheduler.IsLast(next);
        scheduler.Ready.Last = last;
        scheduler.NoteHolder(next);
        next.Seat.Give(isAnswer);
    }

    /// <summary>Gives the baton to the next ready frame, or lays it down. After that nothing here is the caller's any more.</summary>
    /// <param name="scheduler">Whose baton it is.</param>
    /// <param name="me">The frame that suspends; null when the caller's has ended, or is none.</param>
    /// <returns>True when the next frame is <paramref name="me"/>, which keeps the baton.</returns>
    internal static bool PassOn(this SchedulerCore scheduler, FrameCore? me) => PassOn(scheduler, me, PickNext(scheduler));

    /// <summary>As <see cref="PassOn(SchedulerCore, FrameCore?)"/>, by a frame that goes behind all that are ready.</summary>
    internal static bool PassOnBehind(this SchedulerCore scheduler, FrameCore me) => PassOn(scheduler, me, scheduler.Ready.AddAndTake(me));

    private static bool PassOn(SchedulerCore scheduler, FrameCore? me, FrameCore? next)
    {
        for (; next is not null; next = PickNext(scheduler))
        {
            if (next == me)
            {
                return true;
            }

            if (next.Seat.IsBound)
            {
                scheduler.PassTo(next, me);
                return false;
            }

            if (next.Cancellation.IsPending)
            {
                Abandon(next);
                continue;
            }

            scheduler.Ready.Last = me;
            if (scheduler.Threads.Waiting == 0 && scheduler.TryBegin(next))
            {
                return false;
            }

            scheduler.Threads.Request(next);
        }

        return false;
    }

    // Canceled before it began: it needs no thread.
    private static void Abandon(FrameCore frame)
    {
        try
        {
            frame.Cancellation.ThrowIfPending();
        }
        catch (OperationCanceledException e)
        {
            frame.Fail(e);
        }
    }

    // Null when the baton lies down, or the scheduler is over.
    private static FrameCore? PickNext(SchedulerCore scheduler)
    {
        while (true)
        {
            scheduler.AssertHolder();
            scheduler.LookAtArrivals();
            if (scheduler.Ready.Take() is { } next)
            {
                return next;
            }

            if (scheduler.Joiner is { } joiner && scheduler.Live.Count == 1)
            {
                scheduler.Joiner = null;
                joiner.MoveTo(FrameState.Ready);
                return joiner;
            }

            if (scheduler.Disposal.IsUnderWay && scheduler.Live.Count == 0)
            {
                if (scheduler.TryClose())
                {
                    scheduler.TellClosed();
                    return null;
                }
            }
            else if (!DeadlockBreaker.TryBreak(scheduler) && TryRest(scheduler))
            {
                return null;
            }
        }
    }

    // ---- rest and end ----

    private static bool TryRest(SchedulerCore scheduler)
    {
        if (scheduler.AwaitsInside)
        {
            scheduler.Watch.Start();
        }

        object? me = scheduler.NotedHolder;
        scheduler.NoteHolder(null); // before: the next holder may be there at once
        if (scheduler.Arrivals.TryRest())
        {
            return true;
        }

        scheduler.NoteHolder(me);
        return false;
    }

    /// <summary>Holder, with no frame left, or none but its own: ends the scheduler. False when something has arrived.</summary>
    internal static bool TryClose(this SchedulerCore scheduler)
    {
        if (!scheduler.Arrivals.TryClose())
        {
            return false;
        }

        scheduler.Watch.Dispose();
        return true;
    }

    /// <summary>
    /// Wakes those that wait for the scheduler's end, under a lock that they share; and no frame of a scheduler that is over may give
    /// way.
    /// </summary>
    internal static void TellClosed(this SchedulerCore scheduler) =>
        Uninterrupted.Run(static closed => closed.TrySetResult(), scheduler.Closed);
}

namespace Baton;

/// <summary>
/// How a frame that suspends or ends passes the baton to the next ready frame, or lays it down. The holder calls these methods. When they
/// return, the caller is the holder no longer, unless the method says so.
/// </summary>
internal static class BatonPassing
{
    internal static void PassTo(this SchedulerCore scheduler, FrameCore next, FrameCore? last)
    {
        bool isAnswer = scheduler.IsLast(next);
        scheduler.Ready.Last = last;
        scheduler.Ready.CountTurn();
        scheduler.NoteHolder(next);
        next.Seat.Give(isAnswer);
    }

    /// <summary>
    /// Passes the baton to the next ready frame, or lays it down. After that the caller may touch nothing of the scheduler.
    /// </summary>
    /// <param name="scheduler">Whose baton it is.</param>
    /// <param name="me">The frame that suspends. Null: the caller's frame has ended, or the caller runs no frame.</param>
    /// <returns>True when the next frame is <paramref name="me"/>, which keeps the baton.</returns>
    internal static bool PassOn(this SchedulerCore scheduler, FrameCore? me) => PassOn(scheduler, me, PickNext(scheduler));

    /// <summary>As <see cref="PassOn(SchedulerCore, FrameCore?)"/>, but the caller's frame becomes the last of the ready frames.</summary>
    internal static bool PassOnBehind(this SchedulerCore scheduler, FrameCore me) => PassOn(scheduler, me, scheduler.Ready.AddAndTake(me));

    private static bool PassOn(SchedulerCore scheduler, FrameCore? me, FrameCore? next)
    {
        for (; next is not null; next = PickNext(scheduler))
        {
            if (next == me)
            {
                scheduler.Ready.CountTurn();
                return true;
            }

            if (next.Seat.IsBound)
            {
                scheduler.PassTo(next, me);
                return false;
            }

            if (next.Cancellation.IsPending)
            {
                next.Abandon();
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

    /// <summary>
    /// Holder: the frame was canceled before it began, and needs no thread. Nothing is thrown between two frames: without memory for its
    /// exception, that is how the frame ends.
    /// </summary>
    internal static void Abandon(this FrameCore frame)
    {
        Exception failure;
        try
        {
            failure = frame.Cancellation.Tell();
        }
        catch (Exception e)
        {
            failure = e;
        }

        frame.Fail(failure);
    }

    // The frame that runs next. Null: the baton rests, or the scheduler is over.
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

            if (scheduler.Joiner is { } joiner && IsJoinersTurn(scheduler))
            {
                if (scheduler.RunEnd is not { } run)
                {
                    scheduler.Joiner = null;
                    joiner.MoveTo(FrameState.Ready);
                    return joiner;
                }

                if (run.TryEnd())
                {
                    return null;
                }
            }
            else if (scheduler.Disposal.IsUnderWay && scheduler.Live.Count == 0)
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

    private static bool IsJoinersTurn(SchedulerCore scheduler) =>
        scheduler.Live.Count == 1 || (scheduler.IsMainOnPool && scheduler.Threads.Waiting > 0);

    // ---- rest and end ----

    private static bool TryRest(SchedulerCore scheduler)
    {
        if (scheduler.AwaitsInside)
        {
            scheduler.Watch.Start();
        }

        scheduler.Threads.EnterStandstill();
        object? me = scheduler.NotedHolder;
        scheduler.NoteHolder(null); // noted first, since the next holder may take the baton at once
        if (scheduler.Arrivals.TryRest())
        {
            return true;
        }

        scheduler.NoteHolder(me);
        scheduler.Threads.LeaveStandstill();
        return false;
    }

    /// <summary>Holder, when no frame is left but perhaps its own: ends the scheduler. False when something has arrived.</summary>
    internal static bool TryClose(this SchedulerCore scheduler)
    {
        if (!scheduler.Arrivals.TryClose())
        {
            return false;
        }

        scheduler.Watch.Dispose();
        scheduler.LongTurns.Dispose();
        return true;
    }

    /// <summary>
    /// Tells those who wait for the scheduler's end. Lets go of the pool: users may keep handles of what has ended.
    /// </summary>
    internal static void TellClosed(this SchedulerCore scheduler)
    {
        scheduler.KeptPool = null;
        scheduler.ClosedEnd.Tell();
    }
}

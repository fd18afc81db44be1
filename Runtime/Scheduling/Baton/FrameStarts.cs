using System.Diagnostics;
using Baton.Testing;

namespace Baton;

/// <summary>How a frame starts another frame. The starter's own thread calls these methods, with the baton.</summary>
[StackTraceHidden]
internal static class FrameStarts
{
    /// <summary>When more frames than this wait for a thread, each further start first lets the ready frames run.</summary>
    internal const int ManyWaiting = 1024;

    /// <summary>When more frames than this wait, some megabytes of them, each further start waits until one of them has a thread.</summary>
    internal const int TooManyWaiting = 16 * ManyWaiting;

    /// <summary>Any thread: starts a function as <c>Async</c> does. Outside every scheduler it runs to its end here.</summary>
    [StackTraceHidden]
    internal static FrameCore<T> Start<T>(
        Func<T> function, string? name, ScopeCore? scope, CancellationToken token = default)
    {
        ControlledThread.Before(OperationKind.Start, null);
        FrameCore? me = FrameCore.Current;
        if (me is null)
        {
            return FrameOutside.Run(function, name, scope, token);
        }

        me.EnterSuspension();
        me.Seat.Prepare(); // for the wait while the function runs, which must not fail
        scope ??= OpenBlocks.LimitOf(me);
        if (scope is { Rules.IsLimit: true, Cancellation.IsCanceled: true })
        {
            return FrameOutside.Canceled(function, name, "the limit of its block has passed", scope.Cancellation.OwnToken);
        }

        FrameCore<T> frame = new(me.Scheduler, function, name) { Scope = scope };
        GivenToken.Give(frame, scope, token);
        me.Scheduler.StartFrom(me, frame);
        return frame;
    }

    /// <summary>Starts a frame as <c>Async</c> does: at once if a thread is free, otherwise when a thread has come for it.</summary>
    internal static void StartFrom(this SchedulerCore scheduler, FrameCore starter, FrameCore frame)
    {
        using (Quiet.Begin())
        {
            scheduler.Add(frame);
            scheduler.LongTurns.Start();
            frame.IsLate = IsStartOfCleanUp(scheduler, starter);
            if (scheduler.AreAllCanceled && !frame.IsLate)
            {
                scheduler.Cascade.Add(frame.Cancellation); // the starter is about to be told, and so is all that it starts
            }

            if (frame.Cancellation.IsPending)
            {
                frame.Abandon();
            }
            else if (scheduler.Threads.Waiting > 0 || !starter.TryRunFirst(frame))
            {
                scheduler.Threads.Request(frame);
            }
        }

        if (scheduler.Threads.Waiting > ManyWaiting)
        {
            HoldBack(scheduler, starter);
        }
    }

    // The frame has been started, so its starter must get the handle: without memory nobody is held back.
    private static void HoldBack(SchedulerCore scheduler, FrameCore starter)
    {
        try
        {
            starter.HoldBack(scheduler.Threads.Waiting > TooManyWaiting ? scheduler.Threads.NextServed : null, ThreadRequests.Patience);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // as if there were not so many
        }
    }

    // A frame that was told is in clean-up, whatever canceled it. The run's token does not disturb its clean-up, nor what that starts. The
    // token may fire later, and a starter may be told before the word of it has come. A disposal that holds the word back is clean-up too.
    private static bool IsStartOfCleanUp(SchedulerCore scheduler, FrameCore starter) =>
        starter.IsLate || starter.Cancellation.Hold.IsForDisposal
            || (!starter.Cancellation.IsPending && (scheduler.AreAllCanceled || starter.Cancellation.ToldAt > 0));

    /// <summary>
    /// Starts another frame at once, on a free thread. The caller takes the baton again when that frame suspends for the first time, or
    /// ends.
    /// </summary>
    /// <returns>False when no thread is free. The frame has not begun then.</returns>
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

        // The two frames share one lease, as the two sides of a handoff do: the lease of the other frame's thread.
        SpinLease lease = other.Worker!.Lease;
        me.Seat.Take(lease);
        me.MoveTo(FrameState.Running);
        if (!other.IsEnded) // otherwise the other thread goes to its inbox, and gives the lease back before it parks
        {
            lease.Release(); // again, since this thread may have claimed the lease after the other gave it back
        }

        return true;
    }

    /// <summary>Holder: runs a new frame on a free thread, and passes the baton with it. False when no thread is free.</summary>
    internal static bool TryBegin(this SchedulerCore scheduler, FrameCore frame)
    {
        scheduler.AssertHolder();
        object? me = scheduler.NotedHolder;
        scheduler.Threads.Held++;
        scheduler.Ready.CountTurn();
        scheduler.NoteHolder(frame);
        if (scheduler.Pool.TryStartNow(frame))
        {
            return true; // the frame has the baton: the caller may touch nothing here any more
        }

        scheduler.NoteHolder(me);
        scheduler.Threads.Held--;
        frame.Worker = null; // it has not begun after all
        return false;
    }
}

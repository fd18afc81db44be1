using System.Diagnostics;

namespace Baton;

/// <summary>What becomes of the baton while a frame's thread waits in code that knows nothing of the scheduler.</summary>
/// <remarks>
/// A run inside a frame has two batons or more on one thread: its main frame's, and that of each frame around it. The blocking mode of
/// each scheduler decides about its own baton.
/// </remarks>
[StackTraceHidden]
internal static class FrameBlocking
{
    /// <summary>
    /// The frame's own thread: waits in foreign code until <paramref name="wait"/> has ended. The frame has its baton when this returns,
    /// and had it when the wait took what ended it.
    /// </summary>
    /// <param name="me">The frame that the thread runs for.</param>
    /// <param name="wait">The wait, which knows nothing of batons, and has not succeeded at once. What it throws comes out.</param>
    internal static int Block(this FrameCore me, ForeignWait wait)
    {
        bool mayGiveWay = me.MayGiveWay();
        if (TellOfAll(me, mayGiveWay))
        {
            return PolledWait.Run(me, wait);
        }

        int result;
        BeginKeeping(me, mayGiveWay);
        try
        {
            result = wait.WaitForEnd();
        }
        catch // not finally, which comes too late if native frames are in the exception's way: see GivingUp
        {
            EndKeeping(me, mayGiveWay);
            throw;
        }

        EndKeeping(me, mayGiveWay);
        return result;
    }

    /// <summary>
    /// The frame's own thread: lets <paramref name="take"/> block it, with the baton or without, as the blocking mode says. Only for the
    /// baton of a run inside this frame. A lock of the runtime must never be waited for so: see <see cref="PolledWait"/>.
    /// </summary>
    /// <param name="me">The frame that called <see cref="CoroutineScheduler.Run(Action, CoroutineSchedulerOptions?)"/>.</param>
    /// <param name="take">Takes the baton of the run inside.</param>
    /// <param name="isTold">Does this wait count, and raise an event?</param>
    internal static void BlockForInnerBaton(this FrameCore me, Action take, bool isTold)
    {
        bool mayGiveWay = me.MayGiveWay();
        if (isTold)
        {
            TellOfAll(me, mayGiveWay);
        }

        BeginKeeping(me, mayGiveWay);
        try
        {
            StandAside(me, mayGiveWay, take);
        }
        catch
        {
            EndKeeping(me, mayGiveWay);
            throw;
        }

        EndKeeping(me, mayGiveWay);
    }

    /// <summary>
    /// The frame's own thread: passes all its batons that may be given away, runs <paramref name="rest"/>, and takes them back.
    /// </summary>
    internal static void StandAside(FrameCore? me, bool mayGiveWay, Action rest)
    {
        if (me is null)
        {
            rest();
        }
        else if (!mayGiveWay || !GivesWay(me))
        {
            StandAside(me.Outer, mayGiveWay, rest);
        }
        else
        {
            me.Seat.Prepare();
            me.MoveTo(FrameState.Blocked, "a blocking call");
            me.Seat.Release();
            me.PassOn();
            try
            {
                StandAside(me.Outer, mayGiveWay, rest);
            }
            catch
            {
                me.TakeBatonBack();
                throw;
            }

            me.TakeBatonBack();
        }
    }

    private static void TakeBatonBack(this FrameCore me)
    {
        me.Scheduler.Arrive(me);
        me.Seat.TakeUntold();
        me.MoveTo(FrameState.Running);
    }

    // Could the thread give any of its batons away? A static constructor keeps them all.
    private static bool MayGiveWay(this FrameCore me)
    {
        for (FrameCore? frame = me; frame is not null; frame = frame.Outer)
        {
            if (GivesWay(frame))
            {
                return !StaticConstruction.IsUnderWay();
            }
        }

        return false;
    }

    // A scheduler that is over has no other frame to run, and is not told of either.
    private static bool GivesWay(FrameCore me) =>
        me.Scheduler.Blocking == BlockingMode.Yield && !me.IsSuspensionForbidden && !me.Scheduler.IsClosed;

    // The batons that are kept while the thread blocks: each scheduler's watch looks at its own.
    private static void BeginKeeping(FrameCore me, bool mayGiveWay)
    {
        for (FrameCore? frame = me; frame is not null; frame = frame.Outer)
        {
            if (!mayGiveWay || !GivesWay(frame))
            {
                frame.Scheduler.LongTurns.BeginBlocking();
            }
        }
    }

    private static void EndKeeping(FrameCore me, bool mayGiveWay)
    {
        for (FrameCore? frame = me; frame is not null; frame = frame.Outer)
        {
            if (!mayGiveWay || !GivesWay(frame))
            {
                frame.Scheduler.LongTurns.EndBlocking();
            }
        }
    }

    // Tells of the wait once for each baton. Returns whether any of them is given away.
    private static bool TellOfAll(FrameCore me, bool mayGiveWay)
    {
        bool anyGivesWay = false;
        for (FrameCore? frame = me; frame is not null; frame = frame.Outer)
        {
            if (frame.Scheduler.IsClosed)
            {
                continue;
            }

            if (mayGiveWay && GivesWay(frame))
            {
                anyGivesWay = true;
                Telemetry.FrameGaveWay(frame.Described);
            }
            else
            {
                Telemetry.FrameBlocked(frame.Described);
            }
        }

        return anyGivesWay;
    }
}

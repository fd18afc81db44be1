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
    /// A wait that ends within so long does not count as blocking: the short waits of contended locks, in the framework too, are nothing
    /// that users can change. In mode Yield the baton is given away at once all the same.
    /// </summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The frame's own thread: waits in foreign code until <paramref name="wait"/> has ended. The frame has its baton when this returns,
    /// and had it when the wait took what ended it.
    /// </summary>
    /// <param name="me">The frame that the thread runs for.</param>
    /// <param name="wait">The wait, which knows nothing of batons, and has not succeeded at once. What it throws comes out.</param>
    /// <exception cref="InvalidOperationException">The wait has outlasted its grace, and the frame's scheduler forbids that.</exception>
    internal static int Block(this FrameCore me, ForeignWait wait)
    {
        me.Seat.BeginForeignWait();
        int result;
        try
        {
            result = BlockAsTheModeSays(me, wait);
        }
        catch // not finally: see BlockAndKeep
        {
            me.Seat.EndForeignWait();
            throw;
        }

        me.Seat.EndForeignWait();
        return result;
    }

    private static int BlockAsTheModeSays(FrameCore me, ForeignWait wait)
    {
        if (me.Scheduler.Blocking == BlockingMode.Forbid)
        {
            if (BlockWithin(me, wait, out int result))
            {
                return result;
            }

            ThrowIfForbidden(me);
        }

        bool mayGiveWay = me.MayGiveWay();
        return TellOfGivingWay(me, mayGiveWay) ? PolledWait.Run(me, wait) : BlockAndKeep(me, mayGiveWay, wait);
    }

    // Keeps all batons, for so long.
    private static bool BlockWithin(FrameCore me, ForeignWait wait, out int result)
    {
        bool hasEnded;
        BeginKeeping(me, mayGiveWay: false);
        try
        {
            hasEnded = wait.TryEndWithin(me.Scheduler.BlockingGrace, out result);
        }
        catch
        {
            EndKeeping(me, mayGiveWay: false);
            throw;
        }

        EndKeeping(me, mayGiveWay: false);
        return hasEnded;
    }

    // Below native frames the thread would be given up inside the wait, and keep the locks that the wait has entered.
    private static void ThrowIfForbidden(FrameCore me)
    {
        if (!StaticConstruction.KeepsFailures() && GivingUp.FindOnWayOf(typeof(InvalidOperationException)).Nearest is null)
        {
            throw new InvalidOperationException(
                $"{me.Described} blocks its thread for more than {me.Scheduler.BlockingGrace.TotalMilliseconds:0} ms, which its " +
                "scheduler forbids (BlockingMode.Forbid). Await what it waits for, or run this with CoroutineThreadPool.Run and await " +
                "that; or let the scheduler run in mode Yield.");
        }
    }

    private static int BlockAndKeep(FrameCore me, bool mayGiveWay, ForeignWait wait)
    {
        int result;
        BeginKeeping(me, mayGiveWay);
        try
        {
            if (!wait.TryEndWithin(me.Scheduler.BlockingGrace, out result))
            {
                TellOfKeeping(me, mayGiveWay);
                result = wait.WaitForEnd();
            }
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
    /// The frame's own thread: lets <paramref name="takeWithin"/> block it, with the baton or without, as the blocking mode says. Only for
    /// the baton of a run inside this frame. A lock of the runtime must never be waited for so: see <see cref="PolledWait"/>.
    /// </summary>
    /// <param name="me">The frame that called <see cref="CoroutineScheduler.Run(Action, CoroutineSchedulerOptions?)"/>.</param>
    /// <param name="takeWithin">Takes the baton of the run inside, within so many milliseconds or not yet. −1: at some time.</param>
    /// <param name="isTold">Does this wait count, and raise an event?</param>
    internal static void BlockForInnerBaton(this FrameCore me, Func<int, bool> takeWithin, bool isTold)
    {
        bool mayGiveWay = me.MayGiveWay();
        Action take = () => takeWithin(Timeout.Infinite);
        if (isTold)
        {
            TellOfGivingWay(me, mayGiveWay);
            take = () =>
            {
                if (!takeWithin((int)me.Scheduler.BlockingGrace.TotalMilliseconds))
                {
                    TellOfKeeping(me, mayGiveWay);
                    takeWithin(Timeout.Infinite);
                }
            };
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

    // A scheduler that is over has no other frame to run.
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

    // Tells of the wait once for each baton that is given away. Returns whether there is one.
    private static bool TellOfGivingWay(FrameCore me, bool mayGiveWay)
    {
        bool anyGivesWay = false;
        for (FrameCore? frame = me; frame is not null; frame = frame.Outer)
        {
            if (mayGiveWay && GivesWay(frame))
            {
                anyGivesWay = true;
                Telemetry.FrameGaveWay(frame.Described);
            }
        }

        return anyGivesWay;
    }

    /// <summary>Tells of the wait once for each baton that is kept. A scheduler that is over is not told of.</summary>
    internal static void TellOfKeeping(FrameCore me, bool mayGiveWay)
    {
        for (FrameCore? frame = me; frame is not null; frame = frame.Outer)
        {
            if (!frame.Scheduler.IsClosed && !(mayGiveWay && GivesWay(frame)))
            {
                Telemetry.FrameBlocked(frame.Described, IsAlone(frame.Scheduler));
            }
        }
    }

    // Then nobody can want the baton. Who comes later is told of by LongTurnWatch. Where frames must not block, each wait is told of.
    private static bool IsAlone(SchedulerCore scheduler) =>
        scheduler.Live.Count <= 1 && scheduler.Arrivals.CountLeft() == 0 && scheduler.Blocking != BlockingMode.Forbid;
}

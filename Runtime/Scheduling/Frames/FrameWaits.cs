using System.Diagnostics;

namespace Baton;

/// <summary>
/// How a frame waits. The frame's own thread calls these methods with the baton, and has the baton when they return. Meanwhile it passes
/// the baton. Methods of the holder say so.
/// </summary>
/// <remarks>
/// Each wait begins in the same order. First comes all that may throw or allocate: may the frame suspend, is it canceled, the lane, the
/// wait's own objects. Then the state changes. Then the baton is passed. Nothing that can fail stands between the change and the pass.
/// </remarks>
[StackTraceHidden]
internal static class FrameWaits
{
    /// <summary>Lets the other ready frames run.</summary>
    internal static void Yield(this FrameCore me)
    {
        me.EnterSuspension();
        me.Scheduler.LookAtArrivals();
        me.Cancellation.ThrowIfPending();
        if (me.Seat.HasStarter)
        {
            me.Seat.Prepare();
            me.Scheduler.MakeReady(me);
            me.GiveBatonAway();
        }
        else if (me.Scheduler.HasReady)
        {
            me.Seat.Prepare();
            me.MoveTo(FrameState.Ready);
            if (!me.Scheduler.PassOnBehind(me))
            {
                me.Seat.Take();
            }

            me.MoveTo(FrameState.Running);
        }
        else
        {
            me.Scheduler.Ready.CountTurn(); // it offered the baton, and keeps it for a new turn
        }

        me.Cancellation.ThrowIfPending();
    }

    /// <summary>
    /// Holds a frame back that has started more frames than there are threads for. It lets the ready frames run, or waits for
    /// <paramref name="until"/> if that is given, and no longer than <paramref name="patience"/>. This is no suspension point: a
    /// cancellation appears at the frame's next one.
    /// </summary>
    internal static void HoldBack(this FrameCore me, Task? until, TimeSpan patience)
    {
        me.Scheduler.LookAtArrivals();
        if (until is not null)
        {
            using QuietDelay limit = new(patience, TimeProvider.System);
            me.AwaitFirst([until, limit.Task], "frames that want threads, too many to start more");
        }
        else if (me.Scheduler.HasReady || me.Seat.HasStarter)
        {
            me.Seat.Prepare();
            me.Scheduler.MakeReady(me);
            me.GiveBatonAway();
        }
    }

    /// <summary>Waits for the end of another frame of the same scheduler. An exception means that the wait ended first.</summary>
    internal static void AwaitFrame(this FrameCore me, FrameCore other)
    {
        if (other.IsEnded)
        {
            return;
        }

        me.EnterSuspension();
        me.ThrowBreachOrPending();
        if (other == me)
        {
            throw new CoroutineDeadlockException($"{me} waits for its own end, which cannot come.");
        }

        while (!other.IsEnded)
        {
            me.Seat.Prepare();
            other.Awaiters.Add(me);
            me.HurryFor(other);
            me.MoveTo(FrameState.AwaitingFrame, other);
            me.GiveBatonAway();

            // Each frame of a deadlock is told, also a frame that finds that the other frame has ended. If the other frame ended canceled,
            // and this frame is canceled too, this frame meets its own cancellation here. Otherwise its clean-up would meet it later.
            if (me.Breach is not null || !other.IsEnded)
            {
                me.ThrowBreachOrPending();
            }
            else if (other.IsCanceled && !DisposalWait.IsHere) // there the caller decides
            {
                me.Cancellation.Meet(other.CanceledWith);
            }
        }
    }

    /// <summary>Waits until one of some frames of the same scheduler has ended. An exception means that the wait ended first.</summary>
    internal static void AwaitFirst(this FrameCore me, FirstOfFrames others)
    {
        me.EnterSuspension();
        me.ThrowBreachOrPending();
        while (!others.HasEnded)
        {
            me.Seat.Prepare();
            others.Add(me);
            me.MoveTo(FrameState.AwaitingFrame, others);
            me.GiveBatonAway();
            if (me.Breach is not null || !others.HasEnded)
            {
                me.ThrowBreachOrPending();
            }
        }
    }

    /// <summary>Does nothing stand in the way of a wait? Otherwise <see cref="EnterOutsideWait"/> finds what does.</summary>
    internal static bool IsFreeToWait(this FrameCore me) => me.State == FrameState.Running && !me.IsSuspensionForbidden
        && me.Scheduler.Arrivals.IsEmpty && !me.Cancellation.IsPending && me.Scheduler.BlockCancellations.AreTold;

    /// <summary>Holder: tells the frame of its cancellation, if there is one to tell, and the code may be told here.</summary>
    internal static void ThrowIfCanceled(this FrameCore me)
    {
        if (!me.IsSuspensionForbidden)
        {
            me.Scheduler.LookAtArrivals();
            me.Cancellation.ThrowIfPending();
        }
    }

    /// <summary>
    /// Called before a wait for something outside. Throws if the frame may not wait, or is canceled. After this <see cref="AwaitOutside"/>
    /// does not fail, so the wait can be registered in between.
    /// </summary>
    internal static void EnterOutsideWait(this FrameCore me)
    {
        me.EnterSuspension();
        me.Scheduler.LookAtArrivals();
        me.Cancellation.ThrowIfPending();
        me.Seat.Prepare();
    }

    /// <summary>
    /// Waits until <paramref name="wait"/> makes the frame ready, by an arrival or, under the baton, directly. The arrival may have come
    /// already. A cancellation of the frame withdraws the wait.
    /// </summary>
    internal static void AwaitOutside(this FrameCore me, IFrameWait wait, string what)
    {
        me.Seat.Prepare();
        me.OutsideWait = wait;
        me.MoveTo(FrameState.AwaitingOutside, what);
        me.GiveBatonAway();
    }

    /// <summary>Waits until the end of another frame makes this frame ready.</summary>
    /// <returns>Null, or the deadlock: the other frames wait for this frame to go on.</returns>
    internal static Exception? Join(this FrameCore me, object what)
    {
        me.Seat.Prepare();
        me.MoveTo(FrameState.Joining, what);
        me.GiveBatonAway();
        Exception? failure = me.Breach;
        me.Breach = null;
        return failure;
    }

    // ---- the baton ----

    internal static void GiveBatonAway(this FrameCore me)
    {
        if (!me.PassOn())
        {
            me.Seat.Take();
        }

        me.MoveTo(FrameState.Running);
    }

    /// <returns>True when the frame keeps the baton, because it is the next ready frame.</returns>
    internal static bool PassOn(this FrameCore me)
    {
        if (me.Seat.TakeStarter() is not { } starter)
        {
            return me.Scheduler.PassOn(me);
        }

        me.Scheduler.PassTo(starter, me);
        me.Worker?.Lease.Release(); // the starter spun on it, and gives it up too; from now on the scheduler's lease counts
        return false;
    }

    /// <summary>Called before everything that may suspend, or that starts a frame or a scope.</summary>
    /// <exception cref="InvalidOperationException">
    /// The frame is in a region that must not suspend; or its thread has not got the baton.
    /// </exception>
    internal static void EnterSuspension(this FrameCore me)
    {
        if (me.State != FrameState.Running)
        {
            throw BatonHere.Missing(me);
        }

        if (me.IsSuspensionForbidden)
        {
            throw NoSuspendRegion.Broken(me, me.NoSuspend!.Peek());
        }
    }

    internal static void ThrowBreachOrPending(this FrameCore me)
    {
        if (me.Breach is { } failure)
        {
            string? native = GivingUp.FindInWayOf(failure.GetType());
            me.Breach = null;
            GivingUp.Throw(failure, native);
        }

        me.Cancellation.ThrowIfPending();
    }
}

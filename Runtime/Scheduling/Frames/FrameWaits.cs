using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// How a frame waits. Its own thread calls these with the baton, gives the baton away, and has it again when they return, unless said
/// otherwise.
/// </summary>
/// <remarks>
/// Each wait is begun in the same order: what may throw or allocate comes first (may the frame suspend, is it canceled, the lane, the
/// wait's own objects); then the state changes; then the baton goes. Nothing that can fail stands between the change and the pass.
/// </remarks>
internal static class FrameWaits
{
    /// <summary>Lets the others that are ready run.</summary>
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

        me.Cancellation.ThrowIfPending();
    }

    /// <summary>
    /// Starts more frames than there are threads for: lets others run, those that are ready or, if that is given, all until the task's
    /// end. It is in a call that takes no cancellation; one that comes meanwhile is left for its next suspension point.
    /// </summary>
    internal static void HoldBack(this FrameCore me, Task? until)
    {
        me.Scheduler.LookAtArrivals();
        if (until is not null)
        {
            me.AwaitOnce(until, "frames that want threads, too many to start more");
        }
        else if (me.Scheduler.HasReady || me.Seat.HasStarter)
        {
            me.Seat.Prepare();
            me.Scheduler.MakeReady(me);
            me.GiveBatonAway();
        }
    }

    /// <summary>Waits for the end of another frame of the same scheduler; an exception means: not for its end.</summary>
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
            other.AddAwaiter(me);
            me.MoveTo(FrameState.AwaitingFrame, other);
            me.GiveBatonAway();

            // Of a deadlock each is told, also the one that finds that the other, which was told first, has ended. Of two cancellations
            // the frame meets only its own, or its clean-up would meet it once more.
            if (me.Breach is not null || !other.IsEnded)
            {
                me.ThrowBreachOrPending();
            }
            else if (other.IsCanceled)
            {
                me.Cancellation.Meet(other.CanceledWith);
            }
        }
    }

    /// <summary>Waits for a task, or until the frame is canceled; looks at the result of neither.</summary>
    internal static void AwaitTask(this FrameCore me, Task task, string what)
    {
        me.EnterSuspension();
        me.Scheduler.LookAtArrivals();
        me.LeaveIfCanceled(task);
        while (!task.IsCompleted)
        {
            me.AwaitOnce(task, what);
            me.LeaveIfCanceled(task);
        }
    }

    // What the task ended with is not lost; that it was canceled is no more than this.
    private static void LeaveIfCanceled(this FrameCore me, Task task)
    {
        if (!task.IsCompleted && me.Cancellation.IsAnyPending)
        {
            me.OutlastCallbacks(task);
        }

        if (!task.IsCompleted)
        {
            me.Cancellation.ThrowIfPending();
        }
        else
        {
            CanceledWait.MeetIfCanceled(task);
        }
    }

    // Or the end of the task, whichever comes first: another callback may wait for what the frame lets go of when it goes on from there.
    // One may also wait for what it lets go of when it leaves, so there is an end to it.
    private static void OutlastCallbacks(this FrameCore me, Task task)
    {
        if (me.Cancellation.Callbacks.Next is null)
        {
            return;
        }

        CancellationTokenSource inTime = new();
        TimeSpan limit = me.Scheduler.Options.CallbackPatience;
        StrongBox<Task> patience = new();
        Uninterrupted.Run(patience => patience.Value ??= Task.Delay(limit, inTime.Token), patience); // all timers share a lock
        while (me.Cancellation.Callbacks.Next is { } callbacks && !task.IsCompleted && me.Cancellation.IsAnyPending)
        {
            if (patience.Value!.IsCompleted)
            {
                me.Cancellation.Callbacks.Forget();
                Telemetry.StoodStill(me.Scheduler.Handle, DeadlockReport.OfCallbacks(me));
            }
            else
            {
                me.AwaitOnce(Task.WhenAny(task, callbacks, patience.Value!), "the call-backs of a token that was fired to cancel it");
            }
        }

        _ = Uninterrupted.Cancel(inTime);
    }

    private static void AwaitOnce(this FrameCore me, Task task, string what)
    {
        me.Seat.Prepare();
        TaskWait wait = me.TaskWait ??= new TaskWait(me, new CancellationTokenSource());
        me.OutsideWait = wait;
        wait.Begin(task); // if the task ends at once: the word of that is for the holder, which is this frame still
        me.MoveTo(FrameState.AwaitingOutside, what);
        me.GiveBatonAway();
    }

    /// <summary>Before a wait for something outside; throws if the frame may not wait, or is canceled.</summary>
    internal static void EnterOutsideWait(this FrameCore me)
    {
        me.EnterSuspension();
        me.Scheduler.LookAtArrivals();
        me.Cancellation.ThrowIfPending();
    }

    /// <summary>
    /// Waits until <paramref name="wait"/>, which may have come already, makes the frame ready, by an arrival or, under the baton,
    /// directly; or until that is withdrawn because the frame is canceled.
    /// </summary>
    internal static void AwaitOutside(this FrameCore me, IFrameWait wait, string what)
    {
        me.Seat.Prepare();
        me.OutsideWait = wait;
        me.MoveTo(FrameState.AwaitingOutside, what);
        me.GiveBatonAway();
    }

    /// <summary>Waits for the end of another scheduler's scope, whatever becomes of the frame meanwhile.</summary>
    internal static void Outlast(this FrameCore me, Task drained, ScopeCore scope)
    {
        while (!drained.IsCompleted)
        {
            if (me.Cancellation.IsAnyPending)
            {
                scope.Cancellation.CancelFromElsewhere(); // what is pending is thrown when all there have ended
            }

            me.Seat.Prepare();
            TaskWait wait = me.TaskWait ??= new TaskWait(me, new CancellationTokenSource());
            wait.Begin(drained);
            me.MoveTo(FrameState.Blocked, scope);
            me.GiveBatonAway();
        }
    }

    /// <summary>Holder: the task has ended.</summary>
    internal static void OnTaskEnded(this FrameCore me, TaskWait wait)
    {
        me.AssertHolder();
        if (me.TaskWait == wait)
        {
            me.Scheduler.MakeReady(me);
        }
    }

    /// <summary>Waits until the end of another frame makes it ready.</summary>
    /// <returns>Null; or why that cannot come: those wait for this frame to go on.</returns>
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

    private static void GiveBatonAway(this FrameCore me)
    {
        if (!me.PassOn())
        {
            me.Seat.Take();
        }

        me.MoveTo(FrameState.Running);
    }

    /// <returns>True when the baton came straight back, because no other frame was ready.</returns>
    internal static bool PassOn(this FrameCore me)
    {
        if (me.Seat.TakeStarter() is not { } starter)
        {
            return me.Scheduler.PassOn(me);
        }

        me.Scheduler.PassTo(starter, me);
        me.Worker?.Lease.Release(); // on which the starter spun, and which it leaves too. From now on the scheduler's counts
        return false;
    }

    /// <summary>Before everything that may suspend.</summary>
    /// <exception cref="InvalidOperationException">In a region in which nothing may.</exception>
    internal static void EnterSuspension(this FrameCore me)
    {
        if (me.IsSuspensionForbidden)
        {
            throw NoSuspendRegion.Broken(me, me.NoSuspend!.Peek());
        }
    }

    private static void ThrowBreachOrPending(this FrameCore me)
    {
        if (me.Breach is { } failure)
        {
            me.Breach = null;
            throw failure;
        }

        me.Cancellation.ThrowIfPending();
    }
}

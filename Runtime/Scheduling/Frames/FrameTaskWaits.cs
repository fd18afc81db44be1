using System.Diagnostics;

namespace Baton;

/// <summary>How a frame waits for tasks. As <see cref="FrameWaits"/>, of which this is a part.</summary>
[StackTraceHidden]
internal static class FrameTaskWaits
{
    private static readonly Action<FrameCore> s_prepare = static me => me.PrepareTaskWait();

    /// <summary>What a canceled frame waits for before it leaves a task, in words.</summary>
    internal const string Callbacks = "the call-backs of a token that was fired to cancel it";

    /// <summary>Waits for a task, or until the frame is canceled. Does not look at the task's result.</summary>
    /// <param name="me">The frame.</param>
    /// <param name="task">What to wait for.</param>
    /// <param name="what">What that is, in words.</param>
    /// <param name="other">A task whose end ends the wait too. Null: none.</param>
    /// <param name="isOwn">Is the task the library's own? Then the caller decides what its cancellation means.</param>
    internal static void AwaitTask(this FrameCore me, Task task, string what, Task? other = null, bool isOwn = false)
    {
        me.EnterSuspension();
        me.Scheduler.LookAtArrivals();
        me.LeaveIfCanceled(task, isOwn);
        while (!task.IsCompleted && other is not { IsCompleted: true })
        {
            if (other is null)
            {
                me.AwaitOnce(task, what);
                TaskEnd.AwaitIfTold(task);
                if (me.Breach is not null)
                {
                    me.ThrowBreachOrPending();
                }
            }
            else
            {
                me.AwaitFirst([task, other], what);
            }

            me.LeaveIfCanceled(task, isOwn);
        }
    }

    // A task that has ended is not left: its result would be lost. But if the task was canceled, and the frame too, the frame meets its own
    // cancellation. In a disposal the caller decides that, who may swallow the task's cancellation.
    private static void LeaveIfCanceled(this FrameCore me, Task task, bool isOwn)
    {
        if (!task.IsCompleted && me.Cancellation.IsAnyPending)
        {
            me.OutlastCallbacks(task);
        }

        if (!task.IsCompleted)
        {
            me.Cancellation.ThrowIfPending();
        }
        else if (!isOwn && !DisposalWait.IsHere)
        {
            CanceledWait.MeetIfCanceled(task);
        }
    }

    // Waits for the callbacks, or the end of the task. The task may end first, and then a callback may wait for what the frame releases
    // when it goes on. A callback may also wait for what the frame releases when it leaves the task, so the wait has a limit.
    private static void OutlastCallbacks(this FrameCore me, Task task)
    {
        if (me.Cancellation.Callbacks.Next is null || Firing.Current is not null) // this may be one of them, which ends behind this wait
        {
            return;
        }

        using QuietDelay patience = new(me.Scheduler.CallbackPatience, TimeProvider.System);
        while (me.Cancellation.Callbacks.Next is { } callbacks && !task.IsCompleted && me.Cancellation.IsAnyPending)
        {
            if (patience.Task.IsCompleted)
            {
                me.Cancellation.Callbacks.Forget();
                Telemetry.StoodStill(me.Scheduler.Handle, DeadlockReport.OfCallbacks(me));
            }
            else
            {
                me.AwaitFirst([task, callbacks, patience.Task], Callbacks);
            }
        }
    }

    /// <summary>
    /// Waits for the end of one of the tasks. A cancellation of the frame ends the wait. No suspension point: the caller looks for both.
    /// </summary>
    internal static void AwaitFirst(this FrameCore me, ReadOnlySpan<Task> tasks, string what)
    {
        using FirstOfTasks wait = new(me);
        me.Seat.Prepare();
        foreach (Task task in tasks)
        {
            me.HurryFor(task);
        }

        foreach (Task task in tasks)
        {
            wait.Add(task); // if it ends at once, the arrival waits for the holder, which is still this frame
        }

        me.AwaitOutside(wait, what);
        foreach (Task task in tasks)
        {
            TaskEnd.AwaitIfTold(task);
        }
    }

    private static void AwaitOnce(this FrameCore me, Task task, string what)
    {
        me.PrepareTaskWait();
        me.HurryFor(task);
        TaskWait wait = me.TaskWait!;
        me.OutsideWait = wait;
        me.Begin(wait, task); // if the task ends at once, the arrival waits for the holder, which is still this frame
        object? awaited = TaskEnd.OwnerOf(task) as Tenant;
        wait.Task = task;
        me.MoveTo(PoolWait.IsFor(me, awaited) ? FrameState.AwaitingPool : FrameState.AwaitingOutside, awaited ?? what);
        me.GiveBatonAway();
        wait.Task = null;
    }

    // If this fails, for want of memory, the object is not used again: it may be registered all the same.
    private static void Begin(this FrameCore me, TaskWait wait, Task task)
    {
        try
        {
            wait.Begin(task);
        }
        catch
        {
            me.TaskWait = null;
            throw;
        }
    }

    /// <summary>
    /// Waits for the end of another scheduler's scope, whose block has ended here. A cancellation of the frame does not end this wait. Does
    /// not fail: without memory it keeps the baton until there is some.
    /// </summary>
    internal static void Outlast(this FrameCore me, DrainedScope end, ScopeCore scope)
    {
        while (!end.Task.IsCompleted)
        {
            if (me.Cancellation.IsAnyPending)
            {
                scope.Cancellation.CancelFromElsewhere(); // the pending cancellation is thrown when the scope's functions have ended
            }

            NoMemory.Insist(s_prepare, me);
            me.TaskWait!.Begin(end.Task);
            me.MoveTo(FrameState.Blocked, scope);
            me.GiveBatonAway();
            TaskEnd.AwaitIfTold(end.Task);
        }
    }

    private static void PrepareTaskWait(this FrameCore me)
    {
        me.Seat.Prepare();
        me.TaskWait ??= new TaskWait(me, new CancellationTokenSource());
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
}

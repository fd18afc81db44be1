using System.Diagnostics;

namespace Baton;

/// <summary>
/// What waits do outside every scheduler: block the thread, and report that. An <see cref="OutsideToken"/> ends them.
/// </summary>
[StackTraceHidden]
internal static class BlockingOutside
{
    /// <summary>How the name of a wait for tasks begins.</summary>
    internal const string ToAwait = "To await ";

    private static readonly TimeSpan s_patience = CoroutineSchedulerOptions.Default.CallbackPatience;

    internal const string Switch = "Baton.ThrowOnBlockingOutside";

    /// <summary>The name of a wait for something. The usual ones are not made anew.</summary>
    internal static string NameOf(string awaited) => awaited switch
    {
        "a frame" => ToAwait + "a frame",
        "a task" => ToAwait + "a task",
        _ => ToAwait + awaited,
    };

    /// <summary>Before a wait that blocks.</summary>
    /// <exception cref="InvalidOperationException">The application has turned such waits into errors.</exception>
    internal static void Enter(string what)
    {
        if (AppContext.TryGetSwitch(Switch, out bool throws) && throws)
        {
            throw new InvalidOperationException(
                $"{what} would block this thread: it is called outside every coroutine scheduler, and the switch {Switch} forbids that. " +
                "Call it from a frame: put the code that leads here into CoroutineScheduler.Run, RunAsync or Start. In asynchronous " +
                "code use await.");
        }

        Telemetry.BlockedOutside(what);
    }

    /// <summary>Blocks the thread until the first of the tasks has ended. Does not look at its result.</summary>
    /// <exception cref="OperationCanceledException">The token that counts here has fired first.</exception>
    /// <exception cref="InvalidOperationException">
    /// The wait is for a frame or a pool's work, below a static constructor, and what runs there waits for that static constructor.
    /// </exception>
    internal static void Await(string what, params Task[] tasks)
    {
        Enter(what);
        while (!TryAwait(what, tasks))
        {
            // the thread was told of that token: another around it may end the wait
        }
    }

    // False: a token has ended the wait of which the thread is not to be told.
    private static bool TryAwait(string what, Task[] tasks)
    {
        if (OutsideToken.Untold is not { } outside)
        {
            WaitForAny(what, tasks, CancellationToken.None);
            return true;
        }

        ToldOutside told = OutsideToken.BeginFunction();
        bool hadFired = outside.HasFired;
        try
        {
            WaitForAny(what, tasks, outside.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            if (!hadFired && Firing.Current is null) // otherwise this may be one of its callbacks, which ends behind this wait
            {
                OutlastCallbacks(tasks, outside);
            }

            bool hasEnded = Array.Exists(tasks, static task => task.IsCompleted);
            OutsideToken.EndFunction(told); // nobody gets the exception that was thrown here
            return hasEnded || (outside.IsSilent ? false : throw outside.Tell());
        }
    }

    // As a frame does: one of the callbacks may end the task. If the thread left first, a lock released meanwhile would go to a waiter that
    // no longer exists. A callback may wait for what the thread releases when it leaves, so this wait has a limit.
    private static void OutlastCallbacks(Task[] tasks, OutsideToken outside)
    {
        try
        {
            Task callbacks = outside.Callbacks;
            if (!callbacks.IsCompleted && !Array.Exists(tasks, static task => task.IsCompleted))
            {
                WaitWithin(s_patience, [.. tasks, callbacks]);
            }
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // the callbacks are not waited for
        }
    }

    /// <summary>
    /// As <see cref="AwaitExtensions.WaitForEnd"/>. But an interrupt ends the wait only if the task goes on for so long from then.
    /// Otherwise it stays pending.
    /// </summary>
    /// <exception cref="ThreadInterruptedException">The task has not ended.</exception>
    internal static void OutlastInterrupt(Task task, string what, TimeSpan patience)
    {
        try
        {
            AwaitExtensions.WaitForEnd(task, what);
        }
        catch (ThreadInterruptedException)
        {
            WaitWithin(patience, task);
            if (!task.IsCompleted)
            {
                throw;
            }

            Thread.CurrentThread.Interrupt();
        }
    }

    // Blocks the thread until the first of the tasks has ended, but no longer than that. Nothing else ends the wait.
    private static void WaitWithin(TimeSpan patience, params Task[] tasks)
    {
        if (ControlledThread.Current is { } thread)
        {
            thread.Await("the callbacks of a token", () => Array.Exists(tasks, static task => task.IsCompleted), mayThrow: false, patience);
            return;
        }

        TaskCompletionSource left = new(); // its end takes the wait off the tasks
        try
        {
            TimeLeft time = new(patience, TimeProvider.System);
            Uninterrupted.Run(static wait => Task.WaitAny(wait.all, wait.time.Left), (all: (Task[])[.. tasks, left.Task], time));
        }
        finally
        {
            TakeOff(left);
        }
    }

    private static void AwaitUnderControl(ControlledThread thread, string what, Task[] tasks, CancellationToken token)
    {
        string name = tasks is [var only] && TaskEnd.OwnerOf(only) is FrameCore frame ? frame.Name ?? frame.FunctionName ?? what : what;
        TaskLook look = thread.TasksAwaited;
        (Task[], CancellationToken) around = look.Begin(tasks, token);
        thread.AwaitedTasks = tasks;
        try
        {
            thread.Await(name, look.HasEnded, mayThrow: true, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            thread.AwaitedTasks = null;
            look.End(around);
        }
    }

    // Does not throw the task's exception.
    private static void WaitForAny(string what, Task[] tasks, CancellationToken token)
    {
        ThreadRecord record = ThreadRecord.Own;
        object? around = record.BeginWait(tasks);
        try
        {
            WaitForAnyNow(what, tasks, token);
        }
        finally
        {
            record.EndWait(around);
        }
    }

    private static void WaitForAnyNow(string what, Task[] tasks, CancellationToken token)
    {
        if (ControlledThread.Current is { } thread)
        {
            AwaitUnderControl(thread, what, tasks, token);
            if (!token.IsCancellationRequested && IsAnyOver(tasks))
            {
                return;
            }
        }

        TaskCompletionSource? left = null;
        try
        {
            left = new TaskCompletionSource();
            Task[] all = [.. tasks, left.Task];
            if (Task.WaitAny(all, StuckCoroutine.LookAfter, token) < 0) // to end a wait that is too long takes memory too
            {
                GoOn(what, tasks, all, token);
            }
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            TakeOff(left);
            WaitUnseen(tasks, token);
        }
        catch
        {
            TakeOff(left);
            throw;
        }
    }

    // A method of its own, since the lambda's captures are allocated at the method's first line.
    private static void GoOn(string what, Task[] tasks, Task[] all, CancellationToken token) => InitializerWait.GoOn(
        timeout => timeout < 0 ? LookingWait.ForAny(all, token) : Task.WaitAny(all, timeout, token) >= 0,
        InitializerWait.ThreadThat(what),
        tasks is [{ } only] ? only : null); // several: the other may end the wait

    // Only the end of one of the tasks takes a wait that has thrown off the others. An interrupt at a task's lock, or a want of memory,
    // leaves it there until the task ends.
    private static void TakeOff(TaskCompletionSource? left)
    {
        if (left is not null)
        {
            SureEnd.Succeed(left);
        }
    }

    // There is no memory for a wait of .NET's: the thread looks now and then.
    private static void WaitUnseen(Task[] tasks, CancellationToken token)
    {
        while (!IsAnyOver(tasks))
        {
            token.ThrowIfCancellationRequested();
            try
            {
                Thread.Sleep(1);
            }
            catch (Exception e) when (NoMemory.Is(e))
            {
                // the next look comes sooner
            }
        }
    }

    private static bool IsAnyOver(Task[] tasks)
    {
        foreach (Task task in tasks)
        {
            if (task.IsCompleted)
            {
                return true;
            }
        }

        return false;
    }
}

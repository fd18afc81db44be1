namespace Baton;

/// <summary>
/// Awaits tasks from code that is not <c>async</c>. In a frame an await suspends the frame, and other frames run. Elsewhere the thread
/// blocks.
/// </summary>
/// <remarks>
/// <para>Where the thread blocks, the token of a <c>GenerateAsync</c> consumer, or of a bridge, ends the wait: in the body, and on the
/// threads that the body starts. And what the task still has to do must not need that thread. A task that was begun under the thread's own
/// synchronization context or task scheduler, as on a user interface's thread, may want to go on there, and never can: nothing can be done
/// about that here.</para>
/// <para>For a task that has completed, an await is a plain call, in which no cancellation of the frame appears. The task's exception comes
/// out as it was thrown, not wrapped. In a coroutine or generator that a frame resumes, an await suspends that whole frame.</para>
/// <para>Each method throws the task's exception. It throws <see cref="OperationCanceledException"/> when the task, or the frame that
/// waits, was canceled. It throws <see cref="InvalidOperationException"/> in a <see cref="Coroutine.NoSuspend"/> region. It also does so
/// when it would block outside every scheduler while the switch <c>Baton.ThrowOnBlockingOutside</c> is on.</para>
/// </remarks>
public static class AwaitExtensions
{
    /// <summary>Waits for the task's end.</summary>
    /// <param name="task">What to wait for.</param>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> is null.</exception>
    /// <inheritdoc cref="AwaitExtensions" path="/remarks"/>
    public static void Await(this Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (!task.IsCompleted)
        {
            WaitForEnd(task, "a task");
        }
        else
        {
            CanceledWait.MeetIfCanceled(task);
        }

        task.GetAwaiter().GetResult();
    }

    /// <summary>Waits for the task's result.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <returns>The task's result.</returns>
    /// <inheritdoc cref="Await(Task)"/>
    public static T Await<T>(this Task<T> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (!task.IsCompleted)
        {
            WaitForEnd(task, "a task");
        }
        else
        {
            CanceledWait.MeetIfCanceled(task);
        }

        return task.GetAwaiter().GetResult();
    }

    /// <summary>Waits for the task's end. As with <c>await</c>, a value task is awaited once.</summary>
    /// <inheritdoc cref="Await(Task)"/>
    public static void Await(this ValueTask task)
    {
        if (task.IsCompletedSuccessfully)
        {
            task.GetAwaiter().GetResult();
        }
        else
        {
            task.AsTask().Await();
        }
    }

    /// <summary>Waits for the task's result. As with <c>await</c>, a value task is awaited once.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <returns>The task's result.</returns>
    /// <inheritdoc cref="Await(Task)"/>
    public static T Await<T>(this ValueTask<T> task) =>
        task.IsCompletedSuccessfully ? task.GetAwaiter().GetResult() : task.AsTask().Await();

    /// <summary>
    /// Waits until the task has ended, or the frame is canceled. Suspends the frame that the calling thread runs for; without a frame the
    /// thread blocks, and an <see cref="OutsideToken"/> ends the wait.
    /// </summary>
    internal static void WaitForEnd(Task task, string what)
    {
        if (FrameCore.Current is not { } me)
        {
            BlockingOutside.Await($"To await {what}", task);
        }
        else if (task.AsyncState is FrameCore frame && frame.Scheduler == me.Scheduler)
        {
            me.AwaitFrame(frame); // so that frames which wait for each other's tasks are found to be a deadlock
            if (!task.IsCompleted)
            {
                me.AwaitTask(task, what);
            }
        }
        else
        {
            if (task.AsyncState is FrameCore other && me.Scheduler.Around is not null)
            {
                RunInside.ThrowIfItKeepsTheBaton(me, other);
            }

            me.AwaitTask(task, what);
        }
    }

    /// <summary>As <see cref="WaitForEnd"/>, until one of two tasks has ended.</summary>
    internal static void WaitForFirst(Task task, Task other, string what)
    {
        if (task.IsCompleted || other.IsCompleted)
        {
            return;
        }

        if (FrameCore.Current is { } me)
        {
            me.AwaitTask(task, what, other);
        }
        else
        {
            BlockingOutside.Await($"To await {what}", task, other);
        }
    }
}

using System.Diagnostics;

namespace Baton;

/// <summary>A wait for a task that a token or a time limit may end first. The task goes on then.</summary>
/// <remarks>
/// The rules are those of <see cref="Task.WaitAsync(TimeSpan, CancellationToken)"/>: a task that has ended comes first, then a token that
/// has fired, then a limit of 0. None of these suspends. The task is not looked at when the wait was left, so a later failure of it is as
/// unobserved as before.
/// </remarks>
[StackTraceHidden]
internal static class LimitedWait
{
    /// <summary>Waits for the end of the task. The caller then throws its exception, or takes its result.</summary>
    /// <exception cref="TimeoutException">The time is over.</exception>
    /// <exception cref="OperationCanceledException">The token has fired, or the frame was canceled.</exception>
    internal static void Await(Task task, TimeSpan timeout, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(task);
        Check(timeout);
        if (task.IsCompleted)
        {
            CanceledWait.MeetIfCanceled(task);
        }
        else if (timeout == Timeout.InfiniteTimeSpan && !token.CanBeCanceled)
        {
            AwaitExtensions.WaitForEnd(task, "a task");
        }
        else
        {
            CanceledWait.ThrowIfFired(ref token);
            AwaitPending(task, timeout, token);
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">The limit is out of its range.</exception>
    internal static void Check(TimeSpan timeout) => OptionRange.Time(timeout, "A limit", nameof(timeout));

    private static void AwaitPending(Task task, TimeSpan timeout, CancellationToken token)
    {
        TimeProvider clock = timeout == Timeout.InfiniteTimeSpan ? TimeProvider.System
            : FrameCore.Current?.Scheduler.Clock ?? TimeProvider.System;
        TimeLeft time = token.CanBeCanceled ? new TimeLeft(timeout, clock) : default;
        TimeSpan left = timeout;
        while (left != TimeSpan.Zero)
        {
            using QuietDelay limit = new(left, clock, token); // leaves neither timer nor registration behind
            AwaitExtensions.WaitForFirst(task, limit.Task, "a task");
            if (task.IsCompleted)
            {
                FailureSources.NoteSharedBy(task);
                return;
            }

            left = TimeSpan.Zero;
            if (limit.Task.IsCanceled)
            {
                CanceledWait.Throw(ref token);
                left = time.Left; // the exception was held back
            }
        }

        GivingUp.Throw(new TimeoutException($"The task did not end within {timeout}. It goes on."));
    }
}

using System.Diagnostics;

namespace Baton;

/// <summary>
/// Continuations of the library's own, on the thread that completes the task, and without the execution context of who hangs them on. .NET
/// would restore that context there. Handlers of its <see cref="AsyncLocal{T}"/> values, which are foreign code, would run on a thread
/// that may be the library's clock.
/// </summary>
[StackTraceHidden]
internal static class QuietContinuation
{
    private const TaskContinuationOptions Here =
        TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach | TaskContinuationOptions.HideScheduler;

    /// <summary>Has <paramref name="act"/> called when the task has ended. At once if it has.</summary>
    /// <param name="task">The task.</param>
    /// <param name="act">
    /// Runs no foreign code but continuations of tasks that are complete for it; none at all if the task runs continuations asynchronously.
    /// </param>
    /// <param name="state">What it works on.</param>
    /// <param name="takenOff">Fired, it takes the continuation off the task.</param>
    internal static void Hang(Task task, Action<Task, object?> act, object? state, CancellationToken takenOff = default)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            task.ContinueWith(act, state, takenOff, Here, ControlledRun.TasksHere);
            return;
        }

        using (ExecutionContext.SuppressFlow())
        {
            task.ContinueWith(act, state, takenOff, Here, ControlledRun.TasksHere);
        }
    }
}

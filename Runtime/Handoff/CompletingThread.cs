using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Runs the library's own continuations on the thread that completes the task, also if the task was made to run all its continuations
/// asynchronously. A wait for such a task needs no thread of the .NET pool, which may be starved.
/// </summary>
/// <remarks>
/// .NET runs no continuation of such a task in the middle of its completion, but gives each to its scheduler there. This scheduler runs
/// it. The maker of the task wants no foreign code there; these continuations leave word and wake. Where little stack is left, the .NET
/// thread pool runs them.
/// </remarks>
internal sealed class CompletingThread : TaskScheduler
{
    internal static CompletingThread Scheduler { get; } = new();

    protected override void QueueTask(Task task)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            ThreadPool.UnsafeQueueUserWorkItem(static task => Scheduler.TryExecuteTask(task), task, preferLocal: true);
        }
        else
        {
            TryExecuteTask(task);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

    // None waits here.
    protected override IEnumerable<Task> GetScheduledTasks() => [];
}

namespace Baton.Testing;

/// <summary>
/// Runs the library's continuations on tasks of others in a run. What .NET would send to its pool, as after a task that runs all
/// continuations asynchronously, becomes a strand. Any thread.
/// </summary>
internal sealed class RunTaskScheduler(TestRun run) : TaskScheduler
{
    protected override void QueueTask(Task task)
    {
        if (ControlledThread.CurrentRun == run)
        {
            run.Send(static on => ((Continuation)on).Run(), new Continuation(this, task));
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static on => on.Run(), new Continuation(this, task), preferLocal: false);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private sealed class Continuation(RunTaskScheduler scheduler, Task task)
    {
        internal void Run() => scheduler.TryExecuteTask(task);
    }
}

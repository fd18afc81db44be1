namespace Baton.Testing;

/// <summary>Runs tasks as strands of a run.</summary>
internal sealed class RunTasks(TestRun run) : TaskScheduler
{
    private static readonly SeamTenant s_tenant = new("task", null, IsBackground: true);

    protected override void QueueTask(Task task)
    {
        if (ControlledThread.CurrentRun == run)
        {
            run.House.Send(static on => ((Action)on)(), (Action)(() => TryExecuteTask(task)), s_tenant);
        }
        else
        {
            // What the task continues was completed outside the run.
            ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}

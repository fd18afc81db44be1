using System.Diagnostics;

namespace Baton;

/// <summary>Happens when a task has ended. A task that has failed fails the select.</summary>
[StackTraceHidden]
internal sealed class TaskCase(Task task, Action? action) : SelectCase
{
    internal override Task Ending => task;

    public override string ToString() => $"on task {task.Id}: {task.Status}";

    internal override bool MayBeReady => task.IsCompleted;

    internal override bool TryTake(out Waiter? taken, out QueueWait? partner)
    {
        (taken, partner) = (null, null);
        return task.IsCompleted;
    }

    internal override void Finish(Waiter? taken, int index)
    {
        TaskEnd.AwaitIfTold(task);
        CanceledWait.MeetIfCanceled(task);
        TaskFailures.ThrowIfSeveral(task);
        task.GetAwaiter().GetResult(); // it has ended: no wait
        action?.Invoke();
    }
}

namespace Baton;

/// <summary>The wait of an asynchronous method's select. Used for one wait.</summary>
internal sealed class SelectTaskWait : QueueWait, IThreadPoolWorkItem
{
    private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Woken => _woken.Task;

    internal override void Wake() => Uninterrupted.Queue(this);

    void IThreadPoolWorkItem.Execute() => _woken.SetResult();
}

namespace Baton;

/// <summary>The wait of an asynchronous method's select. Used for one wait.</summary>
internal sealed class SelectTaskWait : QueueWait, IQueuedItem
{
    private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Woken => _woken.Task;

    IQueuedItem? IQueuedItem.Earlier { get; set; }

    internal override void Wake() => Uninterrupted.Queue(this);

    void IThreadPoolWorkItem.Execute() => _woken.TrySetResult();
}

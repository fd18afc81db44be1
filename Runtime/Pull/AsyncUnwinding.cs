
namespace Baton;

/// <summary>Waits without a thread for a generator's clean-up, and completes the task of its <c>DisposeAsync</c>.</summary>
internal sealed class AsyncUnwinding<T>(PullCore<T> core) : TimedUnwinding<Nothing, T>(core), IQueuedItem
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _fault; // what the clean-up threw; the thread that ends the unwinding, before it queues this

    internal Task Completion => _completion.Task;

    IQueuedItem? IQueuedItem.Earlier { get; set; }

    protected override void End(OutcomeKind kind)
    {
        _fault = Core.Settle(kind);

        // Not from here: whatever options the task has, a scheduler, or the Post of a captured context, is foreign code.
        Uninterrupted.Queue(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            Complete();
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            PostponedItems.Add(this);
        }
    }

    private void Complete()
    {
        if (_fault is not null)
        {
            _completion.TrySetException(_fault);
        }
        else
        {
            _completion.TrySetResult();
        }
    }
}

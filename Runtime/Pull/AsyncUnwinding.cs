
namespace Baton;

/// <summary>Waits without a thread for a generator's clean-up, and completes the task of its <c>DisposeAsync</c>.</summary>
internal sealed class AsyncUnwinding<T> : TimedUnwinding<Nothing, T>
{
    private readonly TaskCompletionSource<Nothing> _completion = TaskEnd.NewTask<Nothing>();
    private readonly ActErrand<AsyncUnwinding<T>> _end; // made before it is needed
    private Exception? _fault; // what the clean-up threw; the thread that ends the unwinding, before it sends the errand

    internal AsyncUnwinding(PullCore<T> core)
        : base(core) => _end = new ActErrand<AsyncUnwinding<T>>(static unwinding => unwinding.Complete(), this);

    internal Task Completion => _completion.Task;

    protected override void End(OutcomeKind kind)
    {
        _fault = Core.Settle(kind);

        // Not from here: whatever options the task has, a scheduler, or the Post of a captured context, is foreign code.
        Errands.Send(_end);
    }

    private void Complete()
    {
        using Elsewhere elsewhere = TaskEnd.Tell(_completion);
        if (_fault is not null)
        {
            SureEnd.Fail(_completion, _fault);
            _fault = null;
        }
        else
        {
            _completion.TrySetResult(default);
        }
    }
}

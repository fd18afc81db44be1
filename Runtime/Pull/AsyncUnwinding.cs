
namespace Baton;

/// <summary>Waits without a thread for a generator's clean-up, and completes the task of its <c>DisposeAsync</c>.</summary>
internal sealed class AsyncUnwinding<T>(PullCore<T> core) : TimedUnwinding<Nothing, T>(core)
{
    private readonly TaskCompletionSource<Nothing> _completion = TaskEnd.NewTask<Nothing>();
    private Exception? _fault; // what the clean-up threw; the thread that ends the unwinding, before it sends the errand

    internal Task Completion => _completion.Task;

    protected override void End(OutcomeKind kind)
    {
        _fault = Core.Settle(kind);

        // Not from here: whatever options the task has, a scheduler, or the Post of a captured context, is foreign code.
        NoMemory.Insist(static unwinding => Errands.Send(static unwinding => unwinding.Complete(), unwinding), this);
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

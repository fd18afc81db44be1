using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>Waits for a generator's clean-up without a thread, and gives up after the unwind timeout.</summary>
internal sealed class AsyncUnwinding<T> : BatonReceiver<Nothing, T>, IDisposable
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PullCore<T> _core;
    private readonly Timer _timer;
    private int _over; // interlocked: 1 once the baton came back, or nobody waits for it any more; the first of the two counts

    internal AsyncUnwinding(PullCore<T> core)
    {
        _core = core;
        _timer = new Timer(static self => ((AsyncUnwinding<T>)self!).GiveUp(), this, Timeout.Infinite, Timeout.Infinite);
        _timer.Change(core.UnwindTimeoutMilliseconds, Timeout.Infinite); // not before: GiveUp needs the field
    }

    internal Task Completion => _completion.Task;

    internal override void Receive(CoroutineCore<Nothing, T> coroutine, in Outcome<T> outcome)
    {
        Dispose();
        if (Interlocked.Exchange(ref _over, 1) == 0)
        {
            Complete(outcome.Kind);
        }
        else if (outcome.Kind != OutcomeKind.Quarantined)
        {
            coroutine.EndInQuarantine();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void GiveUp()
    {
        if (Interlocked.Exchange(ref _over, 1) == 0)
        {
            Dispose();
            _core.ReportTimeout();
            Complete(OutcomeKind.Quarantined);
        }
    }

    private void Complete(OutcomeKind kind)
    {
        if (_core.Settle(kind) is ExceptionDispatchInfo fault)
        {
            _completion.SetException(fault.SourceException);
        }
        else
        {
            _completion.SetResult();
        }
    }
}

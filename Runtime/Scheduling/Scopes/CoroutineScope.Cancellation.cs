namespace Baton;

// How a scope is canceled, and with it its functions and its block.
public sealed partial class CoroutineScope
{
    /// <summary>Holder: cancels the functions and the block, once.</summary>
    internal void CancelAll()
    {
        if (_over || (_canceled && !_canceledFromAround))
        {
            return;
        }

        _canceledFromAround = false;
        CancelChildren();
        if (_blockRuns && _scheduler is not null)
        {
            BlockCancellation = new OperationCanceledException("The scope was canceled.", _source.Token);
            _scheduler.BlockCancellations.Add(this);
            if (BlockRunner is { } runner && runner.Scheduler == _scheduler)
            {
                runner.StopWaiting();
                runner.CancelScopesInside(this);
            }
        }
    }

    /// <summary>Holder: its frame, or a scope around it, is canceled, and the block learns it from there.</summary>
    internal void CancelFromAround()
    {
        if (!_canceled && !_over)
        {
            _canceledFromAround = true;
            CancelChildren();
        }
    }

    private void CancelChildren()
    {
        if (_canceled || _over)
        {
            return;
        }

        _canceled = true;
        LeaveAfter(Uninterrupted.Cancel(_source)); // its call-backs are other people's, and run on the thread pool
        foreach (FrameCore child in _children.ToArray())
        {
            child.LeaveAfterThoseOf(_owner);
            child.CancelUnderBaton();
        }
    }

    // Of the token that was fired to cancel it.
    private void LeaveAfter(Task callbacks)
    {
        if (_blockRuns && BlockRunner is { } runner && runner.Scheduler == _scheduler)
        {
            runner.LeaveAfter(callbacks);
        }

        foreach (FrameCore child in _children)
        {
            child.LeaveAfter(callbacks);
        }
    }

    /// <param name="endIfDrained">Does the block ask? Not so while a function runs, for then it is that.</param>
    private void CancelOutside(bool endIfDrained = false)
    {
        lock (_gate)
        {
            CancelAll();
            _over |= endIfDrained && _children.Count == 0;
        }
    }
}

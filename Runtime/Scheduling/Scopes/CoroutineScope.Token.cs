namespace Baton;

// When a scope's token fires. That is before the holder of the baton learns that the scope is canceled, if another thread cancels it: a function that
// computes may have the baton.
public sealed partial class CoroutineScope
{
    private readonly CancellationTokenSource _source = new();
    private CancellationTokenRegistration _withOwner;   // from the first function that asks for its token
    private bool _followsOwner;

    /// <summary>
    /// Fires when the scope is canceled, by a failure, by <see cref="Cancel"/>, or with what it is in: its frame, and the scopes around it. Its call-backs run
    /// on the .NET thread pool, or on the thread that calls <see cref="Cancel"/> or cancels the frame.
    /// </summary>
    public CancellationToken CancellationToken =>
        _scheduler is not null && FrameCore.Current?.Scheduler == _scheduler ? TokenForFunctions() : _source.Token;

    /// <summary>Any thread: has the token fired?</summary>
    internal bool IsTokenFired => _source.IsCancellationRequested;

    /// <summary>
    /// Holder: for a function's token, which fires with this one, and so with that of the scope around this one in its frame, or else of the frame.
    /// </summary>
    internal CancellationToken TokenForFunctions()
    {
        // A block in a coroutine has no frame of its own; one that a canceled frame opens in its clean-up is not canceled with that.
        if (_owner is not null && _home is null && !_ownerWasCanceled && !_followsOwner && !_over)
        {
            _followsOwner = true;
            _withOwner = FrameToken.Link(_source, _outer?.TokenForFunctions() ?? _owner.CancellationToken);
        }

        return _source.Token;
    }

    /// <summary>Not the holder: leaves word for him, and fires the token.</summary>
    private void CancelAtOnce()
    {
        TaskCompletionSource callbacks = new();
        _scheduler!.Arrive(new Cancellation(this, callbacks.Task)); // first: a call-back may wait for what only the functions can do
        try
        {
            if (!_over)
            {
                _source.Cancel();
            }
        }
        finally
        {
            Uninterrupted.Run(static callbacks => callbacks.TrySetResult(), callbacks);
        }
    }

    /// <summary>Anybody, in the middle of a handoff: leaves word for the holder of its scheduler's baton.</summary>
    internal void CancelFromElsewhere() => _scheduler!.Arrive(new Cancellation(this, Task.CompletedTask));

    private sealed class Cancellation(CoroutineScope scope, Task callbacks) : IArrival
    {
        public IArrival? Earlier { get; set; }

        public void Accept(SchedulerCore scheduler)
        {
            scope.LeaveAfter(callbacks);
            scope.CancelAll();
        }

        // No function is left. But a block in a coroutine may go on elsewhere, and it can still look at the token.
        public void Refuse(SchedulerCore scheduler) => scope.CancelChildren();
    }
}

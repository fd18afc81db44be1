namespace Baton;

/// <summary>The wait of an <c>async</c> method for an operation. It ends with the operation, or by a token or a limit.</summary>
/// <remarks>Whoever ends it is in the middle of something else. So the method that awaits it never goes on there.</remarks>
internal sealed class OperationWait : IErrand, IDisposable
{
    private readonly Task _operation;
    private readonly TaskCompletionSource _wait = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskContinuations _end = new();
    private readonly CancellationTokenRegistration _token;
    private readonly ClockTimer _limit;

    /// <param name="operation">What is waited for.</param>
    /// <param name="limit">Of the wait, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="token">Ends the wait when it fires.</param>
    internal OperationWait(Task operation, TimeSpan limit, CancellationToken token)
    {
        _operation = operation;
        _end.Hang(operation, static wait => ((OperationWait)wait).End(), this);
        _token = Uninterrupted.Register(static (wait, _) => ((OperationWait)wait!).End(), this, token);
        _limit = new ClockTimer(static wait => Errands.Send((OperationWait)wait), this);
        _limit.Set(limit);
    }

    /// <summary>Ends with the wait, and does not fail. For the library alone.</summary>
    internal Task Task => _wait.Task;

    /// <summary>When the wait is over: has the operation ended?</summary>
    internal bool HasEnded
    {
        get
        {
            TaskEnd.AwaitIfTold(_operation);
            return _operation.IsCompleted;
        }
    }

    IErrand? IErrand.Next { get; set; }

    void IErrand.Run() => End();

    public void Dispose()
    {
        _limit.End();
        Uninterrupted.Run(static token => token.Unregister(), _token);
        _end.Dispose();
    }

    private void End() => _wait.TrySetResult();
}

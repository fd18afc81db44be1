namespace Baton.Testing;

/// <summary>A timer of the run's clock, for users. Its callback runs as a strand.</summary>
internal sealed class RunTimer : ITimer
{
    private readonly TestRun _run;
    private readonly Action _callback;
    private readonly ClockTimer _timer;
    private TimeSpan _period; // infinite: it fires once. The thread that changes the timer

    internal RunTimer(TestRun run, TimerCallback callback, object? state)
    {
        _run = run;
        ExecutionContext? context = ExecutionContext.Capture();
        _callback = context is null ? () => callback(state) : () => ExecutionContext.Run(context, new ContextCallback(callback), state);
        _timer = new ClockTimer(static timer => ((RunTimer)timer).Fire(), this, run);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period;
        _timer.Set(dueTime);
        return true;
    }

    public void Dispose() => _timer.End();

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    private void Fire()
    {
        if (_period != Timeout.InfiniteTimeSpan)
        {
            _timer.Set(_period);
        }

        _run.Send(static timer => ((RunTimer)timer)._callback(), this);
    }
}

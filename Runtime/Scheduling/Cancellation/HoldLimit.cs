namespace Baton;

/// <summary>The time for which one cancellation is held back. Its end arrives at the scheduler.</summary>
internal sealed class HoldLimit : IArrival, IDisposable
{
    private readonly FrameCore _frame;
    private readonly QuietTimer _clock;

    /// <summary>Own thread: the time begins.</summary>
    internal HoldLimit(FrameCore frame)
    {
        _frame = frame;
        _clock = QuietTimer.Create(static self => ((HoldLimit)self!).Arrive(), this);
        _clock.Set(frame.Scheduler.NativePatience);
    }

    IArrival? IArrival.Earlier { get; set; }

    bool IArrival.BringsFrame => false;

    /// <summary>Is the time over? Holder, once.</summary>
    internal bool IsOver { get; private set; }

    public void Dispose() => _clock.Dispose();

    private void Arrive() => _frame.Scheduler.Arrive(this);

    void IArrival.Accept(SchedulerCore scheduler)
    {
        IsOver = true;
        _frame.Cancellation.Hold.OnOver(this);
    }

    void IArrival.Refuse(SchedulerCore scheduler)
    {
        // the frame has ended
    }
}

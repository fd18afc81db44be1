namespace Baton;

/// <summary>Ends the wait that a frame was in when its thread left it: see <see cref="FrameDeparture"/>.</summary>
/// <remarks>
/// The stack that left takes its own part of the wait down, or leaves it. So what the frame waits for may never make it ready, and the
/// thread that ends the frame would wait for ever. The word comes as a cancellation does, and finds a wait that it can withdraw.
/// </remarks>
internal sealed class DepartureWord(FrameCore frame) : IArrival
{
    private bool _isOver; // has the frame got the baton since? the frame's new thread, with the baton

    IArrival? IArrival.Earlier { get; set; }

    /// <summary>The thread that ends the frame: leaves the word, and takes the baton.</summary>
    internal void LeaveAndTakeBaton()
    {
        frame.Scheduler.Arrive(this);
        frame.Seat.Take();
        _isOver = true; // the word may be on its way still
    }

    void IArrival.Accept(SchedulerCore scheduler)
    {
        if (!_isOver)
        {
            frame.StopWaiting();
        }
    }

    void IArrival.Refuse(SchedulerCore scheduler)
    {
        // a frame that has not ended keeps its scheduler open
    }
}

namespace Baton;

/// <summary>The arrival that brings a frame's cancellation by <see cref="FrameCancellation.Ask"/>.</summary>
internal sealed class FrameWord(FrameCore frame, int round) : CancellationArrival(frame.Scheduler)
{
    public override void Accept(SchedulerCore scheduler) => frame.Cancellation.AcceptWord(round, Callbacks);
}

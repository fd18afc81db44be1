namespace Baton;

/// <summary>The arrival that brings a frame's cancellation by <see cref="FrameCancellation.Ask"/>.</summary>
internal sealed class FrameWord(FrameCore frame) : CancellationArrival(frame.Scheduler)
{
    /// <summary>The number of that cancellation. Written by the thread that made the word, before it leaves the word.</summary>
    internal int Round { get; set; }

    public override void Accept(SchedulerCore scheduler) => frame.Cancellation.AcceptWord(Round, Callbacks);
}

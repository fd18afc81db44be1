using System.Diagnostics;

namespace Baton;

/// <summary>Happens when a frame has ended. A frame that has failed fails the select, and its failure counts as seen by that.</summary>
[StackTraceHidden]
internal sealed class FrameCase(FrameCore frame, Action? action) : SelectCase
{
    internal FrameCore Frame => frame;

    // Not the task of AsTask: that would take the failure over even when another case is taken.
    internal override Task Ending => frame.EndTask;

    public override string ToString() => $"on {frame}: {(frame.IsEnded ? "ended" : "not ended")}";

    internal override bool MayBeReady => frame.IsEnded;

    internal override bool TryTake(out Waiter? taken, out QueueWait? partner)
    {
        (taken, partner) = (null, null);
        return frame.IsEnded;
    }

    internal override void Finish(Waiter? taken, int index)
    {
        if (frame.IsCanceled)
        {
            BatonHere.Frame?.Cancellation.Meet(frame.CanceledWith);
        }

        frame.ThrowFault();
        action?.Invoke();
    }
}

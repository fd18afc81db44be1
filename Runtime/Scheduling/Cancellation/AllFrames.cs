namespace Baton;

/// <summary>The cancellation of a scheduler's frames together. Holder of the baton only. Does not fail.</summary>
internal static class AllFrames
{
    /// <summary>Holder: cancels all frames but one.</summary>
    /// <param name="scheduler">Whose frames.</param>
    /// <param name="me">The main frame of the run.</param>
    /// <param name="spareCleanUp">Are frames spared that the clean-up of a canceled run has started? They are until main has ended.</param>
    internal static void CancelAllBut(this SchedulerCore scheduler, FrameCore me, bool spareCleanUp = false)
    {
        scheduler.AssertHolder();
        bool isHeld = scheduler.Cascade.TryHold();
        foreach (FrameCore frame in scheduler.Live)
        {
            if (frame != me && !(spareCleanUp && frame.IsLate))
            {
                scheduler.Cascade.Add(frame.Cancellation);
            }
        }

        if (isHeld)
        {
            scheduler.Cascade.Release();
        }
    }
}

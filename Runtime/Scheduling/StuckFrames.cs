namespace Baton;

/// <summary>Which frames of a scheduler wait, over one or more steps, for themselves. Holder of the baton only.</summary>
internal static class StuckFrames
{
    /// <summary>
    /// Those that wait for each other, and those that wait for these. Only a cancellation from elsewhere can end such a wait.
    /// </summary>
    internal static HashSet<FrameCore> Find(IEnumerable<FrameCore> live)
    {
        // Taken out is whoever waits for none that is still in, until nobody is. From the youngest: most frames wait for younger ones.
        FrameCore[] waiting = [.. live.Where(frame => frame.State is FrameState.AwaitingFrame or FrameState.Joining).Reverse()];
        HashSet<FrameCore> stuck = [.. waiting];
        int before;
        do
        {
            before = stuck.Count;
            foreach (FrameCore frame in waiting)
            {
                if (stuck.Contains(frame) && !WaitsForAny(frame, stuck))
                {
                    stuck.Remove(frame);
                }
            }
        }
        while (stuck.Count < before);

        return stuck;
    }

    private static bool WaitsForAny(FrameCore frame, HashSet<FrameCore> stuck) => frame.WaitsFor switch
    {
        FrameCore awaited => stuck.Contains(awaited),
        CoroutineScope scope => scope.Children.Any(stuck.Contains),
        _ => stuck.Count > 1, // the main frame waits for all others
    };
}

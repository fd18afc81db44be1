using System.Runtime.InteropServices;

namespace Baton;

/// <summary>Finds the frames of a scheduler that wait, over one or more steps, for themselves. Holder of the baton only.</summary>
internal static class StuckFrames
{
    /// <summary>
    /// Finds each frame that waits in a ring of frames, and each frame that waits for such a ring. Only a cancellation from elsewhere can
    /// end such a wait.
    /// </summary>
    internal static HashSet<FrameCore> Find(IEnumerable<FrameCore> live)
    {
        // Repeatedly removes the frames that wait for no frame left in the set. Looks at each wait only twice, however long the chains are,
        // since the scheduler stands still meanwhile.
        HashSet<FrameCore> stuck = [.. live.Where(frame => frame.State is FrameState.AwaitingFrame or FrameState.Joining)];
        Dictionary<FrameCore, int> awaited = []; // how many frames must leave the set before a frame can
        Dictionary<FrameCore, List<FrameCore>> waiters = [];
        Queue<FrameCore> free = [];
        foreach (FrameCore frame in stuck)
        {
            FrameCore[] others = [.. AwaitedBy(frame, stuck)];
            awaited[frame] = frame.WaitsFor is FirstOfFrames any ? NeededOf(any, others.Length) : others.Length;
            if (awaited[frame] == 0)
            {
                free.Enqueue(frame);
            }

            foreach (FrameCore other in others)
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(waiters, other, out _) ??= []).Add(frame);
            }
        }

        while (free.TryDequeue(out FrameCore? frame))
        {
            stuck.Remove(frame);
            foreach (FrameCore waiter in waiters.GetValueOrDefault(frame) ?? [])
            {
                if (--awaited[waiter] == 0)
                {
                    free.Enqueue(waiter);
                }
            }
        }

        return stuck;
    }

    /// <summary>
    /// Finds rings of waits, in which each frame waits, in the end, for itself. Of each ring it gives the frames that wait for a frame. Of
    /// a ring in which all frames wait for scopes, it gives one.
    /// </summary>
    /// <remarks>
    /// Of several rings through the same scope, one call finds one. When that ring is broken, and the scope still waits, the next call
    /// finds the next ring.
    /// </remarks>
    internal static List<FrameCore> FindRings(IEnumerable<FrameCore> live)
    {
        HashSet<FrameCore> stuck = Find(live);
        Dictionary<FrameCore, int> walks = []; // the number of the walk that first reached a frame
        List<FrameCore> rings = [];
        int walk = 0;
        foreach (FrameCore start in stuck)
        {
            walk++;
            FrameCore frame = start;
            while (walks.TryAdd(frame, walk))
            {
                frame = Next(frame, stuck);
            }

            if (walks[frame] == walk)
            {
                AddRing(frame, stuck, rings);
            }
        }

        return rings;
    }

    // One end is enough. It may come if one of the frames is not in the set.
    private static int NeededOf(FirstOfFrames any, int inSet) => inSet < any.Frames.Count ? 0 : 1;

    private static void AddRing(FrameCore first, HashSet<FrameCore> stuck, List<FrameCore> rings)
    {
        int before = rings.Count;
        FrameCore frame = first;
        do
        {
            if (frame.State == FrameState.AwaitingFrame)
            {
                rings.Add(frame);
            }

            frame = Next(frame, stuck);
        }
        while (frame != first);

        if (rings.Count == before)
        {
            rings.Add(first); // all wait for scopes: one frame must end before its functions, and then the others can end
        }
    }

    private static FrameCore Next(FrameCore frame, HashSet<FrameCore> stuck) => frame.WaitsFor switch
    {
        FrameCore awaited => awaited,
        FirstOfFrames any => any.Frames[0],
        ScopeCore scope => scope.Children.First(stuck.Contains),
        _ => stuck.First(other => other != frame),
    };

    private static IEnumerable<FrameCore> AwaitedBy(FrameCore frame, HashSet<FrameCore> among) => frame.WaitsFor switch
    {
        FrameCore awaited => among.Contains(awaited) ? [awaited] : [],
        FirstOfFrames any => any.Frames.Where(among.Contains),
        ScopeCore scope => scope.Children.Where(among.Contains),
        _ => among.Where(other => other != frame), // the main frame waits for all others
    };
}

namespace Baton;

/// <summary>
/// Frames of one scheduler. A frame of the same scheduler waits until one of them has ended. Holder of the baton only.
/// </summary>
internal sealed class FirstOfFrames(FrameCore[] frames)
{
    internal IReadOnlyList<FrameCore> Frames => frames;

    internal bool HasEnded => Array.Exists(frames, static frame => frame.IsEnded);

    /// <summary>
    /// The end of each will make <paramref name="awaiter"/> ready. If this fails, for want of memory, it has changed nothing.
    /// </summary>
    internal void Add(FrameCore awaiter)
    {
        try
        {
            Array.ForEach(frames, frame => frame.Awaiters.Add(awaiter));
        }
        catch
        {
            Remove(awaiter);
            throw;
        }

        Array.ForEach(frames, awaiter.HurryFor);
    }

    /// <summary>No end will make <paramref name="awaiter"/> ready.</summary>
    internal void Remove(FrameCore awaiter)
    {
        foreach (FrameCore frame in frames)
        {
            frame.Awaiters.Remove(awaiter);
        }
    }

    /// <summary>What the awaiting frame waits for, in messages.</summary>
    public override string ToString() => $"the first end of {string.Join(", ", frames.AsEnumerable())}";
}

namespace Baton;

/// <summary>The frames of the same scheduler that wait for a frame's end. Holder of the baton only.</summary>
internal struct FrameAwaiters
{
    private List<FrameCore>? _frames; // null: none has waited; holder

    /// <summary>The end will make <paramref name="awaiter"/> ready.</summary>
    internal void Add(FrameCore awaiter) => (_frames ??= []).Add(awaiter);

    /// <summary>The end will not make <paramref name="awaiter"/> ready.</summary>
    internal readonly void Remove(FrameCore awaiter) => _frames?.Remove(awaiter);

    /// <summary>The end has come: makes all of them ready.</summary>
    internal void Wake(SchedulerCore scheduler)
    {
        List<FrameCore>? awaiters = _frames;
        _frames = null;
        for (int i = 0; i < awaiters?.Count; i++)
        {
            (awaiters[i].WaitsFor as FirstOfFrames)?.Remove(awaiters[i]); // or the end of another would make it ready too
            scheduler.MakeReady(awaiters[i]);
        }
    }
}

namespace Baton;

/// <summary>
/// When garbage was last looked for in this process, and when it may be looked for again. Under the gate of
/// <see cref="DroppedCoroutines"/>.
/// </summary>
/// <remarks>
/// <para>A look collects all garbage of the process, whichever pool asked for it. So all pools have one pace together, and each has its own
/// besides. Both count from the last look of any pool. A pool whose looks find nothing does not slow down one whose looks do.</para>
/// <para>A full collection that happened anyway is as good as a look. It counts from the last time that a pool had asked before it, since
/// its own time is not known.</para>
/// </remarks>
/// <param name="clock">Counts the time between two looks.</param>
internal sealed class LookTimes(TimeProvider clock)
{
    private readonly LookPace _all = new(clock);    // of all pools together
    private long _lookedAt;     // when garbage was last collected, or later; 0: never. Under the gate
    private long _askedAt;      // when a pool last asked; 0: never. Under the gate
    private int _collections;   // full collections before that; under the gate

    /// <summary>May the pool look now?</summary>
    /// <param name="pool">The pool's own pace.</param>
    /// <param name="collections">Full collections of the process up to now.</param>
    internal bool IsDue(LookPace pool, int collections)
    {
        if (collections != _collections)
        {
            _collections = collections;
            _lookedAt = Math.Max(_lookedAt, _askedAt);
        }

        _askedAt = clock.GetTimestamp();
        bool isDueForAll = _all.IsDue(_lookedAt);
        return pool.IsDue(_lookedAt) && isDueForAll;
    }

    /// <summary>The pool's look has ended.</summary>
    /// <param name="pool">The pool's own pace.</param>
    /// <param name="hasRoom">Has the pool a thread now?</param>
    /// <param name="hasFound">Has the look found a dropped coroutine, of whatever pool?</param>
    /// <param name="collections">Full collections of the process up to now.</param>
    internal void Note(LookPace pool, bool hasRoom, bool hasFound, int collections)
    {
        _lookedAt = clock.GetTimestamp();
        _collections = collections;
        _all.Note(hasRoom || hasFound);
        pool.Note(hasRoom);
    }

    /// <summary>For tests, which share a process: the next look is due at once if its pool's own pace allows.</summary>
    internal void Forget() => _all.Note(hasFound: true);
}

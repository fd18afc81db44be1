namespace Baton;

/// <summary>
/// How often one pool may have garbage looked for. Each look that finds nothing doubles the pause before the next, up to a limit. Under the
/// gate of <see cref="DroppedCoroutines"/>.
/// </summary>
/// <remarks>
/// A look collects all garbage of the process, whichever pool asked for it. So the pause counts from the last look of any pool.
/// </remarks>
/// <param name="clock">Counts the time between two looks.</param>
internal sealed class LookPace(TimeProvider clock)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);

    /// <summary>A coroutine that is dropped now is found so much later, and the time of a look, if its thread is wanted.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(8);

    private TimeSpan _pause = s_shortest;   // between the last look that found nothing and the next; under the gate
    private long _askedAt;                  // when a look was last asked for; 0: never. Under the gate

    /// <summary>Is a look due?</summary>
    /// <param name="lastLook">When a look last found nothing; 0: the last look found a thread.</param>
    internal bool IsDue(long lastLook)
    {
        long now = clock.GetTimestamp();
        if (_askedAt != 0 && clock.GetElapsedTime(_askedAt, now) > 2 * s_longest)
        {
            _pause = s_shortest; // the pool has had threads meanwhile
        }

        _askedAt = now;
        return lastLook == 0 || clock.GetElapsedTime(lastLook, now) >= _pause;
    }

    /// <summary>A look of this pool has ended.</summary>
    internal void Note(bool hasFound) => _pause = hasFound ? s_shortest : _pause * 2 < s_longest ? _pause * 2 : s_longest;
}

namespace Baton;

/// <summary>
/// How often garbage may be looked for, by one pool or by all pools together. Each look that finds nothing doubles the pause before the
/// next, up to a limit. Under the gate of <see cref="DroppedCoroutines"/>.
/// </summary>
/// <param name="clock">Counts the time between two looks.</param>
internal sealed class LookPace(TimeProvider clock)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(2);

    /// <summary>A coroutine that is dropped now is found so much later, and the time of a look, if its thread is wanted.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(8);

    private TimeSpan _pause;    // from a look to the next; zero: the last one has found something. Under the gate
    private long _askedAt;      // when a look was last asked for; 0: never. Under the gate

    /// <summary>Is a look due?</summary>
    /// <param name="lastLook">When any pool has last looked; 0: never.</param>
    internal bool IsDue(long lastLook)
    {
        long now = clock.GetTimestamp();
        if (_askedAt != 0 && clock.GetElapsedTime(_askedAt, now) > 2 * s_longest)
        {
            _pause = TimeSpan.Zero; // there have been threads meanwhile
        }

        _askedAt = now;
        return lastLook == 0 || clock.GetElapsedTime(lastLook, now) >= _pause;
    }

    /// <summary>A look has ended.</summary>
    internal void Note(bool hasFound) => _pause = hasFound ? TimeSpan.Zero
        : _pause == TimeSpan.Zero ? s_shortest
        : _pause * 2 < s_longest ? _pause * 2
        : s_longest;
}

namespace Baton;

/// <summary>
/// Sources that fire with another one for as long as anybody has their tokens. Holder of the baton only.
/// </summary>
internal sealed class WeakFollowers
{
    private const int Few = 16;

    private readonly List<(WeakReference<CausedSource> Follower, CancellationTokenRegistration Link)> _all = [];
    private int _many = Few; // when there are so many, those that nobody has are looked for; holder

    /// <summary>The follower fires with the token from now on.</summary>
    internal void Add(CausedSource follower, CancellationToken followed)
    {
        if (_all.Count >= _many)
        {
            _all.RemoveAll(static one => !IsNeeded(one.Follower, one.Link));
            _many = Math.Max(Few, 2 * _all.Count);
        }

        WeakReference<CausedSource> weak = new(follower);
        _all.Add((weak, TokenFiring.LinkWeakly(weak, followed)));
    }

    private static bool IsNeeded(WeakReference<CausedSource> follower, CancellationTokenRegistration link)
    {
        bool isNeeded = follower.TryGetTarget(out _);
        if (!isNeeded)
        {
            TokenFiring.Unlink(link);
        }

        return isNeeded;
    }
}

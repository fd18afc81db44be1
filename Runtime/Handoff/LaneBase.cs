namespace Baton;

/// <summary>
/// The part of a lane that only a parked wait touches, and padding behind it: base fields are laid out first, so the lane's word and
/// message lie together, on a line that nothing else is on.
/// </summary>
internal abstract class LaneBase
{
    /// <summary>Instead of a time: wait for ever, but give up when the thread is interrupted.</summary>
    internal const int UntilInterrupted = -2;

    /// <summary>Taker: before its change to Parked. The passer reads it after it found Parked.</summary>
    private protected SemaphoreSlim? _parking;

    /// <summary>Passer: after it found Parked, before the release. The taker reads it after its wait.</summary>
    private protected long _passedAt;

    /// <summary>As <see cref="_passedAt"/>: since when the passer was awake, if that was what the taker had waited for; otherwise 0.</summary>
    private protected long _passerAwakeSince;

    /// <summary>When the calling thread last woke up in a lane.</summary>
    [ThreadStatic]
    private protected static long s_awakeSince;

#pragma warning disable CS0169, IDE0051 // padding: never read
    private readonly CacheLine _before;
#pragma warning restore CS0169, IDE0051
}

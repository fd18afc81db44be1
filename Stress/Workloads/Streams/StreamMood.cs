namespace Baton.Stress;

/// <summary>How an operation of a <see cref="MoodyStream"/> goes.</summary>
internal enum StreamMood
{
    /// <summary>Complete when the call returns.</summary>
    AtOnce,

    /// <summary>The call throws.</summary>
    Throws,

    /// <summary>The call returns a task that has failed.</summary>
    FailsAtOnce,

    /// <summary>Another thread does it all, beginning while the call is still under way.</summary>
    Elsewhere,

    /// <summary>Some of it is done in the call, the rest on another thread.</summary>
    HalfAndHalf,

    /// <summary>Later, with the memory pinned.</summary>
    Pinned,

    /// <summary>Fails later.</summary>
    FailsLater,

    /// <summary>A little later, unless its token fires.</summary>
    Honest,

    /// <summary>A little later, and nothing can stop it.</summary>
    Deaf,

    /// <summary>Ends only when its token fires. Only where that is sure to happen.</summary>
    Stalls,
}

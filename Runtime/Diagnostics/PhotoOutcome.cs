namespace Baton;

/// <summary>What has become of a photo.</summary>
internal enum PhotoOutcome
{
    /// <summary>Nothing yet.</summary>
    Pending,

    /// <summary>It is taken.</summary>
    Taken,

    /// <summary>
    /// The thread runs, or what it waited for came first; or it could not take the photo, for want of memory or of stack.
    /// </summary>
    Missed,

    /// <summary>It did not come in time.</summary>
    GivenUp,

    /// <summary>Photos are switched off.</summary>
    Off,
}

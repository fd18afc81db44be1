namespace Baton.Testing;

/// <summary>Which of the ready frames of one scheduler goes next, in an <see cref="Explore"/>.</summary>
public enum ReadyOrder
{
    /// <summary>As in production: the one that has been ready for longest.</summary>
    InOrder,

    /// <summary>
    /// Any. A frame that yields lets one of the others go first. It finds code that relies on the order of frames, which is right in
    /// production.
    /// </summary>
    Any,
}

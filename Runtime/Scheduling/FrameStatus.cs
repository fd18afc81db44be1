namespace Baton;

/// <summary>How a <see cref="Frame"/> stands. All but <see cref="Running"/> are final.</summary>
public enum FrameStatus
{
    /// <summary>The function has not ended: it has yet to begin, runs or waits.</summary>
    Running,

    /// <summary>The function has returned.</summary>
    Succeeded,

    /// <summary>The function has thrown, and not because of a cancellation of the frame.</summary>
    Faulted,

    /// <summary>The function has ended by the cancellation of its frame, or never began.</summary>
    Canceled,
}

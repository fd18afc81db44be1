namespace Baton;

/// <summary>
/// How far the cancellation of one frame, or of one scope's block, has come. Changed by <see cref="CancellationWord"/> only.
/// </summary>
internal enum CancellationState
{
    /// <summary>Nobody has canceled.</summary>
    None,

    /// <summary>Somebody has canceled; the holder of the baton has not accepted the word of it yet.</summary>
    Asked,

    /// <summary>Accepted: an exception appears at the next suspension point, or where the frame waits now.</summary>
    Pending,

    /// <summary>The exception has appeared. What runs from here on is clean-up.</summary>
    Told,

    /// <summary>The scheduler is disposed: an exception appears at each suspension point, within a limit.</summary>
    Doomed,
}

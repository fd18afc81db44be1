namespace Baton;

/// <summary>
/// How far the cancellation of one frame, or of one scope's block, has come. Only <see cref="CancellationWord"/> changes it.
/// </summary>
internal enum CancellationState
{
    /// <summary>Not canceled.</summary>
    None,

    /// <summary>Some code has canceled, and the holder of the baton has not accepted the word yet.</summary>
    Asked,

    /// <summary>
    /// The holder has accepted the word. An exception appears at the next suspension point, or where the frame waits now.
    /// </summary>
    Pending,

    /// <summary>The exception has appeared. Code that runs after it is clean-up.</summary>
    Told,

    /// <summary>The scheduler is disposed. An exception appears at each suspension point, within a limit.</summary>
    Doomed,
}

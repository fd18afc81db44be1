namespace Baton;

/// <summary>Where a frame is in its life. Changed by the holder of the scheduler's baton only.</summary>
internal enum FrameState
{
    /// <summary>Not yet begun: waits for its first turn, or for a thread.</summary>
    New,

    /// <summary>In the run queue.</summary>
    Ready,

    /// <summary>Has the baton, or has lent it to the first run of a frame that it started.</summary>
    Running,

    /// <summary>Waits for another frame.</summary>
    AwaitingFrame,

    /// <summary>Waits for all the frames of a scope, or of the scheduler: only their ends wake it.</summary>
    Joining,

    /// <summary>Waits for something outside the scheduler, which can be canceled: a task, a delay.</summary>
    AwaitingOutside,

    /// <summary>
    /// Blocks in code that knows nothing of the scheduler, and has given the baton away for as long; or waits for the end of a scope of another's.
    /// </summary>
    Blocked,

    /// <summary>Has returned, thrown, or was canceled before it began.</summary>
    Ended,
}

namespace Baton;

/// <summary>Where a frame is in its life. Changed by <see cref="FrameCore.MoveTo"/> only, whose table says when.</summary>
internal enum FrameState
{
    /// <summary>Not begun: on its way to its scheduler, or about to be started.</summary>
    New,

    /// <summary>Not begun: had its turn, and waits for a thread.</summary>
    WantingThread,

    /// <summary>In the run queue.</summary>
    Ready,

    /// <summary>Has the baton.</summary>
    Running,

    /// <summary>Has lent the baton to the first run of a frame that it starts.</summary>
    Lending,

    /// <summary>Waits for another frame.</summary>
    AwaitingFrame,

    /// <summary>Waits for all the frames of a scope, or of the scheduler: only their ends wake it.</summary>
    Joining,

    /// <summary>Waits for something outside the scheduler, which can be canceled: a task, a delay, a queue.</summary>
    AwaitingOutside,

    /// <summary>
    /// Blocks in code that knows nothing of the scheduler, and has given the baton away for as long; or waits for the end of a scope of
    /// another scheduler.
    /// </summary>
    Blocked,

    /// <summary>Has returned, thrown, or was canceled before it began.</summary>
    Ended,
}

namespace Baton;

/// <summary>Where a frame is in its life. Only <see cref="FrameCore.MoveTo"/> changes it, as <see cref="FrameStateTable"/> says.</summary>
internal enum FrameState
{
    /// <summary>Not begun. The frame is on its way to its scheduler, or about to be started.</summary>
    New,

    /// <summary>Not begun. The frame had its turn, and waits for a thread.</summary>
    WantingThread,

    /// <summary>Among the ready frames.</summary>
    Ready,

    /// <summary>Has the baton.</summary>
    Running,

    /// <summary>Waits for the first suspension of a frame that it starts, and has passed the baton to that frame.</summary>
    Lending,

    /// <summary>Waits for another frame.</summary>
    AwaitingFrame,

    /// <summary>Waits for the end of all frames of a scope, or of the scheduler.</summary>
    Joining,

    /// <summary>Waits for something outside the scheduler: a task, a delay, a queue. A cancellation ends the wait.</summary>
    AwaitingOutside,

    /// <summary>As AwaitingOutside, for what only a thread of the scheduler's own pool can bring: see <see cref="PoolWait"/>.</summary>
    AwaitingPool,

    /// <summary>
    /// Blocks, without the baton, in code that knows nothing of the scheduler. Or waits for the end of a scope of another scheduler.
    /// </summary>
    Blocked,

    /// <summary>The function has returned or thrown. Or the frame was canceled, or failed, before it began.</summary>
    Ended,
}

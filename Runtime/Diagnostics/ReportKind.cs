namespace Baton;

/// <summary>What <see cref="Telemetry"/> tells of.</summary>
internal enum ReportKind
{
    /// <summary>A coroutine or generator was resumed.</summary>
    Resumed,

    /// <summary>A pool has started a thread.</summary>
    ThreadStarted,

    /// <summary>A thread of a pool has ended.</summary>
    ThreadEnded,

    /// <summary>A pool had no thread to give.</summary>
    LimitReached,

    /// <summary>Blocking work waits for a thread.</summary>
    WorkQueued,

    /// <summary>A suspended coroutine was dropped.</summary>
    Dropped,

    /// <summary>A coroutine, or some frames of a scheduler, would not end.</summary>
    Quarantined,

    /// <summary>An exception that no code has received.</summary>
    Unobserved,

    /// <summary>An exception came out in place of the signal that unwinds a body.</summary>
    SignalReplaced,

    /// <summary>A frame blocks its thread and keeps the baton.</summary>
    FrameBlocked,

    /// <summary>A frame blocks its thread and has given the baton away.</summary>
    FrameGaveWay,

    /// <summary>Frames of a scheduler do not get on.</summary>
    StoodStill,

    /// <summary>A wait has blocked a thread outside every scheduler.</summary>
    BlockedOutside,

    /// <summary>A frame keeps its scheduler's baton for too long.</summary>
    BatonHeld,

    /// <summary>A user's clock has thrown where nothing may fail.</summary>
    ClockFailed,

    /// <summary>Foreign code has thrown that was called on a thread of the library's.</summary>
    CallbackFailed,

    /// <summary>A pool was disposed, and has threads left.</summary>
    ThreadsLeft,

    /// <summary>Members that wait for each other, or that nobody ends.</summary>
    Found,

    /// <summary>A wait that has lasted longer than a watch allows.</summary>
    WaitedLong,

    /// <summary>A dump was made.</summary>
    Dumped,

    /// <summary>A wait of a second inside a static initialiser.</summary>
    WaitsInInitializer,
}

namespace Baton;

/// <summary>What a <see cref="Finding"/> has found.</summary>
public enum FindingKind
{
    /// <summary>Members that wait for each other, each for the next.</summary>
    Ring,

    /// <summary>Members that wait for each other, some of them for the first of several.</summary>
    Knot,

    /// <summary>Frames that block on locks that others of them hold.</summary>
    Locks,

    /// <summary>Frames that want threads, all of which belong to frames that wait for these frames.</summary>
    Threads,

    /// <summary>A frame that blocks on a lock whose owner is a suspended coroutine.</summary>
    LockOfSuspended,

    /// <summary>All wait at queues at which nobody else is seen.</summary>
    NobodySeen,

    /// <summary>A wait, or a turn, that has taken longer than it should.</summary>
    LongWait,

    /// <summary>A coroutine or frame that was given up, and keeps its thread.</summary>
    Quarantined,
}

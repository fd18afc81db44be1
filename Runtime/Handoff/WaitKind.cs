namespace Baton;

/// <summary>What kind of thing a <see cref="WaitInfo"/> waits for.</summary>
public enum WaitKind
{
    /// <summary>A suspended coroutine waits for its next resume.</summary>
    Resume,

    /// <summary>A frame waits for its turn.</summary>
    Turn,

    /// <summary>A frame waits for a thread of its pool.</summary>
    Thread,

    /// <summary>It waits for the end of one frame, or of several.</summary>
    Frame,

    /// <summary>A frame waits for the functions of its scope.</summary>
    Scope,

    /// <summary>A run's first function has ended, and waits for the run's other functions.</summary>
    Run,

    /// <summary>It has resumed a coroutine, and waits for the next value.</summary>
    Child,

    /// <summary>It waits for a task, which is no frame's.</summary>
    Task,

    /// <summary>It waits for a time.</summary>
    Delay,

    /// <summary>It waits at a queue, for an item or for room.</summary>
    Queue,

    /// <summary>It waits for the first of several things.</summary>
    Select,

    /// <summary>It blocks on a lock.</summary>
    Lock,

    /// <summary>It blocks on a handle, or on something else that is none of the library's.</summary>
    Handle,

    /// <summary>It waits for the callbacks of a token that has fired.</summary>
    Callbacks,
}

namespace Baton;

/// <summary>Where a coroutine is in its life.</summary>
public enum CoroutineStatus
{
    /// <summary>Not resumed yet. Nothing has run, and the coroutine has no thread.</summary>
    Created,

    /// <summary>The body waits at a suspension point, with its stack in place on its own thread.</summary>
    Suspended,

    /// <summary>The body runs, or is being unwound.</summary>
    Running,

    /// <summary>The body has resumed another coroutine and waits for it.</summary>
    Resuming,

    /// <summary>The body returned.</summary>
    Finished,

    /// <summary>The body threw, or never ran because an exception was thrown into the new coroutine.</summary>
    Faulted,

    /// <summary>The coroutine was disposed, or dropped, before the body had ended by itself.</summary>
    Canceled,
}

namespace Baton;

/// <summary>Where a coroutine is in its life.</summary>
public enum CoroutineStatus
{
    /// <summary>Not resumed yet: nothing has run, and it has no thread.</summary>
    Created,

    /// <summary>Waiting at a suspension point, its stack in place on its own thread.</summary>
    Suspended,

    /// <summary>Its body runs, or is being unwound.</summary>
    Running,

    /// <summary>Its body has resumed another coroutine and waits for it.</summary>
    Resuming,

    /// <summary>The body returned.</summary>
    Finished,

    /// <summary>The body threw, or never ran because an exception was thrown into the new coroutine.</summary>
    Faulted,

    /// <summary>Disposed, or dropped, before the body had ended by itself.</summary>
    Canceled,
}

namespace Baton;

/// <summary>How a body gave the baton back.</summary>
internal enum OutcomeKind
{
    /// <summary>The body suspended, with a value.</summary>
    Suspended,

    /// <summary>The body suspended with no value: it wants input to go on.</summary>
    Starved,

    /// <summary>The body returned, with a value.</summary>
    Finished,

    /// <summary>The body threw; the coroutine has the exception.</summary>
    Faulted,

    /// <summary>The body was unwound; if its clean-up threw, the coroutine has the exception.</summary>
    Canceled,

    /// <summary>The body would not be unwound: its thread is written off.</summary>
    Quarantined,

    /// <summary>The body has not suspended: it asks its resumer to look at its stack, and waits for the answer.</summary>
    Asks,

    /// <summary>The body threw through native frames: its thread is written off, and the coroutine has the exception.</summary>
    GivenUp,

    /// <summary>
    /// The body suspended again at once: the exception that was sent cannot be thrown there. The coroutine has the refusal.
    /// </summary>
    Refused,
}

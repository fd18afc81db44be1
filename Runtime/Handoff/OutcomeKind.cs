namespace Baton;

/// <summary>How a body gave the baton back.</summary>
internal enum OutcomeKind
{
    /// <summary>It suspended, with a value.</summary>
    Suspended,

    /// <summary>It suspended with no value, because it wants input to go on.</summary>
    Starved,

    /// <summary>It returned, with a value.</summary>
    Finished,

    /// <summary>It threw; the exception is with the coroutine.</summary>
    Faulted,

    /// <summary>It was unwound; what its clean-up threw, if anything, is with the coroutine.</summary>
    Canceled,

    /// <summary>It would not be unwound: its thread is written off.</summary>
    Quarantined,
}

namespace Baton;

/// <summary>Whether a pool takes tenants, and whether it has threads that can be waited for.</summary>
/// <remarks>
/// Written by <see cref="PoolLife"/> alone, under the pool's gate.
/// <code>
/// from           to        by
/// Open           Dropped   Drop: the users' handle is garbage
/// Open, Dropped  Closed    Close, the first time
/// Closed         Over      the step that ends the last worker: Exited, or a thread that could not be created; WriteOff, if the others
///                          have ended; Close, if there is none
/// </code>
/// </remarks>
internal enum PoolState
{
    /// <summary>Takes coroutines and work.</summary>
    Open,

    /// <summary>
    /// No user can reach the pool any more. It still takes what its own tenants may bring. A thread that is done ends at once if nothing
    /// waits in the queue.
    /// </summary>
    Dropped,

    /// <summary>Takes nothing new; each thread ends with its tenant.</summary>
    Closed,

    /// <summary>Closed, and no thread is left but those that are written off. Such a thread may still come back, and end.</summary>
    Over,
}

namespace Baton;

/// <summary>What has happened that may be for the first in a pool's queue.</summary>
/// <remarks>
/// <code>
/// occasion         the first gets                                  if
/// WorkerReturned   that worker                                     the pool is open
/// ThreadEnded      the place of that thread                        the pool is open
/// NoThread         what is to be had, or a refusal; then the next  no thread is left that would come back for the queue
/// Visit            a free place; only the first                    the pool is open and has one
/// Closed           a refusal; then the next                        always
/// </code>
/// A worker that is returned, and the place of a thread that ends, go to the first in one step under the gate. So nothing newer comes
/// before it.
/// </remarks>
internal enum QueueOccasion
{
    /// <summary>A worker was given back, and stays.</summary>
    WorkerReturned,

    /// <summary>A thread that kept its place has ended.</summary>
    ThreadEnded,

    /// <summary>A thread could not be created; work may have queued up behind it.</summary>
    NoThread,

    /// <summary>The pool's <see cref="QueueWatch"/> has come.</summary>
    Visit,

    /// <summary>The pool was closed.</summary>
    Closed,
}

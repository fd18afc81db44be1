namespace Baton;

/// <summary>
/// The occupation of a worker, and whether the worker has one of its pool's <see cref="CoroutineThreadPool.MaxThreads"/> places.
/// </summary>
/// <remarks>
/// Written by <see cref="Roster.MoveTo"/> alone, under the pool's gate; the pool's counts and its list of idle workers move with it.
/// <code>
/// from                          to                 by
/// New                           Hosting, Working   Start, Submit, a visit, an heir: a place is taken; the thread is created after
/// Idle                          Hosting, Working   Start, Submit, or a visit to the queue: it is given that tenant
/// Hosting, Working              WrittenOff         WriteOff: the coroutine is quarantined, or the frame is given up
/// Hosting, Working, WrittenOff  Working            Return: the queue's first is its next tenant
/// Hosting, Working, WrittenOff  Idle               Return: nothing waits in the queue
/// Hosting, Working, WrittenOff  Leaving            Return: it is fresh, or the pool is closed; or nothing waits, and the pool is dropped
/// Idle                          Leaving            TryRetire: its time is over. TryEvict: its place, or its thread, is needed elsewhere.
///                                                  Close, Drop
/// Hosting, Working              Ended              its thread could not be created
/// Leaving                       Ended              Exited, the last act of its thread
/// </code>
/// A place is taken before the worker of it is made, so Hosting and Working count workers whose thread is only being created. A place is
/// free when the thread has run the last foreign code: the first in the queue inherits it, or a caller that waits for it takes it.
/// </remarks>
internal enum WorkerState
{
    /// <summary>Not yet in the pool: no place, no thread.</summary>
    New,

    /// <summary>Has a place. Runs a coroutine, or waits for it to be resumed.</summary>
    Hosting,

    /// <summary>Has a place. Its coroutine is quarantined, or its frame is given up, and may never end.</summary>
    WrittenOff,

    /// <summary>Has a place. Runs blocking work, or a scheduler's frame.</summary>
    Working,

    /// <summary>Has a place. Waits for a tenant, in the list of idle workers.</summary>
    Idle,

    /// <summary>Told to leave. Keeps the place until the thread has ended.</summary>
    Leaving,

    /// <summary>Its thread has ended, or could not be created.</summary>
    Ended,
}

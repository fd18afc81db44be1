namespace Baton;

/// <summary>Where <see cref="BlockingWork"/> has found a place for a piece of work.</summary>
internal enum WorkPlacement
{
    /// <summary>An idle worker was found for it.</summary>
    IdleWorker,

    /// <summary>A place was taken for it, and a thread is to be created.</summary>
    NewThread,

    /// <summary>It waits in the queue.</summary>
    Queue,

    /// <summary>There is neither a thread nor room in the queue.</summary>
    Nowhere,

    /// <summary>The pool is closed.</summary>
    Closed,
}

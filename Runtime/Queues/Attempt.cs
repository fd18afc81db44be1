namespace Baton;

/// <summary>What came of an attempt to enqueue or to dequeue.</summary>
internal enum Attempt
{
    /// <summary>The item was enqueued or dequeued.</summary>
    Done,

    /// <summary>No room, or no item.</summary>
    NotNow,

    /// <summary>Never again: the queue is completed and, for a dequeue, empty.</summary>
    Refused,
}

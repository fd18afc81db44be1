namespace Baton;

/// <summary>What came of an attempt to enqueue or to dequeue.</summary>
internal enum Attempt
{
    Done,

    /// <summary>No room, or no item.</summary>
    NotNow,

    /// <summary>Never again: the queue is completed and, for a dequeue, empty.</summary>
    Refused,
}

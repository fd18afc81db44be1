namespace Baton;

/// <summary>
/// A <see cref="CoroutineQueue{T}"/> was completed: it takes no items any more, or has none left to give. The inner exception is the error that it
/// was completed with, if any.
/// </summary>
public sealed class QueueCompletedException : InvalidOperationException
{
    private const string Completed = "The queue is completed: it takes no more items, and gives those that it has left.";
    private const string Failed =
        "The queue was completed with an error, which is the inner exception: it takes no more items, and gives those that it has left.";


    /// <summary>Creates the exception with a default message.</summary>
    public QueueCompletedException()
        : base(Completed)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was refused.</param>
    public QueueCompletedException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was refused.</param>
    /// <param name="innerException">What the queue was completed with.</param>
    public QueueCompletedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal QueueCompletedException(Exception? error)
        : base(error is null ? Completed : Failed, error)
    {
    }
}

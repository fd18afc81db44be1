namespace Baton;

/// <summary>
/// A <see cref="CoroutineQueue{T}"/> was completed: it takes no items any more, or has none left to give. The inner exception is the error
/// that the queue was completed with, if any.
/// </summary>
public sealed class QueueCompletedException : InvalidOperationException
{
    private const string Completed = "The queue is completed: it takes no more items, and gives those that it has left.";
    private const string NoMoreItems =
        "takes no more items, so this one was not enqueued. Enqueue nothing after Complete or Discard; where others may complete the " +
        "queue, use TryEnqueue, which returns false then, or ask IsAddingCompleted.";

    private const string NoItemsLeft =
        "has no items left, and will have none. DequeueAll ends here by itself, TryDequeue returns false, and IsCompleted is true.";

    private const string NoItemsLeftForAnError =
        "has no items left, and will have none. TryDequeue returns false, and IsCompleted is true.";

    private const string WithAnError = "with an error";

    private readonly bool _hasError;

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

    /// <param name="sends">Was a party with an item refused?</param>
    /// <param name="isDiscarded">Was the queue not only completed?</param>
    /// <param name="index">Of the case of a select; null: not in one.</param>
    /// <param name="error">What the queue was completed with.</param>
    internal QueueCompletedException(bool sends, bool isDiscarded, int? index, Exception? error)
        : base(Text(sends, isDiscarded, index, error is not null), error)
    {
        _hasError = error is not null;
    }

    /// <inheritdoc/>
    /// <remarks>It has the type and the message of the error that the queue was completed with.</remarks>
    public override string Message => _hasError
        ? base.Message.Replace(WithAnError, $"{WithAnError} ({TextOf(InnerException!)})", StringComparison.Ordinal)
        : base.Message;

    private static string Text(bool sends, bool isDiscarded, int? index, bool hasError)
    {
        string queue = index is null ? "The queue" : $"The queue of case {index} of the select";
        string how = (isDiscarded ? "was discarded" : "is completed") + (hasError ? $" {WithAnError}," : string.Empty);
        string end = sends ? NoMoreItems : hasError ? NoItemsLeftForAnError : NoItemsLeft;
        string advice = index is null ? string.Empty : " A select without the cases of completed queues goes on with the others.";
        return $"{queue} {how} and {end}{advice}";
    }

    // Asked for when the message is read. The error may be foreign code, and fail.
    private static string TextOf(Exception error)
    {
        string type = error.GetType().ToString();
        try
        {
            return $"{type}: {error.Message}";
        }
        catch (Exception e)
        {
            return $"{type}, whose message threw {e.GetType()}";
        }
    }
}

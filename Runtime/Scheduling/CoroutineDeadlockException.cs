namespace Baton;

/// <summary>
/// Every frame of a scheduler waited for another, or for a thread that only another could give back. The message names each of them and what it
/// waited for. Thrown in each of the frames that waited, so that all of them can end.
/// </summary>
public sealed class CoroutineDeadlockException : InvalidOperationException
{
    /// <summary>Creates the exception with a default message.</summary>
    public CoroutineDeadlockException()
        : base("Every frame waits for another.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Who waits for whom.</param>
    public CoroutineDeadlockException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Who waits for whom.</param>
    /// <param name="innerException">What caused it.</param>
    public CoroutineDeadlockException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

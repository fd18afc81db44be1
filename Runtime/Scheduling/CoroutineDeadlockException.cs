namespace Baton;

/// <summary>
/// Every frame of a scheduler waited for another, or for a thread that only another could give back. The message names each of them and
/// what it waited for.
/// </summary>
/// <remarks>
/// <para>Each frame of a ring of waits throws one such exception, out of its wait. Without a ring, each frame that waited for a
/// thread ends with one. So all of them can end, and the scheduler can be used, or disposed. A caller that waits for one of these frames
/// gets the exception that the frame ends with.</para>
/// <para>A wait that something outside can end, such as a task, a delay or a blocking call in <see cref="BlockingMode.Yield"/>, is never
/// taken for a deadlock, nor is any wait while another frame of the scheduler waits so. That frames, or the whole run, might still be
/// canceled from outside does not count. Frames that wait for each other beside such a wait, and those that wait for threads which others
/// have, are named after a second or two by an event of the event source <c>Baton</c>, counted by
/// <c>baton.schedulers.stood_still</c>.</para>
/// </remarks>
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

    /// <summary>The deadlock that a scheduler found. Null: the exception was made by other code.</summary>
    internal Deadlock? Deadlock { get; init; }
}

namespace Baton;

/// <summary>
/// Every frame of a scheduler waited for another frame, or for a thread that only another frame could give back. The message names each
/// frame and what the frame waited for.
/// </summary>
/// <remarks>
/// <para>Each frame of a ring of waits throws one such exception, out of its wait. Without a ring, each frame that waited for a thread ends
/// with one. So all of them can end, and the scheduler can be used, or disposed. A caller that waits for one of these frames gets the
/// exception that the frame ends with.</para>
/// <para>Something outside can end the wait for a task or a delay, or a blocking call in <see cref="BlockingMode.Yield"/>. While a frame of
/// the scheduler waits so, no wait there is taken for a deadlock. A cancellation from outside does not count as such an end. Frames may
/// wait for each other while another frame waits for something outside. Or frames may wait for threads that others have. After a second or
/// two an event of the event source <c>Baton</c> names such frames, and <c>baton.schedulers.stood_still</c> counts it.</para>
/// <para>Several schedulers may have all threads of a pool, and each wait for a thread of it and for nothing outside. Then one of them is
/// told after some four seconds, and the threads that come free help the others.</para>
/// <para>A frame of a run inside another scheduler's frame may await a frame of that scheduler. If the run keeps the baton that the
/// awaited frame needs, the await throws this exception too, at once.</para>
/// </remarks>
public sealed class CoroutineDeadlockException : InvalidOperationException
{
    /// <summary>Creates the exception with a default message.</summary>
    public CoroutineDeadlockException()
        : base("Every frame waits for another.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Each frame, and what it waits for.</param>
    public CoroutineDeadlockException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Each frame, and what it waits for.</param>
    /// <param name="innerException">What caused it.</param>
    public CoroutineDeadlockException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The deadlock that a scheduler found. Null: other code made the exception.</summary>
    internal Deadlock? Deadlock { get; init; }
}

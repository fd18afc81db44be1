namespace Baton;

/// <summary>
/// Watches over the failure of a frame. Perhaps no code ever looks at such a failure: the frame is outside every scheduler, or its
/// scheduler is dropped without disposal. If the frame becomes garbage first, the failure is counted and reported.
/// </summary>
internal sealed class UnseenFailure(FrameCore frame) : IErrand
{
    IErrand? IErrand.Next { get; set; }

    private volatile FrameCore? _frame = frame; // null once code has seen the failure; any thread

    /// <summary>Null: code has seen the failure. A run that goes on does not keep the frame then.</summary>
    internal FrameCore? Frame => _frame;

    /// <summary>The deadlock by which the frame has failed. Null: another failure.</summary>
    internal CoroutineDeadlockException? DeadlockException { get; } = frame.Failure as CoroutineDeadlockException;

    /// <summary>Null if the frame has not failed. Also without memory: the failure is not reported then, if no code ever looks.</summary>
    internal static UnseenFailure? TryWatch(FrameCore frame)
    {
        if (frame.Fault is null || frame.IsCanceled)
        {
            return null;
        }

        try
        {
            return new UnseenFailure(frame);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return null;
        }
    }

    /// <summary>Any thread: code has seen the failure, or answers for it.</summary>
    internal void MarkSeen() => _frame = null;

    ~UnseenFailure()
    {
        if (_frame is { IsObserved: false })
        {
            Errands.Send(this); // listeners must not run on the finalizer's thread
        }
    }

    void IErrand.Run()
    {
        if (_frame is { } frame)
        {
            UnobservedFailures.Tell(frame);
        }
    }
}

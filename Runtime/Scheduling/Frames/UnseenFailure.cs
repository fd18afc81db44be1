namespace Baton;

/// <summary>
/// Watches over the failure of a frame. Perhaps no code ever looks at such a failure: the frame is outside every scheduler, or its
/// scheduler is dropped without disposal. If the frame becomes garbage first, the failure is counted and reported.
/// </summary>
internal sealed class UnseenFailure(FrameCore frame) : IThreadPoolWorkItem
{
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

    ~UnseenFailure()
    {
        if (frame.IsObserved)
        {
            return;
        }

        try
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false); // listeners must not run on the finalizer's thread
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            GC.ReRegisterForFinalize(this); // the next collection tries again
        }
    }

    public void Execute() => Telemetry.Unobserved(frame, frame.Failure!);
}

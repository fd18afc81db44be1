namespace Baton;

/// <summary>
/// Watches over the failure of a frame. Perhaps no code ever looks at such a failure: the frame is outside every scheduler, or its
/// scheduler is dropped without disposal. If the frame becomes garbage first, the failure is counted and reported.
/// </summary>
internal sealed class UnseenFailure(FrameCore frame) : IThreadPoolWorkItem
{
    ~UnseenFailure()
    {
        if (!frame.IsObserved)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false); // listeners must not run on the finalizer's thread
        }
    }

    public void Execute() => Telemetry.Unobserved(frame, frame.Fault!.SourceException);
}

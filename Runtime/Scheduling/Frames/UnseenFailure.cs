namespace Baton;

/// <summary>
/// Watches over the failure of a frame that nobody may ever ask about: outside every scheduler, or in one that is dropped without having
/// been disposed. When the garbage collector comes first, the failure is counted and reported.
/// </summary>
internal sealed class UnseenFailure(FrameCore frame) : IThreadPoolWorkItem
{
    ~UnseenFailure()
    {
        if (!frame.IsObserved)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false); // listeners are not for the finalizer's thread
        }
    }

    public void Execute() => Telemetry.Unobserved(frame, frame.Fault!.SourceException);
}

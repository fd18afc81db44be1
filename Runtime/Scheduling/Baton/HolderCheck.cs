namespace Baton;

/// <summary>Debug builds: which frame, or which thread, holds a scheduler's baton. In release builds it is empty, and never asked.</summary>
internal struct HolderCheck
{
#if DEBUG
    private object? _holder; // the holder, before it passes the baton or lays it down; and when it has taken it up

    internal readonly object? Holder => _holder;

    /// <summary>Is it the calling thread, or a frame that the calling thread runs for?</summary>
    internal readonly bool IsHeldHere
    {
        get
        {
            if (_holder == Thread.CurrentThread)
            {
                return true;
            }

            FrameCore? frame = FrameCore.Current;
            while (frame is not null && frame != _holder)
            {
                frame = frame.Outer; // a run inside a frame, on the same thread
            }

            return frame is not null;
        }
    }

    internal void Set(object? holder) => _holder = holder;
#else
    internal readonly object? Holder => null;

    internal readonly bool IsHeldHere => true;

    internal readonly void Set(object? holder)
    {
        // nobody asks
    }
#endif
}

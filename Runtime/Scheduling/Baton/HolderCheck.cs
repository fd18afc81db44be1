using System.Diagnostics;

namespace Baton;

/// <summary>Which frame, or which thread, holds a scheduler's baton. In release builds it stays null.</summary>
internal struct HolderCheck
{
    /// <summary>
    /// The frame or thread that has the baton. Null: none. Written by the holder, before it passes the baton or lays it down, and when it
    /// has taken the baton up.
    /// </summary>
    internal object? Holder { get; private set; }

    /// <summary>Is the holder the calling thread, or a frame that the calling thread runs for?</summary>
    internal readonly bool IsHeldHere
    {
        get
        {
            if (Holder == Thread.CurrentThread)
            {
                return true;
            }

            FrameCore? frame = FrameCore.Current;
            while (frame is not null && frame != Holder)
            {
                frame = frame.Outer; // a run inside a frame, on the same thread
            }

            return frame is not null;
        }
    }

    [Conditional("DEBUG")]
    internal void Set(object? holder) => Holder = holder;
}

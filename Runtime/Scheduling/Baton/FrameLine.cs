namespace Baton;

/// <summary>
/// Frames in line, linked through their seats: nothing is allocated, and one may leave from the middle. Holder of the baton only.
/// </summary>
internal sealed class FrameLine
{
    /// <summary>Null: the line is empty. Holder.</summary>
    internal FrameCore? First { get; private set; }

    /// <summary>Null: the line is empty. Holder.</summary>
    internal FrameCore? Last { get; private set; }

    /// <summary>Holder.</summary>
    internal int Count { get; private set; }

    internal void Add(FrameCore frame)
    {
        Join(Last, frame);
        Join(frame, null);
        frame.Seat.Line = this;
        Count++;
    }

    /// <summary>False: the frame stands elsewhere.</summary>
    internal bool TryRemove(FrameCore frame)
    {
        if (frame.Seat.Line != this)
        {
            return false;
        }

        Join(frame.Seat.Earlier, frame.Seat.Later);
        frame.Seat.Earlier = frame.Seat.Later = null;
        frame.Seat.Line = null;
        Count--;
        return true;
    }

    // Makes two neighbors; null is the end of the line on that side.
    private void Join(FrameCore? earlier, FrameCore? later)
    {
        if (earlier is null)
        {
            First = later;
        }
        else
        {
            earlier.Seat.Later = later;
        }

        if (later is null)
        {
            Last = earlier;
        }
        else
        {
            later.Seat.Earlier = earlier;
        }
    }
}

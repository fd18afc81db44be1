namespace Baton;

/// <summary>First in, first out.</summary>
/// <remarks>
/// The frames themselves are linked, so a frame becomes ready without memory. Two frames that yield to each other touch no link.
/// </remarks>
internal sealed class ReadyInOrder : ReadyFrames
{
    internal override int Count => _hot.Count;

    internal override void Add(FrameCore frame)
    {
        if (_hot.Count++ == 0)
        {
            _hot.First = frame;
        }
        else
        {
            _hot.Newest!.Seat.Later = frame;
        }

        _hot.Newest = frame;
    }

    internal override FrameCore? Take()
    {
        FrameCore? frame = _hot.First;
        if (frame is null)
        {
            return null;
        }

        if (--_hot.Count > 0)
        {
            _hot.First = frame.Seat.Later;
            frame.Seat.Later = null;
        }
        else
        {
            _hot.First = _hot.Newest = null; // or the newest would be kept alive
        }

        return frame;
    }

    internal override FrameCore AddAndTake(FrameCore frame)
    {
        if (_hot.Count != 1)
        {
            return base.AddAndTake(frame);
        }

        FrameCore first = _hot.First!;
        _hot.First = _hot.Newest = frame;
        return first;
    }
}

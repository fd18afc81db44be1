namespace Baton;

/// <summary>First in, first out.</summary>
/// <remarks>
/// The first frame has a field of its own, and the ring holds the others. So two frames that yield to each other never touch the ring.
/// </remarks>
internal sealed class ReadyInOrder : ReadyFrames
{
    private FrameCore?[] _ring = new FrameCore?[16]; // all ready frames but the first; its length is a power of two; holder

    internal override int Count => _hot.Count;

    internal override void Add(FrameCore frame)
    {
        if (_hot.Count++ == 0)
        {
            _hot.First = frame;
            return;
        }

        int inRing = _hot.Count - 2;
        if (inRing == _ring.Length)
        {
            Grow();
        }

        _ring[(_hot.RingStart + inRing) & (_ring.Length - 1)] = frame;
    }

    internal override FrameCore? Take()
    {
        FrameCore? frame = _hot.First;
        if (frame is null)
        {
            return null;
        }

        _hot.First = --_hot.Count > 0 ? TakeFromRing() : null;
        return frame;
    }

    internal override FrameCore AddAndTake(FrameCore frame)
    {
        if (_hot.Count != 1)
        {
            return base.AddAndTake(frame);
        }

        FrameCore first = _hot.First!;
        _hot.First = frame;
        return first;
    }

    private FrameCore? TakeFromRing()
    {
        ref FrameCore? place = ref _ring[_hot.RingStart];
        FrameCore? frame = place;
        place = null;
        _hot.RingStart = (_hot.RingStart + 1) & (_ring.Length - 1);
        return frame;
    }

    private void Grow()
    {
        FrameCore?[] ring = new FrameCore?[_ring.Length * 2];
        for (int i = 0; i < _ring.Length; i++)
        {
            ring[i] = _ring[(_hot.RingStart + i) & (_ring.Length - 1)];
        }

        (_ring, _hot.RingStart) = (ring, 0);
    }
}

namespace Baton;

/// <summary>Which ready frame goes next: the one question that a scheduler leaves to a policy. Holder of the baton only.</summary>
internal abstract class ReadyFrames
{
    internal abstract int Count { get; }

    internal abstract void Add(FrameCore frame);

    /// <summary>The frame that goes next; null when none is ready.</summary>
    internal abstract FrameCore? Take();
}

/// <summary>First in, first out.</summary>
internal sealed class ReadyInOrder : ReadyFrames
{
    private FrameCore?[] _ring = new FrameCore?[16];
    private int _first;
    private int _count;

    internal override int Count => _count;

    internal override void Add(FrameCore frame)
    {
        if (_count == _ring.Length)
        {
            Grow();
        }

        _ring[(_first + _count) & (_ring.Length - 1)] = frame;
        _count++;
    }

    internal override FrameCore? Take()
    {
        if (_count == 0)
        {
            return null;
        }

        ref FrameCore? place = ref _ring[_first];
        FrameCore? frame = place;
        place = null;
        _first = (_first + 1) & (_ring.Length - 1);
        _count--;
        return frame;
    }

    private void Grow()
    {
        FrameCore?[] ring = new FrameCore?[_ring.Length * 2];
        for (int i = 0; i < _count; i++)
        {
            ring[i] = _ring[(_first + i) & (_ring.Length - 1)];
        }

        (_ring, _first) = (ring, 0);
    }
}

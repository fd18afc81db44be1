using System.Runtime.InteropServices;

namespace Baton;

/// <summary>Which ready frame goes next: the one question that a scheduler leaves to a policy. Holder of the baton only.</summary>
internal abstract class ReadyFrames
{
    private protected Hot _hot;

    internal abstract int Count { get; }

    internal abstract void Add(FrameCore frame);

    /// <summary>The frame that goes next; null when none is ready.</summary>
    internal abstract FrameCore? Take();

    /// <summary>Adds a frame, and gives the one that goes next, which may be the same.</summary>
    internal virtual FrameCore AddAndTake(FrameCore frame)
    {
        Add(frame);
        return Take()!;
    }

    /// <summary>
    /// The frame that had the baton last; null when that has ended. Any thread reads it. It lies here because it changes with each switch, as
    /// the queue does: so one line goes with the baton from processor to processor, and not two.
    /// </summary>
    internal FrameCore? Last
    {
        get => Volatile.Read(ref _hot.Last);
        set
        {
            if (_hot.Last != value)
            {
                Volatile.Write(ref _hot.Last, value);
            }
        }
    }

    /// <summary>What changes with each switch, on a line that nothing else is on.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 2 * CacheLine.Bytes)]
    private protected struct Hot
    {
        [FieldOffset(CacheLine.Bytes)]
        internal FrameCore? Last;

        [FieldOffset(CacheLine.Bytes + 8)]
        internal FrameCore? First;

        [FieldOffset(CacheLine.Bytes + 16)]
        internal int Count;

        [FieldOffset(CacheLine.Bytes + 20)]
        internal int RingStart;
    }
}

/// <summary>First in, first out.</summary>
/// <remarks>
/// The first stands apart, and the ring behind it holds the others: two frames that yield to each other never touch the ring.
/// </remarks>
internal sealed class ReadyInOrder : ReadyFrames
{
    private FrameCore?[] _ring = new FrameCore?[16];

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

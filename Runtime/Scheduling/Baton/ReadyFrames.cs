using System.Runtime.InteropServices;

namespace Baton;

/// <summary>Which ready frame goes next: the one question that a scheduler leaves to a policy. Holder of the baton only.</summary>
internal abstract class ReadyFrames
{
    private protected Hot _hot; // what changes with each switch; holder

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
    /// The frame that had the baton last; null when that has ended. Any thread reads it. It lies here because it changes with each
    /// switch, as the queue does: so one line goes with the baton from processor to processor, and not two.
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
        internal FrameCore? Last; // the frame that had the baton last; holder, read by anybody

        [FieldOffset(CacheLine.Bytes + 8)]
        internal FrameCore? First; // the frame whose turn is next; holder

        [FieldOffset(CacheLine.Bytes + 16)]
        internal int Count; // frames that are ready; holder

        [FieldOffset(CacheLine.Bytes + 20)]
        internal int RingStart; // where the ring begins; holder
    }
}

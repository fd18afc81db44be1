using System.Runtime.InteropServices;

namespace Baton;

/// <summary>The ready frames, and the policy that decides which of them runs next. Holder of the baton only.</summary>
internal abstract class ReadyFrames
{
    private protected Hot _hot; // the fields that change with each switch; holder

    /// <summary>In order, unless a run of a test says otherwise.</summary>
    internal static ReadyFrames New() =>
        ControlledThread.CurrentRun is { HasAnyReadyOrder: true } run ? new ReadyByChoice(run) : new ReadyInOrder();

    internal abstract int Count { get; }

    internal abstract void Add(FrameCore frame);

    /// <summary>Removes and returns the frame that runs next. Null: no frame is ready.</summary>
    internal abstract FrameCore? Take();

    /// <summary>Adds a frame, and returns the frame that runs next, which may be the same.</summary>
    internal virtual FrameCore AddAndTake(FrameCore frame)
    {
        Add(frame);
        return Take()!;
    }

    /// <summary>
    /// The frame that had the baton last. Null: that frame has ended. The holder writes it, any thread reads it. The field lies here
    /// because it changes with each switch, as the queue does. So one cache line goes with the baton from processor to processor, and not
    /// two.
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

    /// <summary>
    /// How many turns there were: how often the baton has passed to a frame, or a frame that could have passed it has kept it. It wraps
    /// around. The holder writes it, and any thread reads it. It lies here as <see cref="Last"/> does.
    /// </summary>
    internal int Turns => Volatile.Read(ref _hot.Turns);

    /// <summary>Holder, before the baton passes to a frame, or when no other frame wants it: a turn ends, and another begins.</summary>
    internal void CountTurn() => _hot.Turns++;

    /// <summary>The fields that change with each switch, on a cache line of their own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 2 * CacheLine.Bytes)]
    private protected struct Hot
    {
        [FieldOffset(CacheLine.Bytes)]
        internal FrameCore? Last; // the frame that had the baton last; holder, read by any thread

        [FieldOffset(CacheLine.Bytes + 8)]
        internal FrameCore? First; // the frame that runs next; holder

        [FieldOffset(CacheLine.Bytes + 16)]
        internal FrameCore? Newest; // the frame that runs last of those that are ready; holder

        [FieldOffset(CacheLine.Bytes + 24)]
        internal int Count; // frames that are ready; holder

        [FieldOffset(CacheLine.Bytes + 28)]
        internal int Turns; // how many turns there were; holder, read by any thread
    }
}

namespace Baton;

/// <summary>A frame, as one look at its scheduler found it.</summary>
/// <param name="frame">The frame.</param>
/// <param name="state">Its state.</param>
/// <param name="facts">Its wait. Of no account if it does not wait.</param>
internal sealed class FrameLook(FrameCore frame, FrameState state, in WaitFacts facts)
{
    private const int MostAttempts = 100;

    internal FrameCore Frame => frame;

    internal FrameState State => state;

    internal WaitFacts Facts { get; } = facts;

    /// <summary>Was the frame asked to end?</summary>
    internal bool IsCanceled { get; } = frame.Cancellation.IsRequested;

    /// <summary>The system's number of its thread. 0: not known.</summary>
    internal int ThreadNumber { get; } = frame.ThreadNumber;

    /// <summary>The frame's thread, if it is a worker's.</summary>
    internal Worker? Worker { get; } = frame.Worker;

    /// <summary>The frame whose thread runs this one. Null: it has its own.</summary>
    internal FrameCore? Outer { get; } = frame.Outer;

    internal bool IsForeign => Facts.Kind is WaitKind.Handle or WaitKind.Lock;

    /// <summary>Holder of the baton.</summary>
    internal static FrameLook Exact(FrameCore frame)
    {
        WaitFacts facts = default;
        FrameState state = frame.Describe(ref facts);
        return new FrameLook(frame, state, facts);
    }

    /// <summary>Any thread: as the frame stands. Null: it changes all the time, or has ended.</summary>
    internal static FrameLook? AsItStands(FrameCore frame)
    {
        for (int attempt = 0; attempt < MostAttempts && !frame.IsEnded; attempt++)
        {
            WaitFacts facts = default;
            FrameState state = frame.Describe(ref facts);
            if (frame.IsWhole(facts))
            {
                return new FrameLook(frame, state, facts);
            }
        }

        return null;
    }
}

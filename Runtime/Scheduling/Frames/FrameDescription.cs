namespace Baton;

/// <summary>What a frame says of its wait. Any thread; exact under the baton.</summary>
internal static class FrameDescription
{
    private const long Foreign = 1L << 32; // the epochs of waits of foreign code are above those of the frame's own

    /// <summary>
    /// Says what the frame waits for. Without the baton the answer may be torn: then the epoch is odd, or differs from the frame's
    /// afterwards.
    /// </summary>
    /// <returns>The frame's state.</returns>
    internal static FrameState Describe(this FrameCore me, ref WaitFacts facts)
    {
        facts.Epoch = me.Epoch;
        FrameState state = me.State;
        object? on = me.WaitsFor;
        int foreign = me.Seat.ForeignWaits;
        if ((foreign & 1) != 0)
        {
            facts.Epoch = Foreign + foreign + 1;
            facts.Since = me.Seat.ForeignSince;
            facts.Kind = WaitKind.Handle;
            facts.IsOpen = true;
            return state;
        }

        switch (state)
        {
            case FrameState.WantingThread:
                facts.Kind = WaitKind.Thread;
                break;
            case FrameState.New or FrameState.Ready or FrameState.Lending:
                facts.Kind = WaitKind.Turn;
                break;
            case FrameState.AwaitingFrame:
                DescribeFrames(ref facts, on);
                break;
            case FrameState.Joining or FrameState.Blocked:
                DescribeScope(ref facts, on);
                break;
            case FrameState.AwaitingOutside or FrameState.AwaitingPool:
                DescribeOutside(ref facts, me.OutsideWait, on);
                break;
        }

        return state;
    }

    /// <summary>Is what was read without the baton one wait?</summary>
    internal static bool IsWhole(this FrameCore me, in WaitFacts facts) => (facts.Epoch & 1) == 0
        && (facts.Epoch > Foreign ? facts.Epoch == Foreign + me.Seat.ForeignWaits + 1 : facts.Epoch == me.Epoch);

    private static void DescribeFrames(ref WaitFacts facts, object? on)
    {
        facts.Kind = WaitKind.Frame;
        if (on is FirstOfFrames several)
        {
            facts.On = [.. several.Frames];
        }
        else if (on is not null)
        {
            facts.NeedsAll = true;
            facts.Add(on);
        }
    }

    // Of another scheduler's scope, or of a run, the functions are found by those who look.
    private static void DescribeScope(ref WaitFacts facts, object? on)
    {
        facts.NeedsAll = true;
        facts.Kind = on is ScopeCore ? WaitKind.Scope : WaitKind.Run;
        if (on is ScopeCore scope)
        {
            facts.Add(scope);
        }
    }

    private static void DescribeOutside(ref WaitFacts facts, IFrameWait? wait, object? on)
    {
        facts.Kind = on switch
        {
            string words when ReferenceEquals(words, DelayWait.What) => WaitKind.Delay,
            string words when ReferenceEquals(words, FrameTaskWaits.Callbacks) => WaitKind.Callbacks,
            _ => WaitKind.Task,
        };
        facts.Words = on as string;
        wait?.Describe(ref facts);
    }
}

namespace Baton;

/// <summary>
/// How many frames of a scheduler wait, and for what kind of thing. Changed by <see cref="FrameCore.MoveTo"/> only; holder of the baton.
/// </summary>
internal sealed class WaitCounts
{
    /// <summary>How many frames wait for something that is no frame, and that may come.</summary>
    internal int Outside { get; private set; }

    /// <summary>How many frames wait for what only a thread of the scheduler's own pool can bring.</summary>
    internal int OnPool { get; private set; }

    /// <summary>How many frames wait for frames.</summary>
    internal int Inside { get; private set; }

    internal void Change(FrameState state, int change)
    {
        if (state is FrameState.AwaitingOutside or FrameState.Blocked)
        {
            Outside += change;
        }
        else if (state == FrameState.AwaitingPool)
        {
            OnPool += change;
        }
        else if (state is FrameState.AwaitingFrame or FrameState.Joining)
        {
            Inside += change;
        }
    }
}

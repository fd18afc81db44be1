namespace Baton;

/// <summary>
/// The cancellation of a run that a frame of another scheduler has called, and waits for. What cancels that frame, or a block that the
/// frame runs, cancels the run. A cancellation that the frame's code was told of before the call does not: the call is clean-up then. Nor
/// does one that is held back in a disposal that the call is in.
/// </summary>
/// <remarks>
/// The tokens bring it, since they fire at once, also while nobody takes the baton of the frame's scheduler. Two cancellations fire no
/// token of the frame: one by <c>Frame.Cancel</c> once more, which comes by <see cref="FrameCancellation.CalledRun"/>; and a disposal in
/// the frame's clean-up, which has a token of its own.
/// </remarks>
internal sealed class CalledRunCancellation : RunCancellation
{
    // The one that the run was given; those of the blocks, innermost first; and that of the frame.
    private readonly List<CancellationToken> _untold = [];
    private readonly CancellationToken _callers;            // the token of the frame

    /// <summary>The frame's own thread, with the baton, before the run's main function begins.</summary>
    internal CalledRunCancellation(FrameCore main, FrameCore caller, CancellationToken given)
        : base(main)
    {
        FrameCancellation canceled = caller.Cancellation;
        bool isHeld = canceled.Hold.IsForDisposal;
        _callers = canceled.Token;
        if (given.CanBeCanceled)
        {
            _untold.Add(given);
        }

        OpenBlocks.AddUntold(caller, _untold);
        if (canceled.ToldAt == 0 && !isHeld)
        {
            _untold.Add(_callers);
            OpenBlocks.AddOfBodies(caller, _untold);
        }

        canceled.CalledRun = this; // a full fence: from here on Frame.Cancel finds the run, or was seen by the next line
        if (canceled.ToldAt != 0 && canceled.IsUntold && !isHeld)
        {
            Fire(CancellationToken.None);
        }

        _untold.ForEach(Follow);
        if (canceled.Signals == 0 && !(isHeld && canceled.IsDoomed)) // otherwise the frame was told of the disposal, or is to be told later
        {
            Follow(caller.Scheduler.Disposal.Beginning.Token);
        }
    }

    internal override CancellationToken Token
    {
        get
        {
            foreach (CancellationToken token in _untold)
            {
                if (token.IsCancellationRequested)
                {
                    return token;
                }
            }

            return _callers;
        }
    }

    internal override bool Has(CancellationToken token) => token == _callers || _untold.Contains(token);

    internal override bool IsAskedFor => HasFired || _untold.Exists(token => token.IsCancellationRequested);

    /// <summary>The caller's thread: the run has ended. If it was canceled, and the caller is too, the caller is told here.</summary>
    /// <exception cref="OperationCanceledException">The caller's cancellation.</exception>
    internal static void End(FrameCore main, FrameCore caller)
    {
        if (main.IsCanceled)
        {
            OpenBlocks.TakeAlongFired(caller);
            caller.Cancellation.Meet(main.CanceledWith);
        }
    }
}

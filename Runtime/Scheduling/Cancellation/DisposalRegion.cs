namespace Baton;

/// <summary>
/// The library disposes of something for the calling code, and may wait. A cancellation that has come before, and that the code was not
/// told of, is held back until then: an exception may be on its way, which must not be lost. One that comes later ends the wait.
/// </summary>
internal readonly ref struct DisposalRegion
{
    private readonly FrameCore? _frame;
    private readonly bool _holds;

    private DisposalRegion(FrameCore? frame)
    {
        _frame = frame;
        _holds = true;
    }

    /// <summary>Is a cancellation held back here?</summary>
    internal static bool IsHere => FrameCore.Current is { } frame ? frame.Cancellation.Hold.IsDisposing : OutsideDisposal.IsHere;

    /// <summary>The calling thread begins.</summary>
    internal static DisposalRegion Begin()
    {
        if (FrameCore.Current is { } frame)
        {
            frame.Scheduler.LookAtArrivals();
            if (!frame.Cancellation.IsAnyPending)
            {
                return default;
            }

            frame.Cancellation.Hold.NoteDisposal(begins: true);
            return new DisposalRegion(frame);
        }

        if (OutsideToken.Untold is not { HasFired: true })
        {
            return default;
        }

        OutsideDisposal.Begin();
        return new DisposalRegion(null);
    }

    public void Dispose()
    {
        if (_frame is not null)
        {
            _frame.Cancellation.Hold.NoteDisposal(begins: false);
        }
        else if (_holds)
        {
            OutsideDisposal.End();
        }
    }
}

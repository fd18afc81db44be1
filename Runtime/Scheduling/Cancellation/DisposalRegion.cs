namespace Baton;

/// <summary>
/// The library disposes of something for the calling code, and may wait. A cancellation that the code was not told of is held back until
/// then: an exception may be on its way, which must not be lost.
/// </summary>
/// <remarks>
/// What the library itself waits for is not ended by a cancellation, whenever that comes: <see cref="BeginWait"/>. What is disposed of may
/// have waits and limits of its own, on the same thread, before the library waits. There only what came before is held back.
/// </remarks>
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
    internal static bool IsHere => OutsideDisposal.IsHere || FrameCore.Current is { Cancellation.Hold.IsDisposing: true };

    /// <summary>The calling thread begins to dispose of something. What has come before is held back, and nothing else.</summary>
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

        return OutsideToken.Untold is { HasFired: true } ? BeginWait() : default;
    }

    /// <summary>The calling thread begins a wait of the library's own. No code of others runs on the thread until the end.</summary>
    internal static DisposalRegion BeginWait()
    {
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

namespace Baton;

/// <summary>
/// The library disposes of something for the calling code, and may wait. A cancellation that the code was not told of is held back until
/// then: an exception may be on its way, which must not be lost.
/// </summary>
internal readonly ref struct DisposalRegion
{
    private readonly FrameCore? _frame;

    private DisposalRegion(FrameCore? frame) => _frame = frame;

    /// <summary>Is a cancellation held back here?</summary>
    internal static bool IsHere => FrameCore.Current is { } frame ? frame.Cancellation.Hold.IsDisposing : OutsideDisposal.IsHere;

    /// <summary>The calling thread begins.</summary>
    internal static DisposalRegion Begin()
    {
        FrameCore? frame = FrameCore.Current;
        if (frame is null)
        {
            OutsideDisposal.Begin();
        }
        else
        {
            frame.Cancellation.Hold.NoteDisposal(begins: true);
        }

        return new DisposalRegion(frame);
    }

    public void Dispose()
    {
        if (_frame is null)
        {
            OutsideDisposal.End();
        }
        else
        {
            _frame.Cancellation.Hold.NoteDisposal(begins: false);
        }
    }
}

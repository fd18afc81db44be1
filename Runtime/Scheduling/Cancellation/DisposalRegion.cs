namespace Baton;

/// <summary>
/// The library disposes of something for the calling code, and may wait. A cancellation that the code was not told of is held back until
/// then: an exception may be on its way, which must not be lost. The next suspension point behind the disposal tells.
/// </summary>
/// <remarks>
/// What the library itself waits for is not ended by a cancellation, whenever that comes: <see cref="BeginWait"/>. What is disposed of may
/// have waits, limits and scopes of its own, on the same stack. There only what came before is held back: see <see cref="DisposalMark"/>.
/// </remarks>
internal readonly ref struct DisposalRegion
{
    private readonly DisposalMark? _mark;
    private readonly bool _waits;

    private DisposalRegion(DisposalMark? mark, bool waits)
    {
        _mark = mark;
        _waits = waits;
    }

    /// <summary>
    /// The calling thread begins to dispose of something. What has come before is held back, and nothing else. Does not fail: without
    /// memory nothing is held back.
    /// </summary>
    internal static DisposalRegion Begin()
    {
        try
        {
            return new DisposalRegion(FrameCore.Current is { } frame ? BeginIn(frame) : BeginOutside(), waits: false);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return default;
        }
    }

    /// <summary>The calling thread begins a wait of the library's own. No code of others runs on the thread until the end.</summary>
    internal static DisposalRegion BeginWait()
    {
        DisposalWait.Begin();
        return new DisposalRegion(null, waits: true);
    }

    public void Dispose()
    {
        _mark?.End();
        if (_waits)
        {
            DisposalWait.End();
        }
    }

    private static DisposalMark? BeginIn(FrameCore frame)
    {
        frame.Scheduler.LookAtArrivals();
        bool hasFired = frame.Cancellation.Hold.TryNoteFired() | OpenBlocks.TryNoteFired(frame);
        return hasFired || frame.Cancellation.IsAnyPending ? DisposalMark.Begin(frame.Scheduler, frame.Scheduler.NextMoment()) : null;
    }

    private static DisposalMark? BeginOutside() =>
        OutsideTelling.RootsToBeTold() is { Count: > 0 } roots ? DisposalMark.Begin(roots) : null;
}

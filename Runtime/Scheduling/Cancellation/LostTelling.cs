namespace Baton;

/// <summary>What a frame's code is told once more, for an exception that has told it is lost: another came in its place.</summary>
/// <param name="Telling">By that exception. Null: it has told nothing, or that is not known.</param>
/// <param name="Since">Code was told with the root by the exception if it was told later than this.</param>
/// <param name="Root">Of the token that it names. None: it names none.</param>
/// <param name="Instead">The token that the exception in its place names. What this tells of is not lost.</param>
internal readonly record struct LostTelling(Telling? Telling, long Since, CancellationToken Root, CancellationToken Instead)
{
    /// <summary>The frame's own thread.</summary>
    internal bool Has(ScopeCancellation block) => block.ToldAt > 0
        && !block.IsTokenOf(Instead)
        && Has(block.ToldAt, CancellationRoot.OfBlock(block.Scope));

    /// <summary>The frame's own thread.</summary>
    internal bool Has(FrameCore frame) => frame.Cancellation.ToldAt > 0
        && !TokenChain.IsOf(frame, Instead)
        && Has(frame.Cancellation.ToldAt, CancellationRoot.Of(frame));

    private bool Has(long toldAt, CancellationToken root) =>
        !(root.CanBeCanceled && Instead.IsCancellationRequested && root == CausedSource.RootOf(Instead))
        && (Telling?.Covers(toldAt) == true || (root.CanBeCanceled && root == Root && toldAt > Since));
}

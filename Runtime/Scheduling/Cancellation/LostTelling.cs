namespace Baton;

/// <summary>What a frame's code is told once more, for an exception that has told it is lost: another came in its place.</summary>
/// <param name="Telling">By that exception. Null: it has told nothing, or that is not known.</param>
/// <param name="Since">
/// What was told later than this is lost too: an exception that told of it has ended inside the block, perhaps by one of its clean-up.
/// </param>
/// <param name="Instead">The token that the exception in its place names. What this tells of is not lost.</param>
internal readonly record struct LostTelling(Telling? Telling, long Since, CancellationToken Instead)
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
        && (toldAt > Since || Telling?.Covers(toldAt) == true);
}

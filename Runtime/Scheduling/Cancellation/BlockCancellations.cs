namespace Baton;

/// <summary>The canceled scopes of a scheduler whose blocks still run and must be told. Holder of the baton only.</summary>
/// <remarks>The scheduler keeps them, not a frame: the block may be in a coroutine that several frames resume in turn.</remarks>
internal sealed class BlockCancellations
{
    private readonly List<ScopeCancellation> _canceled = []; // in the order of their cancellation; holder

    internal bool AreNone => _canceled.Count == 0;

    internal void Add(ScopeCancellation canceled) => _canceled.Add(canceled);

    /// <summary>The block has ended.</summary>
    internal void Remove(ScopeCancellation canceled)
    {
        if (_canceled.Count > 0)
        {
            _canceled.Remove(canceled);
        }
    }

    /// <summary>
    /// The frame's own thread, at a suspension point: throws if the frame is in a block that has not been told. The oldest cancellation
    /// comes first.
    /// </summary>
    internal void ThrowFor(FrameCore frame)
    {
        if (_canceled.Count > 0) // the cheap test first: this runs at every suspension point
        {
            ThrowIfFound(frame);
        }
    }

    private void ThrowIfFound(FrameCore frame)
    {
        if (FindFor(frame) is { } canceled && !frame.Cancellation.Hold.IsNeeded(out string? native))
        {
            OperationCanceledException teller = canceled.Tell();
            frame.Cancellation.Tellers.Add(teller, isOfFrame: false);
            frame.Cancellation.Hold.End();
            GivingUp.Throw(teller, native);
        }
    }

    /// <summary>The oldest cancellation whose block the frame runs and that has not been told. Null: none.</summary>
    internal ScopeCancellation? FindFor(FrameCore frame) => _canceled.Count == 0 ? null : Find(frame);

    private ScopeCancellation? Find(FrameCore frame) => _canceled.Find(canceled => canceled.IsToBeTold && canceled.Scope.IsBlockOf(frame));

    /// <summary>The open block that this exception has told. Null: none.</summary>
    internal ScopeCancellation? FindToldBy(OperationCanceledException teller) => _canceled.Find(
        canceled => canceled.IsWhatWasTold(teller) || canceled.IsTokenOf(teller.CancellationToken));

    /// <summary>Is this the exception that told one of the blocks?</summary>
    internal bool WasTold(OperationCanceledException exception) =>
        _canceled.Count > 0 && _canceled.Exists(canceled => canceled.IsWhatWasTold(exception));
}

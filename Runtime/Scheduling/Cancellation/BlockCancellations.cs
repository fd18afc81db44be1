namespace Baton;

/// <summary>Canceled scopes of a scheduler whose blocks still run, so that the blocks must be told. Holder of the baton only.</summary>
/// <remarks>Not kept with a frame: the block may be in a coroutine, which now one frame resumes and now another.</remarks>
internal sealed class BlockCancellations
{
    private readonly List<ScopeCancellation> _canceled = []; // in the order of their cancellation; holder

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
    /// The frame's own thread, at a suspension point: throws if that is in a block that has not been told. The oldest first.
    /// </summary>
    internal void ThrowFor(FrameCore frame)
    {
        if (_canceled.Count > 0 && FindFor(frame) is { } canceled) // looked at in every suspension
        {
            throw canceled.Tell();
        }
    }

    /// <summary>The oldest whose block the frame runs, and has not been told; null: none.</summary>
    internal ScopeCancellation? FindFor(FrameCore frame) => _canceled.Count == 0 ? null : Find(frame);

    private ScopeCancellation? Find(FrameCore frame) => _canceled.Find(canceled => canceled.IsToBeTold && canceled.Scope.IsBlockOf(frame));

    /// <summary>Was that what one of the blocks was told?</summary>
    internal bool WasTold(OperationCanceledException exception) =>
        _canceled.Count > 0 && _canceled.Exists(canceled => canceled.IsWhatWasTold(exception));
}

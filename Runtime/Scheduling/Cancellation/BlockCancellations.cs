namespace Baton;

/// <summary>
/// Scopes of a scheduler that were canceled while their blocks run, so that the blocks must be told. Holder of the baton only.
/// </summary>
/// <remarks>Not kept with a frame: the block may be in a coroutine, which now one frame resumes and now another.</remarks>
internal sealed class BlockCancellations
{
    private readonly List<CoroutineScope> _scopes = [];

    internal void Add(CoroutineScope scope) => _scopes.Add(scope);

    internal void Remove(CoroutineScope scope)
    {
        if (scope.BlockCancellation is not null)
        {
            _scopes.Remove(scope);
        }
    }

    /// <summary>The frame's own thread, at a suspension point: throws if that is in a block that has not been told. The oldest first.</summary>
    internal void ThrowFor(FrameCore frame)
    {
        if (_scopes.Count > 0) // in every suspension: all else is elsewhere
        {
            Search(frame);
        }
    }

    private void Search(FrameCore frame)
    {
        if (FindFor(frame) is { } scope)
        {
            scope.IsBlockTold = true;
            throw scope.BlockCancellation!;
        }
    }

    /// <summary>The oldest whose block the frame runs, and has not been told; null: none.</summary>
    internal CoroutineScope? FindFor(FrameCore frame) => _scopes.Find(scope => !scope.IsBlockTold && scope.IsBlockOf(frame));

    /// <summary>Was that what one of the blocks was told?</summary>
    internal CoroutineScope? Find(OperationCanceledException cancellation) =>
        _scopes.Find(scope => ReferenceEquals(scope.BlockCancellation, cancellation));
}

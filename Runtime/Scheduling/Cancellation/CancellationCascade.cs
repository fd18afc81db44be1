namespace Baton;

/// <summary>
/// Carries a cancellation on to all that it takes along. From a scope it goes to the functions and the block, from a frame to the scopes
/// that are open in it, and so on inwards. Holder of the baton only. Each scheduler has one cascade.
/// </summary>
/// <remarks>
/// The order is that of a depth-first walk: each frame or scope comes before what is inside it. The walk is a loop, since users nest scopes
/// as deep as they like, and the thread that cancels may have a small stack.
/// </remarks>
internal sealed class CancellationCascade
{
    private readonly Stack<ICancelable> _left = new();  // what the cascade still has to cancel, next on top; holder
    private readonly Stack<ICancelable> _found = new(); // what the current step has added, newest on top; holder
    private bool _isUnderWay;                           // does a loop of Add run? holder

    /// <summary>
    /// Cancels a frame or a scope, and all frames and scopes inside it. When a step calls this, the work is done after that step.
    /// </summary>
    internal void Add(ICancelable canceled)
    {
        _found.Push(canceled);
        if (_isUnderWay)
        {
            return;
        }

        _isUnderWay = true;
        try
        {
            while (MoveFound() && _left.TryPop(out ICancelable? next))
            {
                next.TakeStep(this);
            }
        }
        finally // also after a failure, for want of memory, say: the next cancellation finds the cascade empty
        {
            _isUnderWay = false;
            _left.Clear();
            _found.Clear();
        }
    }

    private bool MoveFound()
    {
        while (_found.TryPop(out ICancelable? found))
        {
            _left.Push(found); // the newest first, so that the oldest is on top
        }

        return _left.Count > 0;
    }
}

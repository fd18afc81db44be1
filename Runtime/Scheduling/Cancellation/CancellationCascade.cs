namespace Baton;

/// <summary>
/// Carries a cancellation on to all that it takes along. From a scope it goes to the functions and the block, from a frame to the scopes
/// that are open in it, and so on inwards. Holder of the baton only. Each scheduler has one cascade.
/// </summary>
/// <remarks>
/// The order is that of a depth-first walk: each frame or scope comes before what is inside it. The walk is a loop, since users nest scopes
/// as deep as they like, and the thread that cancels may have a small stack. What is left to do is linked through the frames and scopes
/// themselves, so nothing is allocated: a cancellation arrives although memory is out.
/// </remarks>
internal sealed class CancellationCascade
{
    private ICancelable? _left;         // what the cascade still has to cancel, next first; holder
    private ICancelable? _foundFirst;   // what the current step has added, oldest first; holder
    private ICancelable? _foundLast;    // the newest of these; holder
    private bool _isUnderWay;           // does a loop of Add run, or does Hold hold it back? holder

    /// <summary>
    /// Cancels a frame or a scope, and all frames and scopes inside it. When a step calls this, the work is done after that step.
    /// </summary>
    internal void Add(ICancelable canceled)
    {
        if (!canceled.IsListed)
        {
            List(canceled);
        }

        if (!_isUnderWay)
        {
            Run();
        }
    }

    /// <summary>
    /// What is added from now on is canceled by <see cref="Release"/>: the caller walks along a list that cancellations change. True for
    /// the caller that has to release.
    /// </summary>
    internal bool TryHold()
    {
        bool isFirst = !_isUnderWay;
        _isUnderWay = true;
        return isFirst;
    }

    /// <summary>Cancels what was added since <see cref="TryHold"/> returned true.</summary>
    internal void Release() => Run();

    private void Run()
    {
        _isUnderWay = true;
        while (TakeNext() is { } next)
        {
            next.TakeStep(this);
        }

        _isUnderWay = false;
    }

    private void List(ICancelable canceled)
    {
        canceled.IsListed = true;
        if (_foundLast is null)
        {
            _foundFirst = canceled;
        }
        else
        {
            _foundLast.Next = canceled;
        }

        _foundLast = canceled;
    }

    // What the last step has added comes before what was left.
    private ICancelable? TakeNext()
    {
        if (_foundLast is not null)
        {
            _foundLast.Next = _left;
            _left = _foundFirst;
            _foundFirst = _foundLast = null;
        }

        ICancelable? next = _left;
        if (next is not null)
        {
            _left = next.Next;
            next.Next = null;
            next.IsListed = false;
        }

        return next;
    }
}

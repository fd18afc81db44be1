namespace Baton;

/// <summary>
/// Carries a cancellation on to all that it takes along: from a scope to its functions and its block, from a frame to the scopes that are
/// open in it, and so on inwards. Holder of the baton only; one for each scheduler.
/// </summary>
/// <remarks>
/// The order is that of a walk in depth, each before what is inside it. The walk is a loop: users nest as deep as they like, and the
/// thread that cancels may have a small stack.
/// </remarks>
internal sealed class CancellationCascade
{
    private readonly Stack<ICancelable> _left = new();  // next on top; holder
    private readonly Stack<ICancelable> _found = new(); // by the step that is taken now, newest on top; holder
    private bool _isUnderWay;                           // holder

    /// <summary>
    /// Cancels a frame or a scope, and all frames and scopes below. Called from inside a step, the work is done behind that step.
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
        finally // no memory for a step, say: the next cancellation finds it at rest
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
            _left.Push(found); // the newest first, so that the first found is on top
        }

        return _left.Count > 0;
    }
}

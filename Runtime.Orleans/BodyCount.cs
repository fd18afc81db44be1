namespace Baton.Orleans;

/// <summary>Counts bodies, and tells when none is left after no more are let in. Any thread.</summary>
internal sealed class BodyCount
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isClosed; // under the lock
    private int _live;      // under the lock

    /// <summary>Bodies that are in.</summary>
    internal int Live
    {
        get
        {
            lock (_lock)
            {
                return _live;
            }
        }
    }

    /// <summary>Lets a body in. False: closed.</summary>
    internal bool TryEnter()
    {
        lock (_lock)
        {
            _live += _isClosed ? 0 : 1;
            return !_isClosed;
        }
    }

    internal void Leave()
    {
        bool isEmpty;
        lock (_lock)
        {
            isEmpty = --_live == 0 && _isClosed;
        }

        if (isEmpty)
        {
            _empty.TrySetResult();
        }
    }

    /// <summary>Lets no more in.</summary>
    /// <returns>Completes when none is left.</returns>
    internal Task Close()
    {
        bool isEmpty;
        lock (_lock)
        {
            _isClosed = true;
            isEmpty = _live == 0;
        }

        if (isEmpty)
        {
            _empty.TrySetResult();
        }

        return _empty.Task;
    }
}

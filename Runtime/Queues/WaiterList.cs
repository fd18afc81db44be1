using System.Diagnostics;

namespace Baton;

/// <summary>Those that wait at one side of a queue, in order of arrival. Under the queue's gate.</summary>
/// <remarks>
/// Also in it are some whose wait has ended otherwise and who have not taken themselves out yet: the losers of a select, and waits that were
/// canceled. They cannot be claimed, and are dropped when they are met.
/// </remarks>
internal struct WaiterList<T>
{
    private Waiter<T>? _first;
    private Waiter<T>? _last;

    /// <summary>Off the gate: is there no place taken?</summary>
    internal readonly bool LooksEmpty => _first is null;

    internal void Add(Waiter<T> waiter)
    {
        Debug.Assert(!waiter.IsListed, "a waiter is in one list, once");
        waiter.IsListed = true;
        waiter.Previous = _last;
        if (_last is null)
        {
            _first = waiter;
        }
        else
        {
            _last.Next = waiter;
        }

        _last = waiter;
    }

    /// <summary>Takes it out, if it is still in.</summary>
    internal void Remove(Waiter<T> waiter)
    {
        if (!waiter.IsListed)
        {
            return;
        }

        if (waiter.Previous is { } previous)
        {
            previous.Next = waiter.Next;
        }
        else
        {
            _first = waiter.Next;
        }

        if (waiter.Next is { } next)
        {
            next.Previous = waiter.Previous;
        }
        else
        {
            _last = waiter.Previous;
        }

        waiter.Previous = waiter.Next = null;
        waiter.IsListed = false;
    }

    /// <summary>Takes out the first that still waits, and claims it. Null: there is none.</summary>
    internal Waiter<T>? Claim()
    {
        while (_first is { } first)
        {
            Remove(first);
            if (first.TryClaim())
            {
                return first;
            }
        }

        return null;
    }

    /// <summary>Does any still wait?</summary>
    internal bool HasAny()
    {
        while (_first is { } first && first.Wait.Claim != QueueWait.Open)
        {
            Remove(first);
        }

        return _first is not null;
    }

    /// <summary>How many places are taken, for tests: also by those that wait no more.</summary>
    internal readonly int Places
    {
        get
        {
            int places = 0;
            for (Waiter<T>? waiter = _first; waiter is not null; waiter = waiter.Next)
            {
                places++;
            }

            return places;
        }
    }
}

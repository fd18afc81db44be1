using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>The waiters at one side of a queue, in order of arrival. Under the queue's gate.</summary>
/// <remarks>
/// Some waiters in the list wait no more, and have not been taken out yet. Their select has taken another case, or their wait was canceled.
/// Such a waiter cannot be claimed, and is dropped when it is met.
/// </remarks>
internal struct WaiterList<T>
{
    private Waiter<T>? _first;  // the one that came first; null: none
    private Waiter<T>? _last;   // the one that came last; null: none

    /// <summary>Off the gate: is no place taken?</summary>
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

    /// <summary>Takes a waiter out, if it is still in.</summary>
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

    /// <summary>
    /// Takes out the first waiter that still waits, and claims its wait. Null: there is none. May fail for want of memory, with nothing
    /// changed; not a second time on a thread.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // each item asks the other side, where mostly nobody waits
    internal Waiter<T>? Claim() => _first is null ? null : ClaimListed();

    private Waiter<T>? ClaimListed()
    {
        ThreadSlots.BeReady(); // before one is taken out
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

    /// <summary>Takes out all that still wait, and claims their waits, for the queue's end.</summary>
    /// <returns>
    /// The first of a chain, in order of arrival; null: there is none. For <see cref="Waiter{T}.WakeAll"/>, off the gate.
    /// </returns>
    internal Waiter<T>? RefuseAll()
    {
        Waiter<T>? first = null;
        Waiter<T>? last = null;
        while (Claim() is { } waiter)
        {
            waiter.IsRefused = true;
            if (last is null)
            {
                first = waiter;
            }
            else
            {
                last.Next = waiter;
            }

            last = waiter;
        }

        return first;
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

    /// <summary>Adds the waits that are open, as far as the list has room: nothing is allocated under the gate.</summary>
    internal readonly void AddTo(List<QueueWait> list)
    {
        for (Waiter<T>? waiter = _first; waiter is not null && list.Count < list.Capacity; waiter = waiter.Next)
        {
            if (waiter.Wait.Claim == QueueWait.Open)
            {
                list.Add(waiter.Wait);
            }
        }
    }

    /// <summary>How many places are taken, also by waiters that wait no more. For tests.</summary>
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

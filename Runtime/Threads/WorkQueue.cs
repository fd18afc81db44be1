using System.Diagnostics;

namespace Baton;

/// <summary>Work that waits for a thread of a pool, first in, first out, up to a limit. Everything under the pool's gate.</summary>
/// <remarks>
/// A linked list through the work itself. So nothing is allocated under the gate, and canceled work is taken out of the middle at once.
/// </remarks>
internal sealed class WorkQueue(Gate gate, int limit)
{
    private WorkItem? _first;   // the next to be taken; null: nothing waits. Under the gate
    private WorkItem? _last;    // the last to be taken; null: nothing waits. Under the gate
    private int _count;         // pieces of work that wait; under the gate
    private long _taken;        // pieces of work that were taken, and not put back; under the gate

    internal int Count
    {
        get
        {
            gate.AssertHeld();
            return _count;
        }
    }

    /// <summary>Pieces of work that have got on: grows whenever the first is taken for good.</summary>
    internal long Taken
    {
        get
        {
            gate.AssertHeld();
            return _taken;
        }
    }

    /// <summary>May <paramref name="item"/>, which has not waited yet, wait here?</summary>
    internal bool HasRoomFor(WorkItem item)
    {
        gate.AssertHeld();
        return item.IsUnbounded || _count < limit;
    }

    internal void Add(WorkItem item)
    {
        gate.AssertHeld();
        Insert(item, earlier: _last, later: null);
    }

    /// <summary>Puts back work that was taken, and becomes the first again.</summary>
    internal void PutBack(WorkItem item)
    {
        gate.AssertHeld();
        Insert(item, earlier: null, later: _first);
        _taken--;
    }

    /// <summary>Takes the first. Null: nothing waits.</summary>
    internal WorkItem? Take()
    {
        gate.AssertHeld();
        if (_first is not { } item || !TryRemove(item))
        {
            return null;
        }

        _taken++;
        return item;
    }

    /// <summary>Takes <paramref name="item"/> out. False when it does not wait here.</summary>
    internal bool TryRemove(WorkItem item)
    {
        gate.AssertHeld();
        if (!item.IsQueued)
        {
            return false;
        }

        Join(item.Earlier, item.Later);
        item.Earlier = item.Later = null;
        item.IsQueued = false;
        _count--;
        return true;
    }

    /// <summary>
    /// Adds those that wait, the next to be taken first, as far as the list has room: nothing is allocated under the gate.
    /// </summary>
    internal void AddTo(List<WorkItem> list)
    {
        gate.AssertHeld();
        for (WorkItem? next = _first; next is not null && list.Count < list.Capacity; next = next.Later)
        {
            list.Add(next);
        }
    }

    private void Insert(WorkItem item, WorkItem? earlier, WorkItem? later)
    {
        Debug.Assert(!item.IsQueued, "work waits in one place");
        Join(earlier, item);
        Join(item, later);
        item.IsQueued = true;
        _count++;
    }

    // Makes two neighbors; null is the end of the list on that side.
    private void Join(WorkItem? earlier, WorkItem? later)
    {
        if (earlier is null)
        {
            _first = later;
        }
        else
        {
            earlier.Later = later;
        }

        if (later is null)
        {
            _last = earlier;
        }
        else
        {
            later.Earlier = earlier;
        }
    }
}

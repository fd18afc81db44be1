using System.Diagnostics;

namespace Baton;

/// <summary>
/// Work that waits for a thread of a pool, up to a limit: what threads of that pool wait for, and behind it the rest. Each of the two is
/// first in, first out. Everything under the pool's gate.
/// </summary>
/// <remarks>
/// A thread that waits for work is not given back before the work has ended. Were new work served first, all threads would soon be such.
/// The rest is not starved: after some pieces of work that went first, one of the rest has its turn.
/// </remarks>
internal sealed class WorkQueue(Gate gate, int limit)
{
    /// <summary>So many pieces of work go first in a row while others wait.</summary>
    internal const int MostAhead = 64;

    private WorkLine _urgent;   // what threads wait for; under the gate
    private WorkLine _others;   // the rest; under the gate
    private int _ahead;         // how many have gone first since one of the rest was taken; under the gate
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
        BeginWait(item);
        LineOf(item).AddLast(item);
    }

    /// <summary>Puts back work that was taken, and becomes the first again.</summary>
    internal void PutBack(WorkItem item)
    {
        gate.AssertHeld();
        BeginWait(item);
        LineOf(item).AddFirst(item);
        _taken--;
    }

    /// <summary>Takes the first. Null: nothing waits.</summary>
    internal WorkItem? Take()
    {
        gate.AssertHeld();
        bool isTurnOfOthers = _urgent.First is null || (_others.First is not null && _ahead >= MostAhead);
        if ((isTurnOfOthers ? _others.First : _urgent.First) is not { } item)
        {
            return null;
        }

        _ahead = isTurnOfOthers || _others.First is null ? 0 : _ahead + 1;
        TryRemove(item);
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

        LineOf(item).Remove(item);
        item.IsQueued = false;
        _count--;
        return true;
    }

    /// <summary>Any thread, off the gate: a thread of the pool waits for <paramref name="item"/>, wherever that is.</summary>
    internal void Hurry(WorkItem item)
    {
        using (gate.Enter())
        {
            if (item.IsUrgent)
            {
                return;
            }

            if (item.IsQueued)
            {
                _others.Remove(item);
                _urgent.AddLast(item);
            }

            item.IsUrgent = true;
        }
    }

    /// <summary>
    /// Adds those that wait, the next to be taken first, as far as the list has room: nothing is allocated under the gate.
    /// </summary>
    internal void AddTo(List<WorkItem> list)
    {
        gate.AssertHeld();
        for (WorkItem? next = _urgent.First; next is not null && list.Count < list.Capacity; next = next.Later)
        {
            list.Add(next);
        }

        for (WorkItem? next = _others.First; next is not null && list.Count < list.Capacity; next = next.Later)
        {
            list.Add(next);
        }
    }

    private ref WorkLine LineOf(WorkItem item) => ref item.IsUrgent ? ref _urgent : ref _others;

    private void BeginWait(WorkItem item)
    {
        Debug.Assert(!item.IsQueued, "work waits in one place");
        item.IsQueued = true;
        _count++;
    }
}

namespace Baton;

/// <summary>Work that waits for a thread of a pool, first in, first out, up to a limit. Everything under the pool's gate.</summary>
internal sealed class WorkQueue(int limit)
{
    private readonly LinkedList<WorkItem> _items = new();

    internal int Count => _items.Count;

    /// <summary>Has it room for one that has not waited yet?</summary>
    internal bool HasRoomFor(WorkItem item) => item.IsUnbounded || _items.Count < limit;

    internal void Add(WorkItem item) => item.Place = _items.AddLast(item);

    /// <summary>Puts one back that had been taken, and was its first.</summary>
    internal void PutBack(WorkItem item) => item.Place = _items.AddFirst(item);

    internal WorkItem? Take()
    {
        WorkItem? item = _items.First?.Value;
        if (item is not null)
        {
            _items.RemoveFirst();
        }

        return item;
    }

    /// <summary>False when it is not there.</summary>
    internal bool TryRemove(WorkItem item)
    {
        if (item.Place?.List is null)
        {
            return false;
        }

        _items.Remove(item.Place);
        return true;
    }
}

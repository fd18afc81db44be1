using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// The items that a queue has room for, oldest first. The array grows with the items, so that a great capacity costs nothing until it is
/// used. A great array is given up when it runs empty twice, and was not needed in between.
/// </summary>
/// <remarks>Not thread-safe: under the queue's gate.</remarks>
internal struct ItemRing<T>
{
    private const int FirstLength = 4;
    private const int SmallLength = 256; // is kept in any case

    private T[]? _items;    // null, or as long as a power of two; under the gate
    private int _start;     // the place of the oldest item; under the gate
    private int _most;      // the most items at once since it last ran empty; under the gate

    /// <summary>Items in it. Under the gate; read off it as a hint.</summary>
    internal int Count { get; private set; }

    /// <summary>Nothing has changed if there is no memory for the item.</summary>
    internal void Add(T item)
    {
        T[] items = Reserve();
        items[(_start + Count) & (items.Length - 1)] = item;
        CountOneMore();
    }

    /// <summary>As <see cref="Add"/>, but the item is the oldest.</summary>
    internal void AddFirst(T item)
    {
        T[] items = Reserve();
        _start = (_start - 1) & (items.Length - 1);
        items[_start] = item;
        CountOneMore();
    }

    private T[] Reserve()
    {
        if (_items is null || Count == _items.Length)
        {
            Grow();
        }

        return _items!;
    }

    private void CountOneMore()
    {
        Count++;
        _most = Math.Max(_most, Count);
    }

    /// <summary>Takes the oldest item. The ring is not empty.</summary>
    internal T Take()
    {
        ref T place = ref _items![_start];
        T item = place;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            place = default!;
        }

        _start = (_start + 1) & (_items.Length - 1);
        Count--;
        if (Count == 0)
        {
            RunEmpty();
        }

        return item;
    }

    /// <summary>
    /// Takes the oldest item and adds another. Needs no room, and <see cref="Count"/> never changes. The ring is not empty.
    /// </summary>
    internal T Exchange(T added)
    {
        int end = (_start + Count) & (_items!.Length - 1);
        T item = _items[_start];
        _items[_start] = default!; // may be the end, too
        _items[end] = added;
        _start = (_start + 1) & (_items.Length - 1);
        return item;
    }

    private void RunEmpty()
    {
        if (_items!.Length > SmallLength && _most < _items.Length / 4)
        {
            (_items, _start) = (null, 0);
        }

        _most = 0;
    }

    private void Grow()
    {
        if (_items is null)
        {
            _items = new T[FirstLength];
            return;
        }

        T[] items = new T[checked(_items.Length * 2)];
        int untilEnd = _items.Length - _start;
        Array.Copy(_items, _start, items, 0, untilEnd);
        Array.Copy(_items, 0, items, untilEnd, _start);
        (_items, _start) = (items, 0);
    }
}

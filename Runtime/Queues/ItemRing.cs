using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// The items that a queue has room for, oldest first, in an array that grows with them: a great capacity costs nothing until it is used.
/// </summary>
/// <remarks>Not thread-safe: under the queue's gate.</remarks>
internal struct ItemRing<T>
{
    private const int FirstLength = 4;

    private T[]? _items; // its length is a power of two
    private int _start;

    internal int Count { get; private set; }

    internal void Add(T item)
    {
        if (_items is null || Count == _items.Length)
        {
            Grow();
        }

        _items![(_start + Count) & (_items.Length - 1)] = item;
        Count++;
    }

    /// <summary>There is one.</summary>
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
        return item;
    }

    // Nothing has changed if there is no memory for it.
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

using System.Diagnostics.CodeAnalysis;

namespace Baton;

/// <summary>
/// Items of a generator that have travelled together, and the body's exception behind them, until the consumer takes them.
/// </summary>
/// <remarks>
/// Belongs to the holder of the baton on the enumerator's side: the consumer, or the receiver while a move is under way. The array is the
/// core's, and so the body's while that runs; the handoff orders the two.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "What was thrown ahead is taken or reported, not disposed of.")]
internal struct PullBatch<T>
{
    private T[]? _items;            // the array that came last; written by Fill
    private int _next;              // the place of the next item to be taken
    private int _count;             // items that came, taken or not
    private FaultAhead<T>? _fault;  // what the body threw behind the items; null: nothing, or there was no memory for the object
    private Exception? _bareFault;  // in place of that object; null: nothing

    /// <summary>Takes the next item. False when the consumer has taken them all.</summary>
    internal bool TryTake(ref T current)
    {
        if (_next >= _count)
        {
            return false;
        }

        ref T item = ref _items![_next++];
        current = item;
        item = default!; // an item taken is not kept alive
        return true;
    }

    /// <summary>After the body has handed back: takes over the items that the core holds, which leaves it empty for the body.</summary>
    /// <returns>False when there are none, as when each item travels by itself.</returns>
    internal bool TryFill(PullCore<T> core)
    {
        if (core.Items is not { } items)
        {
            return false;
        }

        _items = items;
        _next = 0;
        _count = core.TakeCount();
        return _count > 0;
    }

    /// <summary>The body has ended behind the items with an exception.</summary>
    internal void End(PullCore<T> core, Exception fault)
    {
        try
        {
            _fault = new FaultAhead<T>(core, fault);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            _bareFault = fault; // not counted if the enumerator is dropped
        }
    }

    /// <summary>The consumer has taken all items.</summary>
    /// <returns>What the body threw behind them, once; null: nothing.</returns>
    internal Exception? TakeFault()
    {
        FaultAhead<T>? fault = _fault;
        Exception? bare = _bareFault;
        _fault = null;
        _bareFault = null;
        return fault?.Take() ?? bare;
    }

    /// <summary>The consumer leaves. What the body threw behind the items is reported.</summary>
    internal void Abandon(PullCore<T> core)
    {
        if (_next < _count)
        {
            Array.Clear(_items!, _next, _count - _next); // nobody takes them, so they are not kept alive
        }

        _count = 0;
        if (TakeFault() is { } unseen)
        {
            FaultAhead<T>.Leave(core, unseen);
        }
    }
}

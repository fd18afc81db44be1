using System.Collections;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>Pulls a generator's items on the consumer's thread. One consumer at a time, as with every enumerator.</summary>
internal sealed class PullEnumerator<T>(PullCore<T> core) : IEnumerator<T>
{
    private DropSentinel? _sentinel;
    private T[] _items = [];
    private T _current = default!;
    private int _next;      // the consumer's place in the batch
    private int _count;     // items in the batch
    private FaultAhead<T>? _fault; // the body's exception, behind the items before it

    public T Current => _current;

    object? IEnumerator.Current => _current;

    public bool MoveNext()
    {
        if (_next < _count)
        {
            ref T item = ref _items[_next++];
            _current = item;
            item = default!; // a value taken is not kept alive
            return true;
        }

        return MoveOn();
    }

    public void Reset() => throw new NotSupportedException("A generator cannot be rewound: enumerate the sequence again for a fresh run.");

    public void Dispose()
    {
        _current = default!;
        _count = 0;
        if (_fault is { } unseen)
        {
            _fault = null;
            unseen.Report();
        }

        core.Dispose();
        GC.KeepAlive(this);
    }

    private bool MoveOn()
    {
        _current = default!;
        if (_fault is { } behind)
        {
            _fault = null;
            behind.Take().Throw();
        }

        Signal<Nothing> signal = default;
        bool resumed = core.TryResume(ref signal, ref _sentinel, out Outcome<T> outcome, out ExceptionDispatchInfo? fault);
        GC.KeepAlive(this);
        if (!resumed)
        {
            return false;
        }

        if (core.Items is { } items)
        {
            _items = items;
            _next = 0;
            _count = core.TakeCount();
            if (_count > 0)
            {
                _fault = fault is null ? null : new FaultAhead<T>(core, fault);
                return MoveNext();
            }
        }

        fault?.Throw();
        _current = outcome.Value;
        return outcome.Kind == OutcomeKind.Suspended;
    }
}

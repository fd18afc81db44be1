namespace Baton;

/// <summary>
/// Failures that several may keep, each so many of the first. Is only added to, under a gate of all; the first of them may be read by any
/// thread that has got to know of them.
/// </summary>
internal sealed class FailureList
{
    private readonly HashSet<Exception> _all; // each is there once; under the gate
    private Exception[] _items;               // with room for more; under the gate, and each array is complete before it is published

    internal FailureList(ReadOnlySpan<Exception> failures)
    {
        _all = new(failures.Length, ReferenceEqualityComparer.Instance);
        _items = new Exception[failures.Length];
        foreach (Exception failure in failures)
        {
            Add(failure);
        }
    }

    internal int Count { get; private set; }

    /// <summary>Adds a failure, unless it is there.</summary>
    internal void Add(Exception failure)
    {
        if (!_all.Add(failure))
        {
            return;
        }

        if (Count == _items.Length)
        {
            Exception[] more = new Exception[Math.Max(4, Count * 2)];
            _items.CopyTo(more, 0);
            Volatile.Write(ref _items, more);
        }

        _items[Count++] = failure;
    }

    internal ReadOnlySpan<Exception> First(int count) => Volatile.Read(ref _items).AsSpan(0, count);
}

using System.Collections;
using System.Diagnostics;

namespace Baton;

/// <summary>The items of a queue one by one, as they are asked for. Each enumeration is one more receiver.</summary>
/// <remarks>Not an iterator method: that would keep its last item alive for as long as it waits for the next.</remarks>
[StackTraceHidden]
internal sealed class DequeueSequence<T>(QueueCore<T> queue, CancellationToken token) : IEnumerable<T>
{
    public IEnumerator<T> GetEnumerator() => new Enumerator(queue, token);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Used by one thread at a time. At its end for good after an exception, as an iterator method's is.</summary>
    private sealed class Enumerator(QueueCore<T> queue, CancellationToken token) : IEnumerator<T>
    {
        private bool _isOver; // is the enumeration at its end? the consumer; true during a wait, for an exception ends it

        public T Current { get; private set; } = default!;

        object? IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_isOver)
            {
                return false;
            }

            Dispose();
            if (queue.DequeueOrWait(out T item, token) == Attempt.Refused)
            {
                return queue.EndsWell ? false : throw queue.NewRefusal(sends: false);
            }

            _isOver = false;
            Current = item;
            return true;
        }

        public void Reset() => throw new NotSupportedException();

        public void Dispose()
        {
            _isOver = true;
            Current = default!;
        }
    }
}

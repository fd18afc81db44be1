using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace Baton;

/// <summary>As <see cref="DequeueSequence{T}"/>, for asynchronous methods.</summary>
/// <remarks>
/// Not an iterator method: to go on, it would need a thread of the .NET pool, which may be starved. And it would keep its last item alive.
/// </remarks>
[StackTraceHidden]
internal sealed class AsyncDequeueSequence<T>(QueueCore<T> queue, CancellationToken token) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        CancellationTokenSource? both = token.CanBeCanceled && cancellationToken.CanBeCanceled && token != cancellationToken
            ? CancellationTokenSource.CreateLinkedTokenSource(token, cancellationToken)
            : null;
        return new Enumerator(queue, both, both?.Token ?? (token.CanBeCanceled ? token : cancellationToken));
    }

    /// <summary>Used by one consumer at a time. At its end for good after an exception, as an iterator method's is.</summary>
    private sealed class Enumerator(QueueCore<T> queue, CancellationTokenSource? linked, CancellationToken token)
        : IAsyncEnumerator<T>, IValueTaskSource<bool>
    {
        private IValueTaskSource<(bool Any, T Item)>? _wait; // of the call that waits, or waited last; the consumer
        private bool _isOver; // is the enumeration at its end? the consumer; true during a wait, for an exception ends it

        public T Current { get; private set; } = default!;

        public ValueTask<bool> MoveNextAsync()
        {
            if (_isOver)
            {
                return new ValueTask<bool>(false);
            }

            (_isOver, Current) = (true, default!);
            if (token.IsCancellationRequested)
            {
                return ValueTask.FromCanceled<bool>(token);
            }

            Attempt attempt = queue.TryDequeue(out T item);
            AsyncWait<T>? wait = attempt == Attempt.NotNow ? queue.TryDequeueAsync(token, out attempt, out item) : null;
            if (wait is not null)
            {
                _wait = wait;
                return new ValueTask<bool>(this, wait.Version);
            }

            if (attempt != Attempt.Done)
            {
                return queue.EndsWell ? new ValueTask<bool>(false) : ValueTask.FromException<bool>(queue.NewRefusal(sends: false));
            }

            (_isOver, Current) = (false, item);
            return new ValueTask<bool>(true);
        }

        public ValueTask DisposeAsync()
        {
            (_isOver, Current) = (true, default!);
            linked?.Dispose();
            return ValueTask.CompletedTask;
        }

        bool IValueTaskSource<bool>.GetResult(short token)
        {
            (bool any, T item) = _wait!.GetResult(token);
            (_isOver, Current) = (!any, item);
            return any;
        }

        ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _wait!.GetStatus(token);

        void IValueTaskSource<bool>.OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            ((AsyncWait<T>)_wait!).OnCompleted(continuation, state, token, flags, TaskOfValueTask.IsCompletion<bool>(continuation, state));
    }
}

namespace Baton;

/// <summary>A lazy asynchronous sequence over a body that pushes: each enumeration runs it anew.</summary>
internal sealed class AsyncPullSequence<T>(Action<Yielder<T>> body, int batch, CoroutineOptions? options) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new AsyncPullEnumerator<T>(new PullCore<T>(body, batch, options) { CancellationToken = cancellationToken });
}

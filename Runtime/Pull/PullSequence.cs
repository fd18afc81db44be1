using System.Collections;

namespace Baton;

/// <summary>A lazy sequence over a body that pushes: each enumeration runs it anew.</summary>
internal sealed class PullSequence<T>(Action<Yielder<T>> body, int batch, CoroutineOptions? options) : IEnumerable<T>
{
    public IEnumerator<T> GetEnumerator() => new PullEnumerator<T>(new PullCore<T>(body, batch, options));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

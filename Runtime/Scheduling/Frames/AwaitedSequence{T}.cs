using System.Collections;

namespace Baton;

/// <summary>An asynchronous sequence as a synchronous one: each enumeration begins it anew.</summary>
internal sealed class AwaitedSequence<T>(IAsyncEnumerable<T> source, CancellationToken token) : IEnumerable<T>
{
    public IEnumerator<T> GetEnumerator() => new AwaitedItems<T>(source, token);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

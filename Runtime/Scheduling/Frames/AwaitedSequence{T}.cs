using System.Collections;

namespace Baton;

/// <summary>An asynchronous sequence as a synchronous one: each enumeration begins it anew.</summary>
internal sealed class AwaitedSequence<T>(IAsyncEnumerable<T> source, CancellationToken token) : IEnumerable<T>
{
    /// <summary>How long an interrupted thread waits for a step that was left, before it is interrupted again. For tests.</summary>
    internal TimeSpan Patience { get; init; } = CoroutineSchedulerOptions.Default.CallbackPatience;

    public IEnumerator<T> GetEnumerator() => new AwaitedItems<T>(source, Patience, token);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

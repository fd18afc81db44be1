using System.Collections;

namespace Baton.Tests;

/// <summary>A sequence that suspends, at each step, with the step's number; the answer 1 is that there is an item.</summary>
internal sealed class AskingSequence : IEnumerable<int>, IEnumerator<int>
{
    private int _next = -1;

    public int Current => _next;

    object IEnumerator.Current => Current;

    public IEnumerator<int> GetEnumerator() => this;

    IEnumerator IEnumerable.GetEnumerator() => this;

    public bool MoveNext() => Coroutine.Suspend<int, int>(++_next) == 1;

    public void Reset() => _next = -1;

    public void Dispose()
    {
    }
}

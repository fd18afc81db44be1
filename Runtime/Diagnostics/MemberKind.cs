namespace Baton;

/// <summary>What a <see cref="CoroutineInfo"/> describes.</summary>
public enum MemberKind
{
    /// <summary>A coroutine or generator that has a thread. Its key begins with <c>c</c>.</summary>
    Coroutine,

    /// <summary>A frame of a scheduler. Its key begins with <c>f</c>.</summary>
    Frame,

    /// <summary>Blocking work on a thread of a pool. Its key begins with <c>w</c>.</summary>
    Work,

    /// <summary>A thread of no pool that waits in the library. Its key begins with <c>t</c>.</summary>
    Thread,

    /// <summary>An <c>async</c> method that waits at a queue. Its key begins with <c>a</c>.</summary>
    Async,
}

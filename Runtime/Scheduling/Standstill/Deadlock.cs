namespace Baton;

/// <summary>One deadlock. Several frames fail by the same deadlock. A caller that sees one of the failures has seen the deadlock.</summary>
internal sealed class Deadlock(string report)
{
    internal CoroutineDeadlockException ToException() => new(report) { Deadlock = this };
}

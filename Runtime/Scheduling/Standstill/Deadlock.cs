namespace Baton;

/// <summary>One deadlock, of which several frames are told: whoever sees one of their failures has seen it.</summary>
internal sealed class Deadlock(string report)
{
    internal CoroutineDeadlockException ToException() => new(report) { Deadlock = this };
}

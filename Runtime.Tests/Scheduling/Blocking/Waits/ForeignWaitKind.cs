namespace Baton.Tests;

/// <summary>
/// A row of the conformance table: one way to block a thread, and whether this runtime tells a synchronization context of it.
/// </summary>
/// <param name="Name">As code names it.</param>
/// <param name="IsSeen">Is a scheduler told of it?</param>
/// <param name="Create">Makes a fresh case of it.</param>
internal sealed record ForeignWaitKind(string Name, bool IsSeen, Func<WaitCase> Create)
{
    public override string ToString() => Name;
}

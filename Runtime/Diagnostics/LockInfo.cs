namespace Baton;

/// <summary>A lock on which a member blocks, as it was at one instant.</summary>
/// <param name="Key">Names it in all outputs of this process, such as <c>k1</c>.</param>
/// <param name="Type"><c>Monitor</c>, <c>Lock</c>, or the name of a handle's type.</param>
/// <param name="Owner">The key of the member that holds it. Null: not known, or none of the members.</param>
/// <param name="OwnerOSThreadId">The system's number of the thread that holds it. Null: not known.</param>
/// <param name="Waiters">The keys of the members that block on it.</param>
public sealed record LockInfo(string Key, string Type, string? Owner, long? OwnerOSThreadId, IReadOnlyList<string> Waiters);

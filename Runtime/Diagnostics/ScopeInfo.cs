namespace Baton;

/// <summary>A scope that is open, as it was at one instant.</summary>
/// <param name="Key">Names it in all outputs of this process, such as <c>o1</c>.</param>
/// <param name="Scheduler">The key of its scheduler.</param>
/// <param name="Owner">The key of the frame whose block it is. Null: not known.</param>
/// <param name="Parent">The key of the scope around it, on the owner's stack. Null: none.</param>
/// <param name="Children">The keys of its functions that have not ended.</param>
public sealed record ScopeInfo(string Key, string Scheduler, string? Owner, string? Parent, IReadOnlyList<string> Children);

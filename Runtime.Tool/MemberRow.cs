namespace Baton.Tool;

/// <summary>A coroutine, a frame, or what else waits.</summary>
/// <param name="Key">As all outputs name it.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Name">Empty: it has none.</param>
/// <param name="Status">What it does.</param>
/// <param name="For">For how long it waits; of work that runs, for how long. Null: not known.</param>
/// <param name="Scheduler">The key of its scheduler. Null: it has none.</param>
/// <param name="Wait">What it waits for. Empty: it waits for nothing.</param>
internal sealed record MemberRow(string Key, string Type, string Name, string Status, TimeSpan? For, string? Scheduler, string Wait);

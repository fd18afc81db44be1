namespace Baton.Testing;

/// <summary>What a strand runs that code with seams has started: a task, a thread, work for the pool.</summary>
/// <param name="Kind">What it is, in one word.</param>
/// <param name="Name">Null: it has none.</param>
/// <param name="IsBackground">May it wait for ever? Then what it waits for does not hold a schedule open.</param>
internal sealed record SeamTenant(string Kind, string? Name, bool IsBackground)
{
    /// <summary>What such strands are called in common, if some may find nothing to do. Null: none has another's work.</summary>
    internal string? Group { get; init; }

    /// <summary>Where in the source the call is that it waits in place of. Empty: there is none, or that is not told.</summary>
    internal string Place { get; init; } = string.Empty;
}

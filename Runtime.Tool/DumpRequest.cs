namespace Baton.Tool;

/// <summary>What is asked of a process.</summary>
/// <param name="ProcessId">Of which.</param>
/// <param name="Format"><c>text</c>, <c>json</c>, <c>mermaid</c> or <c>dot</c>.</param>
internal sealed record DumpRequest(int ProcessId, string Format)
{
    /// <summary>Are stacks wanted?</summary>
    internal bool Stacks { get; init; }

    /// <summary>Are files and lines wanted, where there are stacks?</summary>
    internal bool Lines { get; init; }

    /// <summary>How long the first word of the process is waited for.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long each further word is waited for.</summary>
    internal TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>As the event source gets it.</summary>
    internal Dictionary<string, string> Arguments => new()
    {
        ["dump"] = Format,
        ["stacks"] = Stacks ? "true" : "false",
        ["lines"] = Lines ? "true" : "false",
    };
}

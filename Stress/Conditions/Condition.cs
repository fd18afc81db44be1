namespace Baton.Stress;

/// <summary>A hardship under which scenarios run. The scenarios then have a process of their own.</summary>
/// <param name="Name">As given to <c>--under</c>.</param>
/// <param name="Description">What is hard about it, in one line.</param>
/// <param name="Scenario">The scenario that a whole run puts under it.</param>
internal sealed record Condition(string Name, string Description, string Scenario)
{
    /// <summary>All conditions, in the order in which a whole run goes through them.</summary>
    internal static IReadOnlyList<Condition> All { get; } =
    [
        new("starved", "All threads of the .NET pool are blocked.", "programs") { Begin = TakenPool.Begin },
        new("one-processor", "The process has one processor.", "programs")
        {
            Environment = new Dictionary<string, string> { ["DOTNET_PROCESSOR_COUNT"] = "1" },
            Begin = OneProcessor.Begin,
        },
        new("heap", "The managed heap is limited to 64 MB.", "programs")
        {
            Environment = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "0x4000000" },
        },
        new("processes", "The system lets the user have 200 threads, in all processes together.", "walls")
        {
            Prefix = "ulimit -u 200 && exec",
            NeedsOrdinaryUser = true,
        },
        new("photographed", "The stacks of all threads that wait are taken without end.", "frames") { Begin = Photographed.Begin },
        new("listeners", "Listeners to the meter and to the events throw.", "programs") { Begin = ThrowingListeners.Begin },
    ];

    /// <summary>What the process gets by its environment.</summary>
    internal IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What a shell does before it becomes the process. Null: nothing.</summary>
    internal string? Prefix { get; init; }

    /// <summary>Has the condition no effect on the system's administrator? Then the process runs as another user.</summary>
    internal bool NeedsOrdinaryUser { get; init; }

    /// <summary>What the process does to itself, before the first scenario. Disposed after the last.</summary>
    internal Func<IDisposable> Begin { get; init; } = static () => new MemoryStream();

    internal static Condition Named(string name) => All.Single(condition => condition.Name == name);
}

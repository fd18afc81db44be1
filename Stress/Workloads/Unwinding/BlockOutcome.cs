namespace Baton.Stress;

/// <summary>All that can be seen of a random program's run.</summary>
internal sealed record BlockOutcome(IReadOnlyList<string> Trace, IReadOnlyList<int> Values, string End);

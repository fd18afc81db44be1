namespace Baton.Stress;

/// <summary>What a consumer of a random generator saw: the items, and how it ended.</summary>
internal sealed record FeedOutcome(IReadOnlyList<int> Items, string End)
{
    internal const string Completed = "completed";
    internal const string Left = "left early";
    internal const string Canceled = "canceled";
}

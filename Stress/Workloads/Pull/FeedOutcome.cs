namespace Baton.Stress;

/// <summary>What a consumer of a random generator saw: the items, and how it ended.</summary>
internal sealed record FeedOutcome(IReadOnlyList<int> Items, string End)
{
    /// <summary>Did it end with the generator's own exception?</summary>
    internal bool IsFault => End is not (Completed or Left or Canceled);

    internal const string Completed = "completed";
    internal const string Left = "left early";
    internal const string Canceled = "canceled";
}

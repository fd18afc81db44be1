namespace Baton.Stress;

/// <summary>A named check: how often it was made, and how often it did not hold.</summary>
internal sealed record CheckResult(string Name, long Made, long Failed);

namespace Baton.Stress;

/// <summary>What a scenario's run came to.</summary>
internal sealed record ScenarioResult(
    string Name, long Iterations, double Seconds, IReadOnlyList<CheckResult> Checks, IReadOnlyList<Failure> Failures)
{
    public bool Passed => Failures.Count == 0;

    public long ChecksMade => Checks.Sum(check => check.Made);
}

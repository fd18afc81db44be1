namespace Baton.Stress;

/// <summary>A check that did not hold; <paramref name="Iteration"/> is -1 outside of iterations.</summary>
internal sealed record Failure(string Check, long Iteration, string Detail);

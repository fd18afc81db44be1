namespace Baton.Stress;

/// <summary>Medians over the rounds of a comparison.</summary>
internal sealed record Medians(double Ours, double Other, double Ratio)
{
    /// <summary>What they are the medians of.</summary>
    internal required IReadOnlyList<(double Ours, double Other)> Rounds { get; init; }

    internal static Medians Of(IReadOnlyList<(double Ours, double Other)> rounds) => new(
        Median(rounds.Select(round => round.Ours)),
        Median(rounds.Select(round => round.Other)),
        Median(rounds.Select(round => round.Ours / round.Other)))
    {
        Rounds = rounds,
    };

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}

namespace Baton.Stress;

/// <summary>Something measured next to its alternative, round by round in turn, so that a machine that drifts moves both.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Against">What it is compared with; empty when it stands alone.</param>
/// <param name="Unit">Of the figures.</param>
/// <param name="Bar">The ratio, or where it stands alone the figure, that it should not exceed.</param>
/// <param name="Medians">Median of ours, of the other, and of the ratios round by round.</param>
internal sealed record Comparison(string Name, string Against, string Unit, double Bar, Medians Medians)
{
    internal double Judged => Against.Length == 0 ? Medians.Ours : Medians.Ratio;

    internal bool Holds => Judged <= Bar;
}

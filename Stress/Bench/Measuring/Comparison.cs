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

    /// <summary>What a row of a table has: name, alternative, both figures, ratio, bar, and whether the bar is held.</summary>
    internal IEnumerable<string> Cells
    {
        get
        {
            bool isAlone = Against.Length == 0;
            return
            [
                Name,
                Against,
                $"{Medians.Ours:N1} {Unit}",
                isAlone ? string.Empty : $"{Medians.Other:N1} {Unit}",
                isAlone ? string.Empty : $"{Medians.Ratio:N2}",
                $"≤ {Bar}",
                Holds ? "yes" : "NO",
            ];
        }
    }
}

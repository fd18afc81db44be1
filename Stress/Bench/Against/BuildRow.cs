namespace Baton.Stress;

/// <summary>A row of two builds, sample by sample in turn, and what can be said of the two.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Unit">Of the figures.</param>
/// <param name="This">This build's samples.</param>
/// <param name="Other">The other build's.</param>
internal sealed record BuildRow(string Name, string Unit, IReadOnlyList<double> This, IReadOnlyList<double> Other)
{
    /// <summary>Two builds whose figures differ by no more are the same.</summary>
    internal const double Same = 0.03;

    /// <summary>The best third of a build's samples may be apart by so much.</summary>
    internal const double Apart = 0.10;

    /// <summary>A sample does not count if the machine was slower before or after it, by more than that.</summary>
    internal const double Busy = 0.25;

    /// <summary>So many samples of each build are needed.</summary>
    internal const int Fewest = 3;

    internal double Ratio => Other.Count == 0 || This.Count == 0 ? double.NaN
        : Sample.Quartile(Other) == 0 ? (Sample.Quartile(This) == 0 ? 1 : double.PositiveInfinity)
        : Sample.Quartile(This) / Sample.Quartile(Other);

    /// <summary>"slower", "faster", "the same"; or why there is no verdict.</summary>
    internal string Verdict => This.Count < Fewest || Other.Count < Fewest ? "no verdict: too few quiet samples"
        : !Agree(This) || !Agree(Other) ? "no verdict: samples of one build differ"
        : Math.Abs(Ratio - 1) <= Same ? "the same"
        : Ratio > 1 ? "slower" : "faster";

    /// <summary>Makes the rows of what was measured, without what a busy machine has slowed.</summary>
    internal static IReadOnlyList<BuildRow> Of(IReadOnlyList<Sample> these, IReadOnlyList<Sample> others)
    {
        double pace = Sample.Quartile(these.Concat(others).SelectMany(static sample => sample.Rows.Values).Select(static row => row.Pace));
        return
        [
            .. these.SelectMany(static sample => sample.Rows).DistinctBy(static row => row.Key).Select(
                row => new BuildRow(row.Key, row.Value.Unit, QuietOnes(these, row.Key, pace), QuietOnes(others, row.Key, pace))),
        ];
    }

    private static double[] QuietOnes(IReadOnlyList<Sample> samples, string name, double pace) =>
    [
        .. samples.Where(sample => sample.Rows.ContainsKey(name)).Select(sample => sample.Rows[name])
            .Where(row => row.Pace <= pace * (1 + Busy)).Select(static row => row.Value),
    ];

    private static bool Agree(IReadOnlyList<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        return sorted[(sorted.Length - 1) / 3] - sorted[0] <= sorted[0] * Apart;
    }
}

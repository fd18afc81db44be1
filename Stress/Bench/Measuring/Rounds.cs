using System.Diagnostics;

namespace Baton.Stress;

/// <summary>
/// Measures so many rounds, each side in turn, after those that do not count: as many as it takes until .NET has compiled what is measured
/// for good.
/// </summary>
internal sealed class Rounds(int count)
{
    private const int MostWarm = 10;

    private static readonly TimeSpan s_warm = TimeSpan.FromMilliseconds(600);

    internal Comparison Compare(string name, string against, string unit, double bar, Func<double> ours, Func<double> other) =>
        new(name, against, unit, bar, CompareBoth(() => new Reading(ours()), () => new Reading(other())).First);

    internal Comparison Alone(string name, string unit, double bar, Func<double> measure) =>
        new(name, string.Empty, unit, bar, CompareBoth(() => new Reading(measure()), () => new Reading(1)).First);

    internal (Medians First, Medians Second) CompareBoth(Func<Reading> ours, Func<Reading> other)
    {
        List<(double, double)> first = [];
        List<(double, double)> second = [];
        long start = Stopwatch.GetTimestamp();
        int warm = 0;
        do
        {
            ours();
            other();
        }
        while (++warm < MostWarm && Stopwatch.GetElapsedTime(start) < s_warm);

        for (int round = 0; round < count; round++)
        {
            Reading one = ours();
            Reading two = other();
            first.Add((one.Value, two.Value));
            second.Add((one.Second, two.Second));
        }

        return (Medians.Of(first), Medians.Of(second));
    }
}

using System.Globalization;

namespace Baton.Stress;

/// <summary>What one process has measured of one build.</summary>
/// <param name="Rows">
/// By name and alternative: the unit, the 25th percentile of the build's rounds, and the machine's pace around them. The pace is a round
/// trip of two threads that spin, in nanoseconds: the slower of one before and one after.
/// </param>
internal sealed record Sample(IReadOnlyDictionary<string, (string Unit, double Value, double Pace)> Rows)
{
    internal const string Pace = "pace"; // how a line begins
    internal const string Row = "row";

    /// <summary>Reads what a process has written: the pace, then for each row its line and one more pace. Null: no sample.</summary>
    internal static Sample? Parse(string output)
    {
        Dictionary<string, (string, double, double)> rows = [];
        double before = double.NaN;
        string[]? row = null;
        foreach (string[] line in output.Split('\n').Select(static line => line.TrimEnd('\r').Split('\t')))
        {
            if (line is [Row, _, _, _])
            {
                row = line;
            }
            else if (line is [Pace, _])
            {
                double pace = Number(line[1]);
                if (row is not null)
                {
                    rows.Add(row[1], (row[2], Number(row[3]), Math.Max(before, pace)));
                }

                (row, before) = (null, pace);
            }
        }

        return rows.Count == 0 ? null : new Sample(rows);
    }

    /// <summary>The 25th percentile: what disturbs a round makes it longer.</summary>
    internal static double Quartile(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(sorted.Length - 1) / 4];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

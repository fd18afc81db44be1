using System.Globalization;

namespace Baton.Stress;

/// <summary>What a process measures for another, which compares builds: lines of rows, with the machine's pace between them.</summary>
internal static class SampleWriter
{
    private const int Looks = 9;

    internal static void Write(TextWriter output, IEnumerable<Func<IEnumerable<Comparison>>> groups)
    {
        WritePace(output);
        foreach (Comparison row in groups.SelectMany(static group => group()))
        {
            string name = row.Against.Length == 0 ? row.Name : $"{row.Name} | {row.Against}";
            double value = Sample.Quartile(row.Medians.Rounds.Select(static round => round.Ours));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Sample.Row}\t{name}\t{row.Unit}\t{value}"));
            WritePace(output);
        }
    }

    private static void WritePace(TextWriter output)
    {
        double pace = Sample.Quartile(Enumerable.Range(0, Looks).Select(static _ => HandoffBench.Limit()));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Sample.Pace}\t{pace}"));
    }
}

namespace Baton.Stress;

/// <summary>The table of a page in Markdown, which the measured figures replace.</summary>
internal static class MarkdownTable
{
    private const string Head = "| Measured | Against | Baton | Other | Ratio | Bar | Held |";
    private const string Rule = "| --- | --- | ---: | ---: | ---: | ---: | --- |";

    /// <summary>Puts the figures in place of the table that begins with the same head.</summary>
    /// <exception cref="InvalidDataException">The file has no such table.</exception>
    internal static void Replace(FileInfo file, IEnumerable<Comparison> comparisons)
    {
        List<string> lines = [.. File.ReadAllLines(file.FullName)];
        int first = lines.IndexOf(Head);
        if (first < 0)
        {
            throw new InvalidDataException($"{file.FullName} has no table with the head {Head}");
        }

        int count = lines.Skip(first).TakeWhile(line => line.StartsWith('|')).Count();
        lines.RemoveRange(first, count);
        lines.InsertRange(first, [Head, Rule, .. comparisons.Select(comparison => $"| {string.Join(" | ", comparison.Cells)} |")]);
        File.WriteAllLines(file.FullName, lines);
    }
}

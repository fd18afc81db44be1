using System.Globalization;
using System.Text;

namespace Baton.Testing;

/// <summary>The steps of one schedule, for a report: a column for each strand. Belongs to the thread that has the turn.</summary>
/// <param name="withPlaces">Do steps of code with seams tell where in the source they are? That takes some time.</param>
internal sealed class Interleaving(bool withPlaces = false)
{
    /// <summary>What a line begins with that tells the time.</summary>
    internal const string TimeMark = "       - - time: ";

    private const int WidestColumn = 32;
    private const int WidestPage = 150;
    private const int Gap = 2;
    private const int MostAtFirst = 100; // of those lines that are shown
    private const int MostAtLast = 300;

    private readonly List<(long Step, string Strand, string Text)> _lines = []; // the thread with the turn

    internal bool WithPlaces => withPlaces;

    /// <summary>A strand makes a step, or has something noted.</summary>
    internal void Add(long step, string strand, string text) => _lines.Add((step, strand, text.ReplaceLineEndings(" ")));

    /// <summary>The last step has made something that has a name from now on.</summary>
    /// <param name="text">What the step is called, with a number behind it.</param>
    /// <param name="named">What it is called now.</param>
    internal void Name(string text, string named)
    {
        if (_lines is [.., var last] && last.Text.StartsWith(text, StringComparison.Ordinal))
        {
            int place = last.Text.IndexOf("  ", StringComparison.Ordinal);
            _lines[^1] = last with { Text = place < 0 ? named : named + last.Text[place..] };
        }
    }

    /// <summary>Another strand goes on, although the last one could.</summary>
    internal void AddSwitch() => _lines.Add((0, string.Empty, string.Empty));

    /// <summary>The run's clock was put forward.</summary>
    /// <param name="time">Since the schedule began.</param>
    internal void AddTime(TimeSpan time) =>
        _lines.Add((0, string.Empty, string.Create(CultureInfo.InvariantCulture, $"{TimeMark}{time.TotalSeconds:0.###} s")));

    /// <summary>For people. Rounds that repeat are folded. In the middle of a long schedule steps are left out.</summary>
    public override string ToString()
    {
        List<(long Step, string Strand, string Text)> lines = RepeatedRounds.Fold(_lines);
        int leftOut = lines.Count - MostAtFirst - MostAtLast;
        return leftOut <= 0 ? Show(lines) : string.Join(
            Environment.NewLine,
            Show(lines[..MostAtFirst]),
            string.Create(CultureInfo.InvariantCulture, $"… {leftOut} lines are left out"),
            Show(lines[^MostAtLast..]));
    }

    private static string Show(List<(long Step, string Strand, string Text)> lines)
    {
        string[] strands = [.. lines.Select(static line => line.Strand).Where(static strand => strand.Length > 0).Distinct()];
        Dictionary<string, int> columns = [];
        int width = 0;
        foreach (string strand in strands)
        {
            columns.Add(strand, width);
            int widest = lines.Where(line => line.Strand == strand).Max(static line => line.Text.Length);
            width += Gap + Math.Min(WidestColumn, Math.Max(strand.Length, widest));
        }

        return width <= WidestPage ? InColumns(lines, columns, width) : OneByOne(lines);
    }

    private static string InColumns(
        List<(long Step, string Strand, string Text)> lines, Dictionary<string, int> columns, int width)
    {
        StringBuilder text = new();
        StringBuilder head = new();
        foreach ((string strand, int column) in columns)
        {
            head.Append(' ', Math.Max(0, column - head.Length)).Append(strand);
        }

        text.Append(" step  ").Append(head).AppendLine();
        foreach ((long step, string strand, string what) in lines)
        {
            if (strand.Length == 0 && what.Length > 0)
            {
                text.AppendLine(what);
            }
            else if (strand.Length == 0)
            {
                text.Append("       ").Insert(text.Length, "- ", width / 2).AppendLine("switch");
            }
            else
            {
                text.Append(Number(step)).Append(' ', columns[strand]).AppendLine(what);
            }
        }

        return text.ToString().TrimEnd();
    }

    private static string OneByOne(List<(long Step, string Strand, string Text)> lines)
    {
        StringBuilder text = new();
        int width = Math.Min(WidestColumn, lines.Max(static line => line.Strand.Length));
        foreach ((long step, string strand, string what) in lines)
        {
            if (strand.Length == 0)
            {
                text.Append(what).Append(what.Length > 0 ? Environment.NewLine : string.Empty);
            }
            else
            {
                text.Append(Number(step)).Append(strand.PadRight(width)).Append(' ', Gap).AppendLine(what);
            }
        }

        return text.ToString().TrimEnd();
    }

    private static string Number(long step) => string.Create(CultureInfo.InvariantCulture, $"{step,5}  ");
}

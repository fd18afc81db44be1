using System.Globalization;
using System.Text;

namespace Baton.Testing;

/// <summary>The steps of one schedule, for a report: a column for each strand. Belongs to the thread that has the turn.</summary>
internal sealed class Interleaving
{
    private const int WidestColumn = 32;
    private const int WidestPage = 150;
    private const int Gap = 2;

    private readonly List<(long Step, string Strand, string Text)> _lines = []; // the thread with the turn

    /// <summary>A strand makes a step, or has something noted.</summary>
    internal void Add(long step, string strand, string text) => _lines.Add((step, strand, text.ReplaceLineEndings(" ")));

    /// <summary>Another strand goes on, although the last one could.</summary>
    internal void AddSwitch() => _lines.Add((0, string.Empty, string.Empty));

    public override string ToString()
    {
        string[] strands = [.. _lines.Select(static line => line.Strand).Where(static strand => strand.Length > 0).Distinct()];
        Dictionary<string, int> columns = [];
        int width = 0;
        foreach (string strand in strands)
        {
            columns.Add(strand, width);
            int widest = _lines.Where(line => line.Strand == strand).Max(static line => line.Text.Length);
            width += Gap + Math.Min(WidestColumn, Math.Max(strand.Length, widest));
        }

        return width <= WidestPage ? InColumns(columns, width) : OneByOne();
    }

    private string InColumns(Dictionary<string, int> columns, int width)
    {
        StringBuilder text = new();
        StringBuilder head = new();
        foreach ((string strand, int column) in columns)
        {
            head.Append(' ', Math.Max(0, column - head.Length)).Append(strand);
        }

        text.Append(" step  ").Append(head).AppendLine();
        foreach ((long step, string strand, string what) in _lines)
        {
            if (strand.Length == 0)
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

    private string OneByOne()
    {
        StringBuilder text = new();
        int width = Math.Min(WidestColumn, _lines.Max(static line => line.Strand.Length));
        foreach ((long step, string strand, string what) in _lines)
        {
            if (strand.Length > 0)
            {
                text.Append(Number(step)).Append(strand.PadRight(width)).Append(' ', Gap).AppendLine(what);
            }
        }

        return text.ToString().TrimEnd();
    }

    private static string Number(long step) => string.Create(CultureInfo.InvariantCulture, $"{step,5}  ");
}

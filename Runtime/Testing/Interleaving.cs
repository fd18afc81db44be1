using System.Globalization;
using System.Text;

namespace Baton.Testing;

/// <summary>The steps of one schedule, for a report. Belongs to the thread that has the turn.</summary>
internal sealed class Interleaving
{
    private const int WidestName = 24;

    private readonly List<(long Step, string Strand, string Text)> _lines = []; // the thread with the turn

    /// <summary>A strand makes a step, or has something noted.</summary>
    internal void Add(long step, string strand, string text) => _lines.Add((step, strand, text));

    public override string ToString()
    {
        int width = Math.Min(WidestName, _lines.Count == 0 ? 0 : _lines.Max(line => line.Strand.Length));
        StringBuilder text = new();
        foreach ((long step, string strand, string what) in _lines)
        {
            text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"{step,5}  {strand.PadRight(width)}  {what}"));
        }

        return text.ToString().TrimEnd();
    }
}

using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;

namespace Baton.Stress;

/// <summary>
/// What <c>bench --html</c> writes: for each group its rows, and how the rounds were spread; all ratios against their bars.
/// </summary>
internal static class BenchPage
{
    private const int RowHeight = 26;
    private const int Margin = 90;
    private static readonly Color s_ours = Color.FromHex("#1f77b4");
    private static readonly Color s_other = Color.FromHex("#ff7f0e");
    private static readonly Color s_missed = Color.FromHex("#d62728");

    internal static HtmlReport Of(IReadOnlyList<(string Group, Comparison Comparison)> rows, int rounds)
    {
        string count = rounds.ToString(CultureInfo.InvariantCulture);
        HtmlReport page = new("Baton: bench", [("Rounds", count), ("Seed", "none: no choice is random")]);
        Comparison[] all = [.. rows.Select(row => row.Comparison)];
        string[] missed = [.. all.Where(comparison => !comparison.Holds).Select(Title)];
        page.Heading("Bars that were missed");
        page.Text(missed.Length == 0 ? "None." : string.Join("; ", missed) + ".", isBad: missed.Length > 0);
        Comparison[] barred = [.. all.Where(comparison => comparison.Bar > 0 && double.IsFinite(comparison.Judged))];
        if (barred.Length > 0)
        {
            page.Heading("Ratios against bars");
            page.Figure("Each ratio, or figure that stands alone, divided by its bar: up to 1 it holds.", Ratios(barred),
                Margin + (RowHeight * barred.Length));
        }

        foreach (IGrouping<string, Comparison> group in rows.GroupBy(row => row.Group, row => row.Comparison))
        {
            page.Heading(group.Key);
            AddGroup(page, [.. group]);
        }

        return page;
    }

    private static void AddGroup(HtmlReport page, Comparison[] group)
    {
        page.Table(
            ["Measured", "Against", "Baton", "Other", "Ratio", "Bar", "Held"],
            [.. group.Select(comparison => comparison.Cells.ToArray())],
            index => !group[index].Holds);
        foreach (IGrouping<string, Comparison> unit in group.GroupBy(comparison => comparison.Unit))
        {
            Comparison[] rows = [.. unit];
            string spread = $"The rounds, in {unit.Key}: the box is their middle half with the median, the line goes from the least to " +
                "the most. Blue is Baton, orange the other.";
            page.Figure(spread, Spread(rows), Margin + (2 * RowHeight * rows.Length));
        }
    }

    private static Plot Ratios(Comparison[] rows)
    {
        Plot plot = new();
        Bar[] bars = [.. rows.Select((row, index) => new Bar
        {
            Position = -index,
            Value = row.Judged / row.Bar,
            FillColor = row.Holds ? s_ours : s_missed,
            LineColor = Colors.Transparent,
            Orientation = Orientation.Horizontal,
        })];
        plot.Add.Bars(bars);
        plot.Add.VerticalLine(1, 1, s_missed);
        Label(plot, rows);
        plot.Axes.SetLimitsX(0, 1.05 * Math.Max(1, rows.Max(row => row.Judged / row.Bar)));
        return plot;
    }

    private static Plot Spread(Comparison[] rows)
    {
        Plot plot = new();
        for (int index = 0; index < rows.Length; index++)
        {
            AddBox(plot, -index + 0.17, [.. rows[index].Medians.Rounds.Select(round => round.Ours)], s_ours);
            if (rows[index].Against.Length > 0)
            {
                AddBox(plot, -index - 0.17, [.. rows[index].Medians.Rounds.Select(round => round.Other)], s_other);
            }
        }

        Label(plot, rows);
        double most = rows.SelectMany(row => row.Medians.Rounds).Max(round => Math.Max(round.Ours, round.Other));
        plot.Axes.SetLimitsX(0, most > 0 ? 1.05 * most : 1);
        return plot;
    }

    private static void AddBox(Plot plot, double position, double[] values, Color color)
    {
        const double Half = 0.13;
        Array.Sort(values);
        double median = Quantile(values, 0.5);
        Rectangle box = plot.Add.Rectangle(Quantile(values, 0.25), Quantile(values, 0.75), position - Half, position + Half);
        box.FillColor = color.WithAlpha(0.5);
        box.LineColor = color;
        plot.Add.Line(values[0], position, values[^1], position).Color = color;
        plot.Add.Line(median, position - Half, median, position + Half).Color = color;
    }

    // Between the two nearest values, by distance.
    private static double Quantile(double[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        return sorted[below] + ((at - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }

    private static void Label(Plot plot, Comparison[] rows)
    {
        plot.Axes.Left.SetTicks([.. rows.Select((_, index) => (double)-index)], [.. rows.Select(Title)]);
        plot.Axes.SetLimitsY(0.4 - rows.Length, 0.6);
    }

    private static string Title(Comparison comparison) =>
        comparison.Against.Length == 0 ? comparison.Name : $"{comparison.Name} / {comparison.Against}";
}

using Spectre.Console;
using Spectre.Console.Rendering;

namespace Baton.Tool;

/// <summary>The members of a process as a table, below what was found.</summary>
internal static class MemberTable
{
    private static readonly string[] s_order = ["Blocked", "Waiting", "Running", "Ready", "Unstarted", "Suspended"];

    /// <param name="view">What to show.</param>
    /// <param name="most">The most rows. The others are counted.</param>
    internal static IRenderable Of(ProcessView view, int most = int.MaxValue)
    {
        List<IRenderable> parts = [];
        if (view.Title.Length > 0)
        {
            parts.Add(new Text(view.Title));
        }

        parts.AddRange(view.Findings.Select(static one => new Text($"{one.Level.ToUpperInvariant()}  {one.Text}", StyleOf(one.Level))));
        parts.AddRange(view.Pools.Select(static pool => new Text($"pool {pool}")));
        parts.Add(TableOf(view, most));
        if (view.Members.Count > most)
        {
            parts.Add(new Text($"and {view.Members.Count - most} more"));
        }

        return new Rows(parts);
    }

    private static Table TableOf(ProcessView view, int most)
    {
        Table table = new() { Border = TableBorder.None, ShowRowSeparators = false };
        foreach (string column in new[] { "KEY", "KIND", "NAME", "STATUS", "FOR", "SCHEDULER", "WAIT" })
        {
            table.AddColumn(new TableColumn(new Text(column)) { NoWrap = column != "WAIT", Padding = new Padding(0, 0, 2, 0) });
        }

        IEnumerable<MemberRow> shown = view.Members
            .OrderBy(static one => RankOf(one.Status))
            .ThenByDescending(static one => one.For)
            .Take(most);
        foreach (MemberRow member in shown)
        {
            table.AddRow(
                new Text(member.Key),
                new Text(member.Type),
                new Text(member.Name),
                new Text(member.Status),
                new Text(member.For is { } span ? Words.Of(span) : string.Empty),
                new Text(member.Scheduler is { } scheduler ? view.NameOf(scheduler) : string.Empty),
                new Text(member.Wait));
        }

        return table;
    }

    private static int RankOf(string status) => Array.IndexOf(s_order, status) is >= 0 and int rank ? rank : s_order.Length;

    private static Style StyleOf(string level) => new(level switch
    {
        "Deadlock" => Color.Red,
        "Stuck" => Color.Yellow,
        _ => Color.Default,
    });
}

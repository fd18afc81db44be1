using System.CommandLine;
using Spectre.Console;

namespace Baton.Stress;

/// <summary>The command <c>bench</c>.</summary>
internal static class BenchCommand
{
    private static readonly (string Name, Func<Rounds, IEnumerable<Comparison>> Measure)[] s_groups =
    [
        ("tight", HandoffBench.Tight),
        ("computing", HandoffBench.Computing),
        ("pull", PullBench.All),
        ("crowd", CrowdBench.InTurn),
        ("rest", CrowdBench.Resting),
        ("memory", CrowdBench.Having),
        ("switch", SchedulingBench.Switching),
        ("await", SchedulingBench.Awaiting),
        ("concurrent", SchedulingBench.Concurrent),
        ("queues", QueueBench.All),
        ("read", StreamBench.Reading),
        ("copy", StreamBench.Copying),
        ("bridge", BridgeBench.All),
        ("scripts", ScriptBench.All),
        ("starvation", StarvationBench.All),
        ("web", WebBench.All),
    ];

    private static readonly Option<int> s_rounds = new("--rounds")
    {
        Description = "Rounds that count, after one that does not. The figures are medians over them.",
        DefaultValueFactory = _ => 7,
    };

    private static readonly Option<string[]> s_only = new("--only")
    {
        Description = "Measure only this group; may be repeated. Default: all.",
    };

    internal static Command Create()
    {
        s_only.AcceptOnlyFromAmong([.. s_groups.Select(group => group.Name)]);
        s_rounds.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string text }] && int.TryParse(text, out int rounds) && rounds < 1)
            {
                result.AddError("--rounds must be 1 or more.");
            }
        });
        Command command = new("bench", "Measures what the library costs, each figure next to an alternative, in one process and in " +
            "turn. The bars are for a quiet machine with two processors: they are shown, and fail nothing.");
        command.Add(s_rounds);
        command.Add(s_only);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        IAnsiConsole console = Terminal.Open();
        string[] only = parsed.GetValue(s_only) ?? [];
        Rounds rounds = new(parsed.GetValue(s_rounds));
        List<Comparison> comparisons = [];
        console.Status().Start("measuring", status =>
        {
            foreach ((string name, Func<Rounds, IEnumerable<Comparison>> measure) in s_groups.Where(group => only.Length == 0
                || only.Contains(group.Name)))
            {
                status.Status($"measuring: {name}");
                comparisons.AddRange(measure(rounds));
            }
        });
        Show(console, comparisons);
        return ExitCode.Held;
    }

    private static void Show(IAnsiConsole console, List<Comparison> comparisons)
    {
        Table table = new Table().Border(console.Profile.Out.IsTerminal ? TableBorder.Ascii2 : TableBorder.Markdown)
            .AddColumns("Measured", "Against")
            .AddColumn(new TableColumn("Baton").RightAligned())
            .AddColumn(new TableColumn("Other").RightAligned())
            .AddColumn(new TableColumn("Ratio").RightAligned())
            .AddColumn(new TableColumn("Bar").RightAligned())
            .AddColumn("Held");
        foreach (Comparison comparison in comparisons)
        {
            bool isAlone = comparison.Against.Length == 0;
            table.AddRow(
                new Text(comparison.Name),
                new Text(comparison.Against),
                new Text($"{comparison.Medians.Ours:N1} {comparison.Unit}"),
                new Text(isAlone ? string.Empty : $"{comparison.Medians.Other:N1} {comparison.Unit}"),
                new Text(isAlone ? string.Empty : $"{comparison.Medians.Ratio:N2}"),
                new Text($"≤ {comparison.Bar}"),
                new Text(comparison.Holds ? "yes" : "NO"));
        }

        console.Write(table);
    }
}

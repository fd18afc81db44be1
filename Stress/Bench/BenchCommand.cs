using System.Collections.Concurrent;
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
        ("testing", TestingBench.All),
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

    private static readonly Option<FileInfo?> s_markdown = new("--markdown")
    {
        HelpName = "file",
        Description = "Also replaces the table in this file, as in docs/benchmarks.md.",
    };

    private static readonly Option<FileInfo?> s_html = new("--html")
    {
        HelpName = "file",
        Description = "Also writes a page with plots to this file: how the rounds were spread, and the ratios against their bars.",
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
        command.Add(s_markdown);
        command.Add(s_html);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        IAnsiConsole console = Terminal.Open();
        string[] only = parsed.GetValue(s_only) ?? [];
        int count = parsed.GetValue(s_rounds);
        Rounds rounds = new(count);
        ConcurrentQueue<(string Group, Comparison Comparison)> rows = [];
        FileInfo? html = parsed.GetValue(s_html);
        FileInfo? markdown = parsed.GetValue(s_markdown);
        if (markdown is { Exists: false })
        {
            Console.Error.WriteLine($"--markdown: there is no file {markdown.FullName} with a table to replace.");
            return ExitCode.Usage;
        }

        if (!OutputFile.IsWritable("--html", html))
        {
            return ExitCode.Usage;
        }

        using Interruption interruption = new(Report);
        console.Status().Start("measuring", status =>
        {
            foreach ((string name, Func<Rounds, IEnumerable<Comparison>> measure) in s_groups.Where(group => only.Length == 0
                || only.Contains(group.Name)))
            {
                status.Status($"measuring: {name}");
                foreach (Comparison comparison in measure(rounds))
                {
                    rows.Enqueue((name, comparison));
                }
            }
        });
        Report();
        if (markdown is not null)
        {
            MarkdownTable.Replace(markdown, rows.Select(row => row.Comparison));
        }

        return ExitCode.Held;

        // Also beside the run, when it is interrupted.
        void Report()
        {
            Show(console, rows.Select(row => row.Comparison));
            if (html is not null)
            {
                BenchPage.Of([.. rows], count).Write(html);
            }
        }
    }

    private static void Show(IAnsiConsole console, IEnumerable<Comparison> comparisons)
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
            table.AddRow([.. comparison.Cells.Select(cell => new Text(cell))]);
        }

        console.Write(table);
    }
}

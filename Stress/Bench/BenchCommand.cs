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

    private static readonly Option<DirectoryInfo?> s_against = new("--against")
    {
        HelpName = "folder",
        Description = "Compares with another build instead: the folder of its Baton.Stress.dll, or a clone that was built with -c Release.",
    };

    private static readonly Option<int> s_samples = new("--samples")
    {
        Description = "With --against: processes that measure each build.",
        DefaultValueFactory = _ => 9,
    };

    // What --against starts of each build.
    private static readonly Option<bool> s_sample = new("--sample") { Hidden = true };

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
        command.Add(s_against);
        command.Add(s_samples);
        command.Add(s_sample);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        IAnsiConsole console = Terminal.Open();
        string[] only = parsed.GetValue(s_only) ?? [];
        int count = parsed.GetValue(s_rounds);
        Rounds rounds = new(count);
        var groups = s_groups.Where(group => only.Length == 0 || only.Contains(group.Name));
        if (parsed.GetValue(s_sample))
        {
            SampleWriter.Write(Console.Out, groups.Select(group => (Func<IEnumerable<Comparison>>)(() => group.Measure(rounds))));
            return ExitCode.Held;
        }

        if (parsed.GetValue(s_against) is { } folder)
        {
            if (AgainstBuild.FindProgram(folder) is { } program)
            {
                string[] arguments = ["--rounds", $"{count}", .. only.SelectMany(static group => new[] { "--only", group })];
                return AgainstBuild.Run(console, program, parsed.GetValue(s_samples), arguments);
            }

            Console.Error.WriteLine($"--against: {folder.FullName} has no Baton.Stress.dll, nor Stress/bin/Release/net10.0 with one.");
            return ExitCode.Usage;
        }

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
            foreach ((string name, Func<Rounds, IEnumerable<Comparison>> measure) in groups)
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

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Spectre.Console;

namespace Baton.Stress;

/// <summary>The command <c>stress</c>.</summary>
internal static class StressCommand
{
    private const int DefaultSeconds = 60;

    private static readonly Option<string[]> s_scenarios = new("--scenario")
    {
        Description = "A scenario to run, of those that --list shows; may be repeated. Default: all.",
        HelpName = "name",
    };

    private static readonly Option<ulong?> s_seed = new("--seed")
    {
        Description = "What the workload is derived from, 0 or more: the same seed gives iteration k of a scenario the same workload. " +
            "Default: a new one every time; it is printed first.",
        HelpName = "number",
        CustomParser = ParseSeed,
    };

    private static readonly Option<int> s_seconds = new("--seconds")
    {
        HelpName = "number",
        Description = "How long to run in total, shared out evenly among the scenarios. Each does one iteration at least.",
        DefaultValueFactory = _ => DefaultSeconds,
    };

    private static readonly Option<long?> s_iteration = new("--iteration")
    {
        HelpName = "number",
        Description = "Run only this iteration, once, as a failure names it. Default: from 0 on, for as long as there is time.",
    };

    private static readonly Option<FileInfo?> s_json = new("--json")
    {
        HelpName = "file",
        Description = "Also write the results to this file: seed, and for each scenario iterations, checks, duration and failures.",
    };

    private static readonly Option<FileInfo?> s_html = new("--html")
    {
        HelpName = "file",
        Description = "Also writes a page with plots to this file: threads and memory over time, failures, scenarios and checks. With " +
            "--soak it is up to date after each round.",
    };

    private static readonly Option<string?> s_under = new("--under")
    {
        Description = "Puts the process under one of the conditions that --list shows.",
        HelpName = "condition",
    };

    private static readonly Option<bool> s_alone = new("--alone")
    {
        Description = "Without the conditions: only what this process can run.",
    };

    private static readonly Option<double?> s_soak = new("--soak")
    {
        Description = "Runs for so many hours, in rounds of --seconds, each with a seed and a process of its own. Keeps a report.",
        HelpName = "hours",
    };

    private static readonly Option<FileInfo> s_report = new("--report")
    {
        Description = "The file for the report of --soak, which is up to date after each round.",
        HelpName = "file",
        DefaultValueFactory = static _ => new FileInfo("soak.md"),
    };

    private static readonly Option<bool> s_list = new("--list")
    {
        Description = "Only list the scenarios and what they check.",
    };

    internal static Command Create()
    {
        s_scenarios.AcceptOnlyFromAmong([.. ScenarioCatalog.All.Concat(ScenarioCatalog.Conditional).Select(scenario => scenario.Name)]);
        s_under.AcceptOnlyFromAmong([.. Condition.All.Select(condition => condition.Name)]);
        s_seconds.Validators.Add(result => AtLeast(1, result));
        s_iteration.Validators.Add(result => AtLeast(0, result));
        Command command = new("stress", "Runs seeded scenarios against the library's parts, and checks what must hold in each. A hang " +
            "is a failure too: it ends the process.");
        command.Add(s_scenarios);
        command.Add(s_seed);
        command.Add(s_seconds);
        command.Add(s_iteration);
        command.Add(s_json);
        command.Add(s_html);
        command.Add(s_under);
        command.Add(s_alone);
        command.Add(s_soak);
        command.Add(s_report);
        command.Add(s_list);
        command.SetAction(Run);
        return command;
    }

    private static ulong? ParseSeed(ArgumentResult result)
    {
        if (!ulong.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed))
        {
            result.AddError($"--seed must be a whole number from 0 to {ulong.MaxValue}.");
        }

        return seed;
    }

    private static void AtLeast(long least, OptionResult result)
    {
        if (result.Tokens.Count == 1 && long.TryParse(result.Tokens[0].Value, out long value) && value < least)
        {
            result.AddError($"{result.Option.Name} must be {least} or more.");
        }
    }

    private static int Run(ParseResult parsed)
    {
        IAnsiConsole console = Terminal.Open();
        if (parsed.GetValue(s_list))
        {
            List(console);
            return ExitCode.Held;
        }

        FileInfo? json = parsed.GetValue(s_json);
        FileInfo? html = parsed.GetValue(s_html);
        if (!OutputFile.IsWritable("--json", json) || !OutputFile.IsWritable("--html", html))
        {
            return ExitCode.Usage;
        }

        string[] names = parsed.GetValue(s_scenarios) ?? [];
        ulong seed = parsed.GetValue(s_seed) ?? (uint)Random.Shared.Next();
        int seconds = parsed.GetValue(s_seconds);
        if (parsed.GetValue(s_soak) is { } hours)
        {
            SoakRun soak = new(console, seed, seconds, parsed.GetValue(s_report)!, html, names);
            return soak.Run(TimeSpan.FromHours(hours)) ? ExitCode.Held : ExitCode.Failed;
        }

        IReadOnlyList<IScenario> chosen = names.Length == 0
            ? ScenarioCatalog.All
            : [.. ScenarioCatalog.All.Concat(ScenarioCatalog.Conditional).Where(scenario => names.Contains(scenario.Name))];
        Condition? under = parsed.GetValue(s_under) is { } name ? Condition.Named(name) : null;
        bool isWhole = names.Length == 0 && under is null && !parsed.GetValue(s_alone) && parsed.GetValue(s_iteration) is null;
        StressRun run = new(console, seed, seconds, parsed.GetValue(s_iteration), json, html, under);
        return run.Run(chosen, isWhole ? Condition.All : []) ? ExitCode.Held : ExitCode.Failed;
    }

    private static void List(IAnsiConsole console)
    {
        Table table = new Table().Border(TableBorder.Ascii2).AddColumn("Scenario").AddColumn("What must hold");
        foreach (IScenario scenario in ScenarioCatalog.All)
        {
            table.AddRow(new Text(scenario.Name), new Text(scenario.Description));
        }

        foreach (Condition condition in Condition.All)
        {
            table.AddRow(new Text($"under {condition.Name}"), new Text($"{condition.Scenario}: {condition.Description}"));
        }

        console.Write(table);
    }
}

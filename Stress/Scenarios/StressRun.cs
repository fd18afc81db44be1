using Spectre.Console;

namespace Baton.Stress;

/// <summary>One run of some scenarios: prints the seed, runs them one after the other, reports.</summary>
internal sealed class StressRun(IAnsiConsole console, ulong seed, int seconds, long? iteration, FileInfo? json)
{
    private readonly List<ScenarioResult> _results = [];

    /// <returns>Whether all held.</returns>
    internal bool Run(IReadOnlyList<IScenario> scenarios)
    {
        console.WriteLine($"seed: {seed}");
        using MeterProbe meter = new();
        TimeSpan share = TimeSpan.FromSeconds((double)seconds / scenarios.Count);
        console.Progress().AutoClear(true).Start(context =>
        {
            foreach (IScenario scenario in scenarios)
            {
                _results.Add(RunOne(new ScenarioRunner(scenario, seed, meter), share, context.AddTask(scenario.Name,
                    maxValue: share.TotalSeconds)));
            }
        });
        StressReport report = new(seed, seconds, _results);
        new ReportTables(console).Show(report);
        if (json is not null)
        {
            report.Write(json);
        }

        return report.Passed;
    }

    private ScenarioResult RunOne(ScenarioRunner runner, TimeSpan share, ProgressTask progress)
    {
        TimeSpan limit = (share * 3) + TimeSpan.FromSeconds(60);
        using Watchdog watchdog = new(limit, () => EndHung(runner, limit));
        UnhandledExceptionEventHandler tell = (_, _) => Console.Error.WriteLine($"CRASHED: {Where(runner)}.");
        AppDomain.CurrentDomain.UnhandledException += tell;
        try
        {
            ScenarioResult result = runner.Run(share, iteration, spent => progress.Value = spent);
            progress.Value = progress.MaxValue;
            return result;
        }
        finally
        {
            AppDomain.CurrentDomain.UnhandledException -= tell;
        }
    }

    private string Where(ScenarioRunner runner)
    {
        string where = runner.Iteration < 0 ? "after the last iteration" : $"iteration {runner.Iteration}";
        return $"scenario {runner.Name}, seed {seed}, {where}";
    }

    private void EndHung(ScenarioRunner runner, TimeSpan limit)
    {
        string what = Where(runner);
        Console.Error.WriteLine($"HUNG: {what}, not over after {limit.TotalSeconds:N0} s. {runner.Story}");
        runner.Fail("no hang", what);
        if (json is not null)
        {
            new StressReport(seed, seconds, [.. _results, runner.Result]).Write(json);
        }

        Environment.Exit(ExitCode.Failed);
    }
}

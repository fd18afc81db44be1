using System.Diagnostics;
using Spectre.Console;

namespace Baton.Stress;

/// <summary>One run of some scenarios: prints the seed, runs them one after the other, reports.</summary>
/// <param name="console">Where it reports.</param>
/// <param name="seed">What the workloads are derived from.</param>
/// <param name="seconds">How long, in total.</param>
/// <param name="iteration">The only iteration to run. Null: as many as there is time for.</param>
/// <param name="json">The file for the results. Null: none.</param>
/// <param name="html">The file for the page. Null: none.</param>
/// <param name="under">The condition of this process. Null: none.</param>
internal sealed class StressRun(
    IAnsiConsole console, ulong seed, int seconds, long? iteration, FileInfo? json, FileInfo? html, Condition? under)
{
    private readonly ProcessSamples _samples = new();
    private readonly List<ScenarioResult> _results = [];
    private volatile ScenarioRunner? _current; // what runs now; the run's thread, read by an interruption

    /// <param name="scenarios">Run one after the other in this process.</param>
    /// <param name="conditions">Each is put on its scenario in a process of its own, after that.</param>
    /// <returns>Whether all held.</returns>
    internal bool Run(IReadOnlyList<IScenario> scenarios, IReadOnlyList<Condition> conditions)
    {
        using Interruption interruption = new(() => Report(_current is { } runner ? [runner.Result] : []));
        console.WriteLine($"seed: {seed}");
        TimeSpan share = TimeSpan.FromSeconds((double)seconds / (scenarios.Count + conditions.Count));
        RunHere(scenarios, share);
        ConditionRun apart = new(seed, Math.Max(1, (int)share.TotalSeconds), _samples, console.WriteLine);
        foreach (Condition condition in conditions)
        {
            Add(apart.Run(condition, [condition.Scenario]));
        }

        return Report([]);
    }

    // Also beside the run, when it is interrupted.
    private bool Report(IEnumerable<ScenarioResult> unfinished)
    {
        StressReport report = new(seed, seconds, [.. Results, .. unfinished]);
        new ReportTables(console).Show(report);
        Write(report);
        return report.Passed;
    }

    private void Write(StressReport report)
    {
        if (json is not null)
        {
            report.Write(json);
        }

        if (html is not null)
        {
            StressPage.Of(report, _samples.All).Write(html);
        }
    }

    private IReadOnlyList<ScenarioResult> Results
    {
        get
        {
            lock (_results)
            {
                return [.. _results];
            }
        }
    }

    private void Add(IEnumerable<ScenarioResult> results)
    {
        lock (_results)
        {
            _results.AddRange(results);
        }
    }

    private void RunHere(IReadOnlyList<IScenario> scenarios, TimeSpan share)
    {
        using MeterProbe meter = new();
        using Process self = Process.GetCurrentProcess();
        using IDisposable? watch = html is null ? null : _samples.Watch(self, "the scenarios' process");
        using IDisposable? hardship = under?.Begin();
        console.Progress().AutoClear(true).Start(context =>
        {
            foreach (IScenario scenario in scenarios)
            {
                Add([RunOne(new ScenarioRunner(scenario, seed, meter), share, context.AddTask(scenario.Name,
                    maxValue: share.TotalSeconds))]);
            }
        });
    }

    private ScenarioResult RunOne(ScenarioRunner runner, TimeSpan share, ProgressTask progress)
    {
        TimeSpan limit = (share * 3) + TimeSpan.FromSeconds(60);
        using Watchdog watchdog = new(limit, () => EndHung(runner, limit));
        UnhandledExceptionEventHandler tell = (_, _) => Console.Error.WriteLine($"CRASHED: {Where(runner)}.");
        AppDomain.CurrentDomain.UnhandledException += tell;
        try
        {
            _current = runner;
            ScenarioResult result = runner.Run(share, iteration, spent => progress.Value = spent);
            progress.Value = progress.MaxValue;
            _current = null;
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
        Write(new StressReport(seed, seconds, [.. Results, runner.Result]));
        Environment.Exit(ExitCode.Failed);
    }
}

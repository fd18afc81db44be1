using System.Diagnostics;
using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Baton.Stress;

/// <summary>
/// Runs scenarios for hours, round by round. Each round has a seed and a process of its own, so that a hang or an abort ends only that.
/// </summary>
internal sealed class SoakRun(IAnsiConsole console, ulong seed, int secondsOfRound, FileInfo report, FileInfo? html, string[] scenarios)
{
    private readonly List<(ulong Seed, string? Condition, ScenarioResult Result)> _failed = [];
    private readonly ProcessSamples _samples = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _rounds;
    private long _checks;

    /// <returns>Whether all held.</returns>
    internal bool Run(TimeSpan time)
    {
        using Interruption interruption = new(() =>
        {
            console.WriteLine(Summary);
            WriteHtml();
        });
        console.WriteLine($"first seed: {seed}, report: {report.FullName}");
        Condition?[] turns = [null, .. Condition.All];
        do
        {
            Condition? condition = turns[_rounds % turns.Length];
            ulong own = seed + (ulong)_rounds;
            string[] chosen = condition is null ? scenarios : [condition.Scenario];
            foreach (ScenarioResult result in new ConditionRun(own, secondsOfRound, _samples, console.WriteLine).Run(condition, chosen))
            {
                _checks += result.ChecksMade;
                if (!result.Passed)
                {
                    lock (_failed)
                    {
                        _failed.Add((own, condition?.Name, result));
                    }
                }
            }

            _rounds++;
            console.WriteLine(Summary);
            File.WriteAllText(report.FullName, Text());
            WriteHtml();
        }
        while (_clock.Elapsed < time);

        return _failed.Count == 0;
    }

    private string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{_clock.Elapsed.TotalHours:0.00} h, {_rounds} rounds, {_checks:N0} checks, {_failed.Count} failed");

    // Also beside the run, when it is interrupted.
    private void WriteHtml()
    {
        if (html is null)
        {
            return;
        }

        (ulong, ScenarioResult)[] failed;
        lock (_failed)
        {
            failed = [.. _failed.Select(one => (one.Seed, one.Result))];
        }

        StressPage.OfSoak(seed, Summary, failed, _samples.All).Write(html);
    }

    private string Text()
    {
        StringBuilder text = new();
        text.AppendLine("# Soak").AppendLine().AppendLine(Summary).AppendLine();
        foreach ((ulong own, string? condition, ScenarioResult result) in _failed)
        {
            string under = condition is null ? "" : $" --under {condition}";
            string name = result.Name.Split(',')[0];
            text.AppendLine(CultureInfo.InvariantCulture, $"## {result.Name}, seed {own}").AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"`stress --scenario {name} --seed {own} --seconds {secondsOfRound}{under}`")
                .AppendLine();
            foreach (Failure failure in result.Failures)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"- iteration {failure.Iteration}: {failure.Check}: {failure.Detail}");
            }

            text.AppendLine();
        }

        return text.ToString();
    }
}

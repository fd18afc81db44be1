using System.Globalization;
using ScottPlot;

namespace Baton.Stress;

/// <summary>What <c>stress --html</c> writes, for one run and for a soak: what held, the failures, threads and memory over time.</summary>
internal static class StressPage
{
    private const int Height = 320;

    /// <param name="report">What there is so far.</param>
    /// <param name="samples">Of the run's processes.</param>
    internal static HtmlReport Of(StressReport report, IReadOnlyList<ProcessSample> samples)
    {
        HtmlReport page = new("Baton: stress", [("Seed", Number(report.Seed)), ("Seconds", Number(report.Seconds))]);
        page.Heading("Failures");
        AddFailures(page, [.. report.Scenarios.Select(result => (report.Seed, result))]);
        AddTimes(page, samples);
        page.Heading("Scenarios");
        page.Table(
            ["Scenario", "Iterations", "Checks", "Seconds", "Result"],
            [.. report.Scenarios.Select(result => new[]
            {
                result.Name,
                Number(result.Iterations),
                Number(result.ChecksMade),
                Number(result.Seconds),
                result.Passed ? "held" : "FAILED",
            })],
            index => !report.Scenarios[index].Passed);
        page.Heading("Checks");
        page.Table(
            ["Scenario", "Check", "Made", "Failed"],
            [.. report.Scenarios.SelectMany(result => result.Checks.Select(check =>
                new[] { result.Name, check.Name, Number(check.Made), Number(check.Failed) }))]);
        return page;
    }

    /// <param name="seed">Of the first round.</param>
    /// <param name="summary">In one line.</param>
    /// <param name="failed">Which results did not hold, each with its seed.</param>
    /// <param name="samples">Of the rounds' processes.</param>
    internal static HtmlReport OfSoak(
        ulong seed, string summary, IReadOnlyList<(ulong Seed, ScenarioResult Result)> failed, IReadOnlyList<ProcessSample> samples)
    {
        HtmlReport page = new("Baton: soak", [("First seed", Number(seed)), ("So far", summary)]);
        page.Heading("Failures");
        AddFailures(page, failed);
        AddTimes(page, samples);
        return page;
    }

    private static void AddFailures(HtmlReport page, IReadOnlyList<(ulong Seed, ScenarioResult Result)> results)
    {
        string[][] rows = [.. results.SelectMany(one => one.Result.Failures.Select(failure =>
            new[] { one.Result.Name, Number(one.Seed), Number(failure.Iteration), failure.Check, failure.Detail }))];
        if (rows.Length == 0)
        {
            page.Text("None.");
            return;
        }

        page.Table(["Scenario", "Seed", "Iteration", "Check", "Detail"], rows, _ => true);
    }

    private static void AddTimes(HtmlReport page, IReadOnlyList<ProcessSample> samples)
    {
        if (samples.Count == 0)
        {
            return;
        }

        page.Heading("Threads and memory");
        page.Figure("Threads of the process, over the seconds of the run.", OverTime(samples, sample => sample.Threads), Height);
        page.Figure("Resident memory in MB, over the seconds of the run.", OverTime(samples, sample => sample.Megabytes), Height);
    }

    private static Plot OverTime(IReadOnlyList<ProcessSample> samples, Func<ProcessSample, double> value)
    {
        Plot plot = new();
        foreach (IGrouping<string, ProcessSample> kind in samples.GroupBy(sample => sample.Kind))
        {
            double[] times = [.. kind.Select(sample => sample.Seconds)];
            plot.Add.ScatterLine(times, [.. kind.Select(value)]).LegendText = kind.Key;
        }

        plot.ShowLegend(Alignment.UpperLeft);
        plot.Axes.AutoScale();
        plot.Axes.SetLimitsX(0, Math.Max(1, samples.Max(sample => sample.Seconds)));
        plot.Axes.SetLimitsY(0, 1.15 * Math.Max(1, samples.Max(value)));
        return plot;
    }

    private static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("N1", CultureInfo.InvariantCulture);
}

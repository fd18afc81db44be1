using Spectre.Console;

namespace Baton.Stress;

/// <summary>Shows a run's results: a line a scenario, a line a check, and each failure in full.</summary>
internal sealed class ReportTables(IAnsiConsole console)
{
    internal void Show(StressReport report)
    {
        ShowChecks(report);
        ShowScenarios(report);
        ShowFailures(report);
    }

    private void ShowChecks(StressReport report)
    {
        Table table = NewTable("Scenario", "Check").AddColumn(new TableColumn("Made").RightAligned()).AddColumn(new TableColumn("Failed")
            .RightAligned());
        foreach (ScenarioResult scenario in report.Scenarios)
        {
            foreach (CheckResult check in scenario.Checks)
            {
                table.AddRow(new Text(scenario.Name), new Text(check.Name), new Text($"{check.Made:N0}"), new Text($"{check.Failed:N0}"));
            }
        }

        console.Write(table);
    }

    private void ShowScenarios(StressReport report)
    {
        Table table = NewTable("Scenario")
            .AddColumn(new TableColumn("Iterations").RightAligned())
            .AddColumn(new TableColumn("Checks").RightAligned())
            .AddColumn(new TableColumn("Seconds").RightAligned())
            .AddColumn("Result");
        foreach (ScenarioResult scenario in report.Scenarios)
        {
            table.AddRow(
                new Text(scenario.Name),
                new Text($"{scenario.Iterations:N0}"),
                new Text($"{scenario.ChecksMade:N0}"),
                new Text($"{scenario.Seconds:N1}"),
                new Text(scenario.Passed ? "held" : "FAILED"));
        }

        console.Write(table);
    }

    private void ShowFailures(StressReport report)
    {
        foreach (ScenarioResult scenario in report.Scenarios)
        {
            foreach (Failure failure in scenario.Failures)
            {
                string where = failure.Iteration < 0 ? "after the last iteration" : $"iteration {failure.Iteration}";
                console.WriteLine($"FAILED: {scenario.Name}, seed {report.Seed}, {where}: {failure.Check}: {failure.Detail}");
            }
        }

        console.WriteLine(report.Passed ? "All held." : "Not all held.");
    }

    private static Table NewTable(params string[] columns) => new Table().Border(TableBorder.Ascii2).AddColumns(columns);
}

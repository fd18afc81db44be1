using System.Diagnostics;
using System.Globalization;

namespace Baton.Stress;

/// <summary>Runs scenarios in a process of their own, and brings their results back.</summary>
/// <param name="seed">What the workloads are derived from.</param>
/// <param name="seconds">How long.</param>
/// <param name="samples">Told how the process goes.</param>
/// <param name="tell">Told what is left out, and why.</param>
internal sealed class ConditionRun(ulong seed, int seconds, ProcessSamples samples, Action<string> tell)
{
    private const int NobodyId = 65534;
    private const int TailLength = 4_000; // characters of the output that a failure keeps

    /// <param name="condition">What the process suffers. Null: nothing.</param>
    /// <param name="scenarios">Their names. Empty: all.</param>
    /// <returns>The results. A process that did not end well without saying why is a failure too.</returns>
    internal IReadOnlyList<ScenarioResult> Run(Condition? condition, IReadOnlyList<string> scenarios)
    {
        FileInfo json = new(Path.Combine(Path.GetTempPath(), $"stress-{Guid.NewGuid():N}.json"));
        try
        {
            json.Create().Dispose();
            return Run(condition, scenarios, json);
        }
        finally
        {
            json.Delete();
        }
    }

    private List<ScenarioResult> Run(Condition? condition, IReadOnlyList<string> scenarios, FileInfo json)
    {
        if (Start(condition, scenarios, json) is not { } start)
        {
            tell($"{condition!.Name}: left out, since this needs setpriv or an ordinary user.");
            return [];
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using (samples.Watch(process, condition is null ? "without a condition" : "under a condition"))
        {
            process.WaitForExit();
        }

        List<ScenarioResult> results = [.. StressReport.TryRead(json) is { } report ? report.Scenarios.Select(Renamed) : []];
        if (process.ExitCode != ExitCode.Held && results.TrueForAll(result => result.Passed))
        {
            Failure failure = new("the process ends well", -1, $"exit code {process.ExitCode}: {Tail(output.Result + errors.Result)}");
            results.Add(new ScenarioResult(condition?.Name ?? "process", 0, 0, [], [failure]));
        }

        return results;

        ScenarioResult Renamed(ScenarioResult result) =>
            condition is null ? result : result with { Name = $"{result.Name}, {condition.Name}" };
    }

    private ProcessStartInfo? Start(Condition? condition, IReadOnlyList<string> scenarios, FileInfo json)
    {
        List<string> command = [.. ThisProgram(), "stress", "--seed", seed.ToString(CultureInfo.InvariantCulture)];
        command.AddRange(["--seconds", seconds.ToString(CultureInfo.InvariantCulture), "--json", json.FullName]);
        command.AddRange(scenarios.SelectMany(scenario => new[] { "--scenario", scenario }));
        command.AddRange(condition is null ? ["--alone"] : ["--under", condition.Name]);
        if (condition is { NeedsOrdinaryUser: true } && Environment.IsPrivilegedProcess)
        {
            if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/setpriv"))
            {
                return null;
            }

            const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
            File.SetUnixFileMode(json.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | Others);
            command.InsertRange(0, ["/usr/bin/setpriv", $"--reuid={NobodyId}", $"--regid={NobodyId}", "--clear-groups"]);
        }

        if (condition?.Prefix is { } prefix)
        {
            int shellAt = command[0].EndsWith("setpriv", StringComparison.Ordinal) ? 4 : 0;
            command.InsertRange(shellAt, ["/bin/bash", "-c", $"{prefix} \"$@\"", "stress"]);
        }

        ProcessStartInfo start = new(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in condition?.Environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static IEnumerable<string> ThisProgram()
    {
        string host = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(host) == "dotnet" ? [host, typeof(Program).Assembly.Location] : [host];
    }

    private static string Tail(string text) => text.Length <= TailLength ? text : text[^TailLength..];
}

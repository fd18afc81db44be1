using System.Diagnostics;

namespace Baton.Tests;

/// <summary>Runs a scenario of <see cref="ChildScenarios"/> in a process of its own, for what a test process would not survive.</summary>
internal static class ChildProcess
{
    internal const string Switch = "--child";

    /// <summary>What a child did. Its exit code is 0 when it ended as it meant to.</summary>
    internal sealed record Result(int ExitCode, string Output, string Errors)
    {
        public override string ToString() => $"exit code {ExitCode}\n--- output\n{Output}\n--- errors\n{Errors}";
    }

    /// <summary>Runs the scenario to its end.</summary>
    /// <exception cref="TimeoutException">It did not end; it has been killed.</exception>
    internal static Task<Result> RunAsync(string scenario, params string[] arguments) => RunUnderAsync([], scenario, arguments);

    /// <summary>As <see cref="RunAsync(string, string[])"/>, as the last arguments of another command, which sets the stage.</summary>
    /// <param name="command">The command and its arguments; empty: none.</param>
    /// <param name="scenario">What the child does.</param>
    /// <param name="arguments">What it is given.</param>
    internal static Task<Result> RunUnderAsync(IReadOnlyList<string> command, string scenario, params string[] arguments) =>
        RunAsync(command, scenario, arguments, new Dictionary<string, string?>());

    /// <summary>As the first overload, with more variables in the child's environment.</summary>
    internal static Task<Result> RunAsync(string scenario, string[] arguments, IReadOnlyDictionary<string, string?> environment) =>
        RunAsync([], scenario, arguments, environment);

    /// <summary>Runs another program to its end.</summary>
    /// <inheritdoc cref="RunAsync(string, string[])" path="/exception"/>
    internal static Task<Result> RunProgramAsync(string program, params string[] arguments) =>
        RunLineAsync([program, .. arguments], new Dictionary<string, string?>());

    private static Task<Result> RunAsync(
        IReadOnlyList<string> command, string scenario, string[] arguments, IReadOnlyDictionary<string, string?> environment) =>
        RunLineAsync([.. command, Environment.ProcessPath!, Switch, scenario, .. arguments], environment);

    private static async Task<Result> RunLineAsync(string[] line, IReadOnlyDictionary<string, string?> environment)
    {
        ProcessStartInfo start = new(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process child = Process.Start(start)!;
        Task<string> output = child.StandardOutput.ReadToEndAsync();
        Task<string> errors = child.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(110));
        try
        {
            await child.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            child.Kill();
            throw new TimeoutException($"'{string.Join(' ', line)}' did not end.\n{await output}\n{await errors}");
        }

        return new Result(child.ExitCode, await output, await errors);
    }
}

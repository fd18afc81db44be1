using System.CommandLine;
using System.CommandLine.Invocation;

namespace Baton.Stress;

internal static class Program
{
    private const string Description = """
        Runs Baton on real work, and puts it under stress.

        Without a command: the demonstration. It runs the two-step coroutine that started it all, and turns a push-style
        library, Roslyn's syntax walker, into a lazy sequence of the nodes of C# source files.

        Exit codes: 0 all held, 1 something did not, 2 the command line was wrong, 130 interrupted.

        Examples, each after "dotnet run --project Stress -c Release --":
          demo ~/src/project                   the demonstration, on other C# sources than this solution's
          stress --list                        what can be put under stress
          stress --seconds 120 --json out.json all scenarios, results also as JSON
          stress --scenario pull --seed 42     one scenario, the same workload every time
          client                               the article's client, over real sockets
          stress --soak 8 --html soak.html     for hours; a page with plots, up to date after each round
          cluster                              silos as processes, one killed, one stopped, every call accounted for
          cluster --compare                    the same blocking calls by Baton and by Task.Run
          bench --markdown docs/benchmarks.md  what it costs, next to the alternatives
          bench --html bench.html              the same as a page with plots
          bench --against ../before --only tight   this build next to another, a process a sample
        """;

    public static async Task<int> Main(string[] args)
    {
        if (args is [SiloSettings.Command, ..])
        {
            return await SiloProgram.RunAsync(SiloSettings.Parse(args)).ConfigureAwait(false); // a process of the command cluster
        }

        RootCommand root = new(Description);
        DemoCommand.AddTo(root);
        root.Add(StressCommand.Create());
        root.Add(ClientCommand.Create());
        root.Add(ClusterCommand.Create());
        root.Add(BenchCommand.Create());
        ParseResult parsed = root.Parse(args);
        if (parsed.Action is not ParseErrorAction wrong)
        {
            // Interruption ends the process: the library for command lines would cancel and wait.
            return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }).ConfigureAwait(false);
        }

        wrong.ShowHelp = false; // it would push the message off the screen
        wrong.Invoke(parsed);
        return ExitCode.Usage;
    }
}

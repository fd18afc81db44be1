using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Baton.Tool;

internal static class Program
{
    private const string Description = """
        Looks into a process that uses Baton: its coroutines and frames, what each waits for, and their stacks.

        The process needs no preparation, and may hang. It must belong to the same user, and have the same TMPDIR.

        Exit codes: 0 done, 2 the command line was wrong, 3 no such process, 4 it is none of .NET's, 5 it has no Baton in it,
        6 it may not be looked at, 7 the answer is cut off.

        Examples:
          baton ps                  the .NET processes that can be asked
          baton ps 4711             who is there, and what each waits for
          baton tree 4711 --lines   with stacks
          baton top 4711            up to date
          baton graph 4711 --format dot | dot -Tsvg > waits.svg
        """;

    public static int Main(string[] args)
    {
        // No RootCommand: it would bear the name of the file, which is not what users type.
        Command root = new("baton", Description) { new HelpOption { Recursive = true }, new VersionOption() };
        Commands.AddTo(root);
        ParseResult parsed = root.Parse(args);
        if (parsed.Action is not ParseErrorAction wrong)
        {
            // Interruption ends the process: the library for command lines would cancel and wait.
            return parsed.Invoke(new InvocationConfiguration { ProcessTerminationTimeout = null });
        }

        wrong.ShowHelp = false; // it would push the message off the screen
        wrong.Invoke(parsed);
        return ExitCode.Usage;
    }
}

using System.CommandLine;
using Spectre.Console;

namespace Baton.Stress;

/// <summary>The command <c>demo</c>, which also runs when the program is given no command.</summary>
internal static class DemoCommand
{
    internal static void AddTo(RootCommand root)
    {
        Argument<DirectoryInfo> folder = new("folder")
        {
            Description = "C# sources to walk. Default: the solution that holds the current directory, or else the program.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        folder.AcceptExistingOnly();
        Command demo = new("demo", "The demonstration. It also runs when no command is given.") { folder };
        demo.SetAction(parsed => Run(parsed.GetValue(folder)));
        root.Add(demo);
        root.SetAction(_ => Run(folder: null));
    }

    private static int Run(DirectoryInfo? folder)
    {
        using Interruption interruption = new(static () => { });
        bool articleHeld = Article.Run(Console.Out);
        if (!articleHeld)
        {
            Console.Error.WriteLine("The coroutine did not run in the expected order.");
        }

        DirectoryInfo? root = folder ?? SourceTree.FindSolution();
        if (root is null)
        {
            Console.Error.WriteLine($"No {SourceTree.Solution} above the current directory or the program: name a folder with C# sources.");
            return ExitCode.Usage;
        }

        IReadOnlyList<string> files = SourceTree.Files(root);
        if (files.Count == 0)
        {
            Console.Error.WriteLine($"There are no C# sources in {root.FullName}.");
            return ExitCode.Usage;
        }

        IAnsiConsole console = Terminal.Open();
        console.WriteLine();
        bool walkHeld = new SyntaxDemo(console, root, files).Run();
        return articleHeld && walkHeld ? ExitCode.Held : ExitCode.Failed;
    }
}

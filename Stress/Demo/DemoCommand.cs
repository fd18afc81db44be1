using System.CommandLine;
using Spectre.Console;

namespace Baton.Stress;

/// <summary>What the program does when it is given no command.</summary>
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
        root.Add(folder);
        root.SetAction(parsed => Run(parsed.GetValue(folder)));
    }

    private static int Run(DirectoryInfo? folder)
    {
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

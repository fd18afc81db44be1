using Spectre.Console;

namespace Baton.Stress;

/// <summary>Where tables and progress go: plain text that does not wrap, unless the output is a terminal.</summary>
internal static class Terminal
{
    private const int WidthOfFiles = 200;

    internal static IAnsiConsole Open()
    {
        if (!Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        console.Profile.Width = WidthOfFiles;
        return console;
    }
}

using Spectre.Console;

namespace Baton.Tool;

/// <summary>Where tables go: plain text that does not wrap, unless the output is a terminal.</summary>
internal static class Terminal
{
    private const int WidthOfFiles = 240;

    /// <param name="output">Where to, in place of the standard output. Null: there.</param>
    internal static IAnsiConsole Open(TextWriter? output = null)
    {
        if (output is null && !Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output ?? Console.Out),
        });
        console.Profile.Width = WidthOfFiles;
        return console;
    }
}

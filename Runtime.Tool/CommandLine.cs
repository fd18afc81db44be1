using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Tool;

/// <summary>How a process was started, in words: several programs may bear the name <c>dotnet</c>.</summary>
internal static class CommandLine
{
    private const int Most = 160;

    /// <summary>The command line, as far as the system tells it (Linux). Elsewhere the name of the process.</summary>
    internal static string Of(int processId) => OperatingSystem.IsLinux() && Read(processId) is { } line ? line : NameOf(processId);

    /// <summary>As a line for people, from what the system has: arguments that end with a zero each. Null: there is none.</summary>
    internal static string? Words(string arguments)
    {
        string[] words = arguments.TrimEnd('\0').Split('\0');
        words[0] = Path.GetFileName(words[0]);
        string line = string.Concat(string.Join(' ', words).Select(static one => char.IsControl(one) ? '?' : one));
        return line.Length == 0 ? null : line.Length <= Most ? line : $"{line[..Most]}…";
    }

    private static string? Read(int processId)
    {
        try
        {
            return Words(File.ReadAllText($"/proc/{processId}/cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string NameOf(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return process.ProcessName;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return "(has ended)";
        }
    }
}

using System.Globalization;

namespace Baton.Tool;

/// <summary>
/// By what a .NET process is found: a socket whose name has the process's number and the moment of its start. Sockets of processes that
/// were killed stay, and their numbers are given to others: to programs that are not .NET's, and to threads.
/// </summary>
internal static class DiagnosticSocket
{
    private const int StartTime = 19; // the place among the fields of /proc/PID/stat behind the name, from 0

    /// <summary>Has this very process a socket? True where the system does not tell (not Linux).</summary>
    internal static bool IsOf(int processId)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        try
        {
            string stat = File.ReadAllText($"/proc/{processId}/stat");
            string start = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[StartTime];
            return File.Exists(Path.Combine(
                Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"dotnet-diagnostic-{processId}-{start}-socket")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // it has ended
        }
    }
}

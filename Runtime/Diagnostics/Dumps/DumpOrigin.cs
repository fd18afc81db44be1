using System.Diagnostics;
using System.Reflection;

namespace Baton;

/// <summary>Of which process a dump is.</summary>
/// <param name="Library">The library's version.</param>
/// <param name="ProcessId">The process's number.</param>
/// <param name="Process">The process's name.</param>
/// <param name="Uptime">How long it has run.</param>
internal sealed record DumpOrigin(string Library, int ProcessId, string Process, TimeSpan Uptime)
{
    /// <summary>The version of the runtime.</summary>
    internal static string Runtime => Environment.Version.ToString();

    internal static DumpOrigin Now
    {
        get
        {
            using Process process = System.Diagnostics.Process.GetCurrentProcess();
            string version = typeof(DumpOrigin).Assembly
                .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";
            return new DumpOrigin(
                version.Split('+')[0],
                Environment.ProcessId,
                process.ProcessName,
                DateTime.UtcNow - process.StartTime.ToUniversalTime());
        }
    }
}

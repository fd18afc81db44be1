global using Environment = Baton.Tests.Itself.Machine;

using System.Diagnostics;

namespace Baton.Tests.Itself;

/// <summary>In the place of .NET's Environment: explorations are the same on each machine, and its clock is the run's.</summary>
internal static class Machine
{
    internal static int CurrentManagedThreadId => System.Environment.CurrentManagedThreadId;

    internal static int ProcessorCount => 3;

    internal static int SystemPageSize => System.Environment.SystemPageSize;

    internal static int ProcessId => System.Environment.ProcessId;

    internal static Version Version => System.Environment.Version;

    internal static string? GetEnvironmentVariable(string variable) => System.Environment.GetEnvironmentVariable(variable);

    internal static long TickCount64 => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1000);
}

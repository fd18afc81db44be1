using System.Diagnostics;

namespace Baton.Stress;

/// <summary>Ties the process to one processor: the calling thread, and all threads that come after it.</summary>
internal sealed class OneProcessor : IDisposable
{
    internal static IDisposable Begin()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            using Process process = Process.GetCurrentProcess();
            process.ProcessorAffinity = 1;
        }

        return new OneProcessor();
    }

    public void Dispose()
    {
        // The process ends soon.
    }
}

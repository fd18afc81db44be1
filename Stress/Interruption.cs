using System.Runtime.InteropServices;

namespace Baton.Stress;

/// <summary>
/// What Ctrl-C does: shows the cursor, reports what has been measured so far, and ends the process with the shell's code for it.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private const string ShowCursor = "\u001b[?25h";

    private readonly PosixSignalRegistration _signal;

    /// <param name="report">Reports what there is so far. Runs beside the work, which goes on until the process ends.</param>
    internal Interruption(Action report)
    {
        _signal = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true; // the process ends below, after the report
            End(report);
        });
    }

    public void Dispose() => _signal.Dispose();

    private static void End(Action report)
    {
        if (!Console.IsOutputRedirected)
        {
            Console.Out.Write(ShowCursor);
        }

        Console.Error.WriteLine("Interrupted: what follows is what there was by then.");
        try
        {
            report();
        }
        finally
        {
            Environment.Exit(ExitCode.Interrupted);
        }
    }
}

using System.Globalization;
using System.Runtime.InteropServices;

namespace Baton;

/// <summary>Writes a dump each time that a signal comes. Signals that come while a dump waits for its turn share that dump.</summary>
internal sealed class SignalDump : IDisposable
{
    // SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGCHLD, SIGCONT, SIGWINCH, SIGTTIN, SIGTTOU, SIGTSTP, in .NET's order from 1.
    private static readonly int[] s_numbers = [0, 1, 2, 3, 15, 17, 18, 28, 21, 22, 20];

    private readonly DumpOptions _options;
    private readonly string? _path;
    private readonly PosixSignalRegistration _registration;
    private int _isAsked; // 1: a dump waits for its turn; interlocked

    /// <exception cref="PlatformNotSupportedException">The system does not know the signal.</exception>
    internal SignalDump(PosixSignal signal, DumpOptions options, string? path)
    {
        _options = options;
        _path = path;
        _registration = PosixSignalRegistration.Create(signal, OnSignal);
        if (IsIgnored(signal))
        {
            Write(writer => writer.WriteLine(
                $"Baton: this process ignores the signal {signal}, since it was started so, as by 'nohup' or by '&' in a script. " +
                "No dump will come by it."));
        }
    }

    public void Dispose() => _registration.Dispose();

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Exchange(ref _isAsked, 1) == 0)
        {
            DumpThread.Send(Dump);
        }
    }

    private void Dump()
    {
        Volatile.Write(ref _isAsked, 0);
        Write(writer => Dumper.Write(writer, _options, CancellationToken.None));
    }

    // Nobody is there who could be told of a failure.
    private void Write(Action<TextWriter> write)
    {
        try
        {
            using StreamWriter writer = new(_path is null
                ? Console.OpenStandardError()
                : new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite));
            write(writer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || NoMemory.Is(e))
        {
            // see above
        }
    }

    // Linux tells. .NET leaves a signal alone that is ignored when the process starts.
    private static bool IsIgnored(PosixSignal signal)
    {
        try
        {
            int number = NumberOf(signal);
            string? line = OperatingSystem.IsLinux() && number > 0
                ? File.ReadLines("/proc/self/status").FirstOrDefault(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal))
                : null;
            return line is not null
                && ulong.TryParse(
                    line.AsSpan("SigIgn:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong mask)
                && (mask >> (number - 1) & 1) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Of Linux: .NET has numbers of its own, below 0, for those that it names.
    private static int NumberOf(PosixSignal signal) =>
        (int)signal < 0 && -(int)signal < s_numbers.Length ? s_numbers[-(int)signal] : (int)signal;
}

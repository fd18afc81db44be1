using System.Globalization;
using System.Runtime.InteropServices;

namespace Baton;

/// <summary>
/// What the environment of the process asks for when it starts: see <c>BATON_DUMP_ON_SIGQUIT</c>, <c>BATON_DUMP_ON_SIGUSR1</c> and
/// <c>BATON_WATCH</c>. It tells of values that have no effect there, and in the switches of the process.
/// </summary>
internal static class Triggers
{
    internal const string DumpVariable = "BATON_DUMP_ON_SIGQUIT";
    internal const string UserDumpVariable = "BATON_DUMP_ON_SIGUSR1";
    internal const string WatchVariable = "BATON_WATCH";

    private static readonly List<IDisposable> s_begun = []; // lives as long as the process; the one thread that calls Begin

    /// <summary>Once, with the first pooled thread. Does not throw. What cannot be done is said on standard error.</summary>
    internal static void Begin()
    {
        Try(DumpVariable, static value => BeginDump(value, PosixSignal.SIGQUIT));
        Try(UserDumpVariable, static value => BeginDump(value, (PosixSignal)(OperatingSystem.IsMacOS() ? 30 : 10)));
        Try(WatchVariable, BeginWatch);
        foreach (string name in DiagnosticSwitches.Names)
        {
            LookAtSwitch(name);
        }
    }

    private static void BeginDump(string value, PosixSignal signal)
    {
        if (value != "1" && !value.AsSpan().ContainsAny("/\\.".AsSpan()))
        {
            throw new FormatException("it is 1 for standard error, 0 for none, or the path of a file, such as ./dumps.txt.");
        }

        if (value != "1" && Path.GetDirectoryName(Path.GetFullPath(value)) is { } folder && !Directory.Exists(folder))
        {
            throw new FormatException($"there is no folder {folder}.");
        }

        s_begun.Add(CoroutineDiagnostics.DumpOn(signal, path: value == "1" ? null : value));
    }

    private static void BeginWatch(string value)
    {
        if (TryParse(value) is not { } time)
        {
            throw new FormatException("it is a time above 0 and below 24 days, as 30s, 500ms, 2m, 1h or a number of seconds, or 0.");
        }

        WatchOptions options = new() { LongerThan = time, Stacks = true };
        s_begun.Add(CoroutineDiagnostics.Watch(options, WatchText.WriteToStandardError));
    }

    /// <summary>As <c>30s</c>, <c>500ms</c>, <c>2m</c>, <c>1h</c>, or a number of seconds. Null: it is none of these.</summary>
    internal static TimeSpan? TryParse(string value)
    {
        (string unit, double seconds) = value switch
        {
            _ when value.EndsWith("ms", StringComparison.Ordinal) => ("ms", 0.001),
            _ when value.EndsWith('s') => ("s", 1),
            _ when value.EndsWith('m') => ("m", 60),
            _ when value.EndsWith('h') => ("h", 3600),
            _ => (string.Empty, 1.0),
        };
        ReadOnlySpan<char> digits = value.AsSpan(0, value.Length - unit.Length);
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && number > 0 && number * seconds < OptionRange.Longest.TotalSeconds
            ? TimeSpan.FromSeconds(number * seconds)
            : null;
    }

    private static void Try(string variable, Action<string> begin)
    {
        try
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value && value != "0")
            {
                Try(variable, value, begin);
            }
        }
        catch (Exception e)
        {
            _ = e; // the process goes on without
        }
    }

    private static void Try(string variable, string value, Action<string> begin)
    {
        try
        {
            begin(value);
        }
        catch (Exception e)
        {
            Tell($"{variable}={value}", e.Message);
        }
    }

    private static void LookAtSwitch(string name)
    {
        try
        {
            if (DiagnosticSwitches.WrongValueOf(name) is { } value)
            {
                Tell($"the switch {name}={value}", "it is true or false.");
            }
        }
        catch (Exception e)
        {
            _ = e; // the process goes on without
        }
    }

    private static void Tell(string what, string why)
    {
        using StreamWriter writer = new(Console.OpenStandardError());
        writer.WriteLine($"Baton: {what} has no effect: {why}");
    }
}

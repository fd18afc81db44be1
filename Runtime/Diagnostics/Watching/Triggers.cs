using System.Globalization;
using System.Runtime.InteropServices;

namespace Baton;

/// <summary>What the environment of the process asks for when it starts: see <c>BATON_DUMP_ON_SIGQUIT</c> and <c>BATON_WATCH</c>.</summary>
internal static class Triggers
{
    internal const string DumpVariable = "BATON_DUMP_ON_SIGQUIT";
    internal const string WatchVariable = "BATON_WATCH";

    private static readonly List<IDisposable> s_begun = []; // lives as long as the process; the one thread that calls Begin

    /// <summary>Once, with the first pooled thread. Does not throw.</summary>
    internal static void Begin()
    {
        Try(static () =>
        {
            if (Environment.GetEnvironmentVariable(DumpVariable) is { Length: > 0 } value && value != "0")
            {
                s_begun.Add(CoroutineDiagnostics.DumpOn(PosixSignal.SIGQUIT, path: value == "1" ? null : value));
            }
        });
        Try(static () =>
        {
            if (Environment.GetEnvironmentVariable(WatchVariable) is { Length: > 0 } value && TryParse(value) is { } time)
            {
                WatchOptions options = new() { LongerThan = time, Stacks = true };
                s_begun.Add(CoroutineDiagnostics.Watch(options, WatchText.WriteToStandardError));
            }
        });
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

    private static void Try(Action begin)
    {
        try
        {
            begin();
        }
        catch (Exception e)
        {
            _ = e; // the process goes on without
        }
    }
}

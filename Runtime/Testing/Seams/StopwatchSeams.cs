using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="Stopwatch"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(Stopwatch))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class StopwatchSeams
{
    /// <inheritdoc cref="Stopwatch.GetTimestamp"/>
    public static long GetTimestamp() => SeamCall.Clock is { } clock
        ? clock.GetTimestamp() * (Stopwatch.Frequency / clock.TimestampFrequency)
        : Stopwatch.GetTimestamp();

    /// <inheritdoc cref="Stopwatch.GetElapsedTime(long)"/>
    public static TimeSpan GetElapsedTime(long startingTimestamp) => Stopwatch.GetElapsedTime(startingTimestamp, GetTimestamp());
}

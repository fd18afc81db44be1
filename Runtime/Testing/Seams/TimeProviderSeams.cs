using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="TimeProvider"/> does in code that was compiled with seams.</summary>
/// <remarks>That of the system goes by the clock of the run.</remarks>
[SeamsOf(typeof(TimeProvider))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class TimeProviderSeams
{
    /// <inheritdoc cref="TimeProvider.GetUtcNow"/>
    public static DateTimeOffset GetUtcNow(TimeProvider clock) => SeamCall.InPlaceOf(clock).GetUtcNow();

    /// <inheritdoc cref="TimeProvider.GetLocalNow"/>
    public static DateTimeOffset GetLocalNow(TimeProvider clock) => SeamCall.InPlaceOf(clock).GetLocalNow();

    /// <inheritdoc cref="TimeProvider.GetTimestamp"/>
    public static long GetTimestamp(TimeProvider clock) =>
        ReferenceEquals(clock, TimeProvider.System) ? StopwatchSeams.GetTimestamp() : clock.GetTimestamp();

    /// <inheritdoc cref="TimeProvider.GetElapsedTime(long)"/>
    public static TimeSpan GetElapsedTime(TimeProvider clock, long startingTimestamp) =>
        ReferenceEquals(clock, TimeProvider.System)
            ? StopwatchSeams.GetElapsedTime(startingTimestamp)
            : clock.GetElapsedTime(startingTimestamp);

    /// <inheritdoc cref="TimeProvider.CreateTimer"/>
    public static ITimer CreateTimer(TimeProvider clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        SeamCall.InPlaceOf(clock).CreateTimer(callback, state, dueTime, period);
}

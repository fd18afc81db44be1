using Microsoft.Extensions.Logging;

namespace Baton.Hosting;

/// <summary>What is logged, under the category <c>Baton</c>.</summary>
internal static partial class BatonLog
{
    internal const string Category = "Baton";

    [LoggerMessage(1, LogLevel.Error, "{Source} failed, and no code has asked for that failure.", EventName = "UnobservedFailure")]
    internal static partial void UnobservedFailure(this ILogger logger, Exception exception, string source);

    [LoggerMessage(2, LogLevel.Error, "Deadlock: {Finding}", EventName = "Deadlock")]
    internal static partial void Deadlock(this ILogger logger, string finding);

    [LoggerMessage(3, LogLevel.Warning, "Stuck: {Finding}", EventName = "Stuck")]
    internal static partial void Stuck(this ILogger logger, string finding);

    [LoggerMessage(4, LogLevel.Information, "{Finding}", EventName = "Notice")]
    internal static partial void Notice(this ILogger logger, string finding);

    [LoggerMessage(5, LogLevel.Warning, "{Member} {Wait}, for {Duration}.", EventName = "LongWait")]
    internal static partial void LongWait(this ILogger logger, string member, string wait, TimeSpan? duration);

    [LoggerMessage(
        6,
        LogLevel.Warning,
        "Frames are left when the host stops, and are canceled: {Count} of scheduler '{Scheduler}': {Frames}",
        EventName = "Canceled")]
    internal static partial void Canceled(this ILogger logger, int count, string scheduler, string frames);

    [LoggerMessage(
        7, LogLevel.Error, "The host stops, and {What} have not ended. It leaves behind: {Left}", EventName = "NotDrained")]
    internal static partial void NotDrained(this ILogger logger, string what, string left);
}

using Microsoft.Extensions.Logging;

namespace Baton.Orleans;

/// <summary>What is logged, under the category <c>Baton</c>.</summary>
internal static partial class SiloLog
{
    internal const string Category = "Baton";

    [LoggerMessage(10, LogLevel.Warning, "{Count} bodies of grains had not ended by themselves when the silo stopped. They are canceled.",
        EventName = "BodiesCanceled")]
    internal static partial void Canceled(this ILogger logger, int count);

    [LoggerMessage(11, LogLevel.Error, "{Count} bodies of grains have not ended within the silo's time to stop. They go on by themselves.",
        EventName = "BodiesLeft")]
    internal static partial void Left(this ILogger logger, int count);
}

using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Baton.Hosting;

/// <summary>
/// Logs the warnings and errors of the event source <c>Baton</c>, under their own names. What the host tells of by other means is left out.
/// </summary>
/// <remarks>An event is told on the thread that it happens on. A logger that waits there is told to no scheduler.</remarks>
/// <param name="logger">Gets them.</param>
/// <param name="limit">How many of them.</param>
internal sealed class BatonEvents(ILogger logger, EventLimit limit) : EventListener
{
    private const string Source = "Baton";

    // Informational, since a thread of its own may block where it pleases. A thread of the .NET pool is missed by others.
    private const string BlockedOutside = "BlockedOutside";

    private const int FirstId = 100; // of the ids of the log

    // None of the source's own: events without a keyword come, and dumps for other processes do not.
    private const EventKeywords NoDumps = (EventKeywords)4;

    [ThreadStatic]
    private static bool s_isLogging; // does this thread tell a logger? That thread; what the logger itself does is not logged

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Source)
        {
            EnableEvents(eventSource, EventLevel.Informational, NoDumps);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (s_isLogging || !IsLogged(eventData))
        {
            return;
        }

        s_isLogging = true;
        try
        {
            Log(eventData);
        }
        finally
        {
            s_isLogging = false;
        }
    }

    private void Log(EventWrittenEventArgs eventData)
    {
        string name = eventData.EventName ?? string.Empty;
        if (limit.Pass(name, About(eventData)) is { } leftOut)
        {
            string text = string.Format(CultureInfo.InvariantCulture, eventData.Message ?? name, [.. eventData.Payload ?? []]);
            logger.Log(
                eventData.Level is EventLevel.Warning or EventLevel.Informational ? LogLevel.Warning : LogLevel.Error,
                new EventId(FirstId + eventData.EventId, name),
                leftOut == 0 ? text : $"{text} ({leftOut} more of these were not logged.)",
                exception: null,
                static (state, _) => state);
        }
    }

    private static bool IsLogged(EventWrittenEventArgs eventData) => eventData.EventId > 0 && eventData.EventName switch
    {
        BlockedOutside => Thread.CurrentThread.IsThreadPoolThread,
        "UnobservedFault" or "WaitedLong" => false, // logged as UnobservedFailure and LongWait
        "SchedulerStoodStill" => About(eventData) is not ("A deadlock" or "Waits"), // these are findings
        _ => eventData.Level is EventLevel.Critical or EventLevel.Error or EventLevel.Warning,
    };

    private static string About(EventWrittenEventArgs eventData) => eventData.Payload is [string about, ..] ? about : string.Empty;
}

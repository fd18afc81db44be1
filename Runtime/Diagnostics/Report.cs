using System.Diagnostics.Metrics;

namespace Baton;

/// <summary>One piece of news for the listeners of the meter and the event source.</summary>
/// <param name="kind">What has happened.</param>
/// <param name="about">The pool's name; or the coroutine, frame or scheduler, whose text is made only if a listener wants it.</param>
internal readonly struct Report(ReportKind kind, object about)
{
    /// <summary>An exception, or words. Null: there is nothing more to tell.</summary>
    internal object? Detail { get; init; }

    /// <summary>A number that is told.</summary>
    internal int Number { get; init; }

    /// <summary>A time that is told, in seconds.</summary>
    internal double Seconds { get; init; }

    /// <summary>Tells the listeners of the meter, who may throw.</summary>
    internal void Count()
    {
        if (BatonMeter.Current is not { } meter)
        {
            return;
        }

        switch (kind)
        {
            case ReportKind.LimitReached:
                AddForPool(meter.LimitReached);
                break;
            case ReportKind.WorkQueued:
                AddForPool(meter.WorkQueued);
                break;
            case ReportKind.Found when Number > 0:
                meter.Deadlocks?.Add(1);
                meter.StoodStill?.Add(1);
                break;
            case ReportKind.Dumped:
                meter.Dumps?.Add(1);
                meter.DumpDuration?.Record(Seconds);
                break;
            default:
                CounterOf(meter)?.Add(1);
                break;
        }
    }

    private Counter<long>? CounterOf(BatonMeter meter) => kind switch
    {
        ReportKind.Resumed => meter.Resumes,
        ReportKind.Dropped => meter.Dropped,
        ReportKind.Quarantined => meter.Quarantined,
        ReportKind.Unobserved => meter.Unobserved,
        ReportKind.FrameBlocked => meter.FrameBlocked,
        ReportKind.FrameGaveWay => meter.FrameGaveWay,
        ReportKind.StoodStill => meter.StoodStill,
        ReportKind.BlockedOutside => meter.BlockedOutside,
        ReportKind.BatonHeld => meter.LongTurns,
        ReportKind.Found => meter.StoodStill,
        ReportKind.WaitedLong => meter.LongWaits,
        _ => null,
    };

    private void AddForPool(Counter<long>? counter) => counter?.Add(1, new KeyValuePair<string, object?>("baton.pool", about));

    /// <summary>Tells the listeners of the event source, who may throw.</summary>
    internal void Write()
    {
        if (BatonEventSource.Heard is { } log)
        {
            Write(log);
        }
    }

    private void Write(BatonEventSource log)
    {
        switch (kind)
        {
            case ReportKind.Resumed:
                log.CountResume();
                break;
            case ReportKind.ThreadStarted:
                log.ThreadStarted(About);
                break;
            case ReportKind.ThreadEnded:
                log.ThreadEnded(About);
                break;
            case ReportKind.LimitReached:
                log.LimitReached(About, Number);
                break;
            case ReportKind.WorkQueued:
                log.WorkQueued(About);
                break;
            case ReportKind.Dropped:
                log.CoroutineDropped(About);
                break;
            case ReportKind.Quarantined:
                log.CoroutineQuarantined(About, DetailText);
                break;
            case ReportKind.Unobserved:
                log.UnobservedFault(About, DetailText);
                break;
            case ReportKind.SignalReplaced:
                log.SignalReplaced(About, DetailText);
                break;
            case ReportKind.FrameBlocked when Number > 0:
                log.FrameBlocked(About);
                break;
            case ReportKind.FrameGaveWay:
                log.FrameGaveWay(About);
                break;
            case ReportKind.WaitedLong:
                log.WaitedLong(About, DetailText, Seconds);
                break;
            case ReportKind.Found:
            case ReportKind.StoodStill when Detail is not null:
                log.SchedulerStoodStill(About, DetailText);
                break;
            case ReportKind.BlockedOutside:
                log.BlockedOutside(About);
                break;
            case ReportKind.BatonHeld:
                log.BatonHeld(About, Seconds, Number);
                break;
            case ReportKind.ClockFailed:
                log.ClockFailed(About);
                break;
            case ReportKind.CallbackFailed:
                log.CallbackFailed(DetailText);
                break;
            case ReportKind.ThreadsLeft:
                log.ThreadsLeft(About, DetailText);
                break;
            case ReportKind.WaitsInInitializer:
                log.WaitsInInitializer(About, DetailText);
                break;
        }
    }

    private string About => about.ToString() ?? string.Empty;

    private string DetailText => Detail is Exception exception ? FaultText.Of(exception) : (string)Detail!;
}

using Microsoft.Extensions.Logging;

namespace Baton.Hosting;

/// <summary>Logs what nobody else would learn of: failures that no code has asked for, warnings, and findings of waits.</summary>
internal sealed class BatonWatch : IDisposable
{
    private readonly ILogger _logger;
    private readonly bool _logsFailures;
    private BatonEvents? _events; // null: none; the thread that starts and stops the host
    private IDisposable? _watch; // null: none; the thread that starts and stops the host

    private BatonWatch(ILogger logger, bool logsFailures) => (_logger, _logsFailures) = (logger, logsFailures);

    /// <param name="logger">Gets all.</param>
    /// <param name="options">What is logged.</param>
    /// <param name="time">The clock of what is left out.</param>
    internal static BatonWatch Start(ILogger logger, BatonHostingOptions options, TimeProvider time)
    {
        BatonWatch watch = new(logger, options.LogFailures);
        watch._events = options.LogEvents ? new BatonEvents(logger, new EventLimit(options.LookEvery, time)) : null;
        if (options.LogFailures)
        {
            CoroutineScheduler.UnobservedFailure += watch.OnFailure;
        }

        bool tellsOfWaits = options.LogWaitsLongerThan != Timeout.InfiniteTimeSpan;
        if (options.LogFindings || tellsOfWaits)
        {
            watch._watch = CoroutineDiagnostics.Watch(
                new WatchOptions
                {
                    Every = options.LookEvery,
                    Deadlocks = options.LogFindings,
                    LongerThan = tellsOfWaits ? options.LogWaitsLongerThan : TimeSpan.FromDays(20),
                },
                watch.OnReport);
        }

        return watch;
    }

    public void Dispose()
    {
        if (_logsFailures)
        {
            CoroutineScheduler.UnobservedFailure -= OnFailure;
        }

        _watch?.Dispose();
        _events?.Dispose();
    }

    private void OnFailure(object? sender, UnobservedFailureEventArgs e) => _logger.UnobservedFailure(e.Exception, e.Description);

    private void OnReport(WatchReport report)
    {
        switch (report)
        {
            case { Finding: { Level: FindingLevel.Deadlock } finding }:
                _logger.Deadlock(finding.Text);
                break;
            case { Finding: { Level: FindingLevel.Stuck } finding }:
                _logger.Stuck(finding.Text);
                break;
            case { Finding: { } finding }:
                _logger.Notice(finding.Text);
                break;
            case { Member: { Wait: { } wait } member }:
                _logger.LongWait(member.Name ?? member.Key, wait.Text, wait.Duration);
                break;
        }
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Baton.Hosting;

/// <summary>
/// Makes the host's pools and schedulers when it starts, so that what is wrong is told then. Drains and disposes them when it stops.
/// </summary>
internal sealed class BatonService(
    IServiceProvider services, HostedNames names, IOptions<BatonHostingOptions> options, ILoggerFactory loggers, FrameGauges gauges)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan s_lookAgainAfter = TimeSpan.FromMilliseconds(20);

    private readonly ILogger _logger = loggers.CreateLogger(BatonLog.Category);
    private BatonWatch? _watch; // null: the host has not started; the host, one call at a time

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (string pool in names.Pools)
        {
            services.GetRequiredKeyedService<CoroutineThreadPool>(pool);
        }

        foreach (string scheduler in names.Schedulers)
        {
            services.GetRequiredKeyedService<CoroutineScheduler>(scheduler);
        }

        gauges.Start();
        _watch = BatonWatch.Start(_logger, options.Value, services.GetService<TimeProvider>() ?? TimeProvider.System);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await DrainAsync(cancellationToken).ConfigureAwait(false);
        await EndAsync(
            names.Schedulers.Select(name => services.GetRequiredKeyedService<CoroutineScheduler>(name).DisposeAsync()),
            cancellationToken).ConfigureAwait(false);
        TellOfLeftFrames();
        bool haveEnded = await EndAsync(
            names.Pools.Select(name => services.GetRequiredKeyedService<CoroutineThreadPool>(name).DisposeAsync()),
            cancellationToken).ConfigureAwait(false);
        if (!haveEnded)
        {
            _logger.NotDrained("pools", MemberText.Of(CoroutineDiagnostics.Snapshot()));
        }

        _watch?.Dispose(); // last, for failures of what is disposed of
    }

    public void Dispose() => _watch?.Dispose();

    // Frames may end by themselves for a while.
    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        TimeSpan limit = options.Value.DrainTimeout;
        long begin = TimeProvider.System.GetTimestamp();
        (DiagnosticSnapshot now, List<SchedulerInfo> left) = FindLeft();
        while (left.Count > 0 && TimeProvider.System.GetElapsedTime(begin) < limit && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(s_lookAgainAfter, CancellationToken.None).ConfigureAwait(false);
            (now, left) = FindLeft();
        }

        foreach (SchedulerInfo scheduler in left.Where(static one => one.Frames > 0))
        {
            _logger.Canceled(scheduler.Frames, scheduler.Name!, MemberText.Of(FramesOf(scheduler, now)));
        }
    }

    // Those that a scheduler's disposal, or the host's patience, has not brought to their end.
    private void TellOfLeftFrames()
    {
        (DiagnosticSnapshot now, List<SchedulerInfo> left) = FindLeft();
        foreach (SchedulerInfo scheduler in left.Where(static one => one.Frames > 0))
        {
            _logger.NotDrained($"frames of scheduler '{scheduler.Name}'", MemberText.Of(FramesOf(scheduler, now)));
        }
    }

    private (DiagnosticSnapshot Now, List<SchedulerInfo> Left) FindLeft()
    {
        DiagnosticSnapshot now = CoroutineDiagnostics.Capture(new CaptureOptions { Findings = false });
        return (now, [.. now.Schedulers.Where(IsLeft)]);
    }

    // A frame that has just been started may be missing in a look that is not exact.
    private bool IsLeft(SchedulerInfo scheduler) =>
        scheduler.Name is { } name && names.Schedulers.Contains(name) && (scheduler.Frames > 0 || !scheduler.IsExact);

    private static List<CoroutineInfo> FramesOf(SchedulerInfo scheduler, DiagnosticSnapshot now) =>
        [.. now.Members.Where(member => member.Scheduler == scheduler.Key)];

    // False: the host's patience is over first.
    private static async Task<bool> EndAsync(IEnumerable<ValueTask> ends, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(ends.Select(static end => end.AsTask())).WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}

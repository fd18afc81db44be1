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
        _watch = BatonWatch.Start(_logger, options.Value);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await DrainAsync(cancellationToken).ConfigureAwait(false);
        await EndAsync(
            "the schedulers",
            names.Schedulers.Select(name => services.GetRequiredKeyedService<CoroutineScheduler>(name).DisposeAsync()),
            cancellationToken).ConfigureAwait(false);
        await EndAsync(
            "the pools",
            names.Pools.Select(name => services.GetRequiredKeyedService<CoroutineThreadPool>(name).DisposeAsync()),
            cancellationToken).ConfigureAwait(false);
        _watch?.Dispose(); // last, for failures of what is disposed of
    }

    public void Dispose() => _watch?.Dispose();

    // Frames may end by themselves for a while.
    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        TimeSpan limit = options.Value.DrainTimeout;
        long begin = TimeProvider.System.GetTimestamp();
        List<SchedulerInfo> left = FindLeft();
        while (left.Count > 0 && TimeProvider.System.GetElapsedTime(begin) < limit && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(s_lookAgainAfter, CancellationToken.None).ConfigureAwait(false);
            left = FindLeft();
        }

        foreach (SchedulerInfo scheduler in left)
        {
            _logger.Canceled(scheduler.Frames, scheduler.Name!);
        }
    }

    private List<SchedulerInfo> FindLeft() => names.Schedulers.Count == 0
        ? []
        : [.. CoroutineDiagnostics.Capture(new CaptureOptions { Findings = false, MaxUnstarted = 0 }).Schedulers.Where(IsLeft)];

    // A frame that has just been started may be missing in a look that is not exact.
    private bool IsLeft(SchedulerInfo scheduler) =>
        scheduler.Name is { } name && names.Schedulers.Contains(name) && (scheduler.Frames > 0 || !scheduler.IsExact);

    private async Task EndAsync(string what, IEnumerable<ValueTask> ends, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(ends.Select(static end => end.AsTask())).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _logger.NotDrained(what, string.Join("; ", CoroutineDiagnostics.Snapshot().Select(Describe)));
        }
    }

    private static string Describe(CoroutineInfo member) => $"{member.Key} {member.Name}: {member.Wait?.Text ?? member.Status.ToString()}";
}

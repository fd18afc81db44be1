using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Baton.Hosting;

/// <summary>
/// Makes the host's pools and schedulers when it starts, so that what is wrong is told then. Drains and disposes them when it stops. That
/// begins with the stop, for a web server waits for requests, which may wait for frames.
/// </summary>
internal sealed class BatonService(
    IServiceProvider services, HostedNames names, IOptions<BatonHostingOptions> options, ILoggerFactory loggers, FrameGauges gauges)
    : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan s_lookAgainAfter = TimeSpan.FromMilliseconds(20);

    // So long canceled frames have for their unwinding, and threads for their end, when the host's time is over.
    private static readonly TimeSpan s_lastInstant = TimeSpan.FromMilliseconds(500);

    private readonly ILogger _logger = loggers.CreateLogger(BatonLog.Category);
    private readonly TaskCompletionSource _usersHaveStopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private BatonWatch? _watch; // null: the host has not started; the host, one call at a time
    private Task? _endOfFrames; // null: the host has not begun to stop; the host, one call at a time

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (string pool in names.Pools)
        {
            Pool(pool);
        }

        foreach (string scheduler in names.Schedulers)
        {
            Scheduler(scheduler);
        }

        gauges.Start();
        _watch = BatonWatch.Start(_logger, options.Value, services.GetService<TimeProvider>() ?? TimeProvider.System);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// What uses the schedulers is still to stop, a web server among it. That may wait for frames, so the drain begins, and is not waited
    /// for here.
    /// </summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        BeginEndOfFrames(cancellationToken);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _usersHaveStopped.TrySetResult();
        await BeginEndOfFrames(cancellationToken).ConfigureAwait(false);
        await EndThreadsAsync(cancellationToken).ConfigureAwait(false);
        _watch?.Dispose(); // last, for failures of what is disposed of
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _watch?.Dispose();

    // On a thread of its own, for the caller may be a frame.
    private Task BeginEndOfFrames(CancellationToken cancellationToken) =>
        _endOfFrames ??= Task.Run(() => EndFramesAsync(cancellationToken), CancellationToken.None);

    // Each disposal here and below is the first. So the container's, which come one after the other, wait no more.
    private async Task EndFramesAsync(CancellationToken cancellationToken)
    {
        await DrainAsync(cancellationToken).ConfigureAwait(false);
        using CancellationTokenSource giveUp = new();
        using CancellationTokenRegistration timeIsOver = GiveUpWhenTimeIsOver(giveUp, cancellationToken);
        await Task.WhenAll(names.Schedulers.Select(name => Scheduler(name).DisposeAsync(giveUp.Token).AsTask())).ConfigureAwait(false);
        TellOfLeftFrames(cancellationToken.IsCancellationRequested);
    }

    private async Task EndThreadsAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource giveUp = new();
        using CancellationTokenRegistration timeIsOver = GiveUpWhenTimeIsOver(giveUp, cancellationToken);
        await Task.WhenAll(names.Pools.Select(name => Pool(name).DisposeAsync(giveUp.Token).AsTask())).ConfigureAwait(false);
        if (giveUp.IsCancellationRequested)
        {
            TellOfLeftThreads();
        }
    }

    private static CancellationTokenRegistration GiveUpWhenTimeIsOver(CancellationTokenSource giveUp, CancellationToken timeIsOver) =>
        timeIsOver.UnsafeRegister(static giveUp => ((CancellationTokenSource)giveUp!).CancelAfter(s_lastInstant), giveUp);

    // Frames may end by themselves for a while. New ones are taken as long as services that start them have not stopped.
    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        TimeSpan limit = options.Value.DrainTimeout;
        long begin = TimeProvider.System.GetTimestamp();
        await _usersHaveStopped.Task.WaitAsync(limit, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        (DiagnosticSnapshot now, List<SchedulerInfo> left) = FindLeft();
        while (left.Count > 0 && TimeProvider.System.GetElapsedTime(begin) < limit && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(s_lookAgainAfter, CancellationToken.None).ConfigureAwait(false);
            (now, left) = FindLeft();
        }

        foreach (SchedulerInfo scheduler in left.Where(static one => one.Frames > 0))
        {
            _logger.Canceled(scheduler.Frames, scheduler.Name!, MemberText.OfFrames(FramesOf(scheduler, now), scheduler, now));
        }
    }

    // Those that a scheduler's disposal, or the host's patience, has not brought to their end.
    private void TellOfLeftFrames(bool isTimeOver)
    {
        (DiagnosticSnapshot now, List<SchedulerInfo> left) = FindLeft();
        foreach (SchedulerInfo scheduler in left.Where(static one => one.Frames > 0))
        {
            string what = $"frames of scheduler '{scheduler.Name}'";
            _logger.NotDrained(
                isTimeOver ? $"{what}, for which the host's ShutdownTimeout has left no more time," : what,
                MemberText.OfFrames(FramesOf(scheduler, now), scheduler, now));
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

    private void TellOfLeftThreads()
    {
        List<CoroutineThreadPool> left = [.. names.Pools.Select(Pool).Where(static pool => pool.LiveThreads > 0)];
        if (left.Count > 0)
        {
            DiagnosticSnapshot now = CoroutineDiagnostics.Capture();
            string members = MemberText.Of(now.Members, now);
            _logger.NotDrained(
                "threads of pools, for which the host's ShutdownTimeout has left no more time,",
                string.Join("; ", left) + (members.Length > 0 ? $". In the process there are: {members}" : string.Empty));
        }
    }

    private CoroutineScheduler Scheduler(string name) => services.GetRequiredKeyedService<CoroutineScheduler>(name);

    private CoroutineThreadPool Pool(string name) => services.GetRequiredKeyedService<CoroutineThreadPool>(name);
}

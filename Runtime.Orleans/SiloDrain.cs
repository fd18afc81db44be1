using Microsoft.Extensions.Logging;

namespace Baton.Orleans;

/// <summary>
/// Ends a silo's bodies when it stops: after clients were told, and before activations end. Orleans waits for calls that run until the
/// stop's time is over, and would leave their bodies and callers as they are then.
/// </summary>
internal sealed class SiloDrain(SiloBodies bodies, ILoggerFactory loggers) : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly ILogger _logger = loggers.CreateLogger(SiloLog.Category);

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        "Baton", ServiceLifecycleStage.BecomeActive, static _ => Task.CompletedTask, StopAsync);

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        Task ended = bodies.Close();
        await bodies.DrainAsync(ended, cancellationToken).ConfigureAwait(false);
        if (!ended.IsCompleted)
        {
            _logger.Canceled(bodies.Live);
        }

        await bodies.CancelAsync().ConfigureAwait(false);
        await ended.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ended.IsCompleted)
        {
            _logger.Left(bodies.Live);
        }
    }
}

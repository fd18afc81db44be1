using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Baton.Orleans;

/// <summary>The bodies of one silo: their pool, how many there are, and what ends them. Any thread.</summary>
internal sealed class SiloBodies(
    IOptions<BatonSiloOptions> options, IGrainContextAccessor turns, ILocalSiloDetails details, IServiceProvider services) : IDisposable
{
    private readonly BatonSiloOptions _options = options.Value;
    private readonly BodyCount _count = new();
    private readonly CancellationTokenSource _cancel = new();
    private readonly CoroutineThreadPool _pool = new(options.Value.ToPool());
    private readonly TimeProvider _time = services.GetService<TimeProvider>() ?? TimeProvider.System;
    private readonly ConcurrentDictionary<string, CoroutineSchedulerOptions> _runs = new(StringComparer.Ordinal);

    /// <summary>How many bodies run or wait for a thread.</summary>
    internal int Live => _count.Live;

    /// <summary>The threads of the bodies.</summary>
    internal CoroutineThreadPool Pool => _pool;

    /// <summary>Fires when the silo's stop cancels its bodies.</summary>
    internal CancellationToken Canceled => _cancel.Token;

    /// <summary>The activation whose turn the calling thread is in. Null: none.</summary>
    internal IGrainContext? TurnHere =>
        turns.GrainContext is { } here && !here.GrainId.IsClient() ? here : null; // outside all turns: the silo's own client

    /// <summary>Lets a body in. False: the silo stops.</summary>
    internal bool TryEnter() => _count.TryEnter();

    internal void Leave() => _count.Leave();

    /// <summary>How the bodies of a type of grains run.</summary>
    internal CoroutineSchedulerOptions OptionsFor(string grainType) => _runs.GetOrAdd(grainType, static (type, silo) => new()
    {
        Name = $"grain {type}",
        ThreadPool = silo._pool,
        Blocking = silo._options.Blocking,
        LongTurn = Timeout.InfiniteTimeSpan, // that a body blocks is no news
        TimeProvider = silo._time,
    }, this);

    internal SiloUnavailableException Refusal() => new($"Silo {details.SiloAddress} stops, and runs no new bodies. Call again.");

    internal SiloUnavailableException CanceledBody() =>
        new($"Silo {details.SiloAddress} stopped before the body had ended: it was canceled. Call again if it may run twice.");

    /// <summary>Lets no more bodies in.</summary>
    /// <returns>Completes when none is left.</returns>
    internal Task Close() => _count.Close();

    /// <summary>Cancels all bodies. Completes when they have been told, not when they have ended.</summary>
    internal Task CancelAsync() => _cancel.CancelAsync();

    /// <summary>
    /// Waits for bodies to end, no longer than <see cref="BatonSiloOptions.DrainTimeout"/>, nor than bodies are left in peace.
    /// </summary>
    /// <param name="ended">Completes when they have.</param>
    /// <param name="cancellationToken">Ends the wait too. None of these is an error.</param>
    internal async Task DrainAsync(Task ended, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _cancel.Token);
        await ended.WaitAsync(_options.DrainTimeout, _time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _count.Close();
        _cancel.Cancel();
        _pool.Dispose();
    }
}

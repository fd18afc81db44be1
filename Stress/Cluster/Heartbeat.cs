using System.Diagnostics;

namespace Baton.Stress;

/// <summary>Calls a silo every 50 ms, trivially, and notes how long that takes: how well the silo is, for all else that it does.</summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<TimeSpan> _late = []; // the loop; others when it has ended
    private readonly Task _loop;

    private Heartbeat(IWorkGrain grain) => _loop = Task.Run(() => BeatAsync(grain));

    /// <summary>How long calls took. When it is disposed.</summary>
    internal IReadOnlyList<TimeSpan> Late => _late;

    /// <summary>Half of the calls took no longer.</summary>
    internal TimeSpan Median => _late.Count == 0 ? TimeSpan.Zero : _late.Order().ElementAt(_late.Count / 2);

    internal TimeSpan Longest => _late.Count == 0 ? TimeSpan.Zero : _late.Max();

    internal static async Task<Heartbeat> StartAsync(SiloCluster cluster, SiloProcess silo) =>
        new(await cluster.FindGrainAsync(silo, -1_000_000 - (1000 * silo.Number)).ConfigureAwait(false));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    private async Task BeatAsync(IWorkGrain grain)
    {
        while (!_stop.IsCancellationRequested)
        {
            long begin = Stopwatch.GetTimestamp();
            Task<long> call = grain.Ask(1);
            await Task.WhenAny(call, Task.Delay(Timeout.Infinite, _stop.Token)).ConfigureAwait(false);
            if (!call.IsFaulted) // lost: it went by way of a silo that has died
            {
                _late.Add(Stopwatch.GetElapsedTime(begin)); // also of one that has no answer yet
            }

            await Task.Delay(s_every, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

using System.Net;
using System.Net.Sockets;
using Baton.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Baton.Stress;

/// <summary>Silos as processes on loopback, and this process as their client.</summary>
internal sealed class SiloCluster : IAsyncDisposable
{
    private readonly IHost _client;
    private readonly RedisServer? _redis;

    private SiloCluster(IReadOnlyList<SiloProcess> silos, IHost client, RedisServer? redis) =>
        (Silos, _client, _redis) = (silos, client, redis);

    internal IReadOnlyList<SiloProcess> Silos { get; }

    internal IClusterClient Client => _client.Services.GetRequiredService<IClusterClient>();

    /// <summary>Starts silos, and connects to them.</summary>
    /// <param name="number">How many. The first keeps the table of members, unless Redis does.</param>
    /// <param name="threads">The most that bodies have, in each.</param>
    /// <param name="responseTimeout">After which calls of this process count as lost.</param>
    /// <param name="redis">Keeps the table. Null: none. The cluster ends it.</param>
    internal static async Task<SiloCluster> StartAsync(int number, int threads, TimeSpan responseTimeout, RedisServer? redis = null)
    {
        int[] ports = FreePorts(2 * number);
        string name = $"stress-{Guid.NewGuid():N}";
        SiloSettings[] settings =
        [
            .. Enumerable.Range(0, number).Select(
                i => new SiloSettings(name, ports[2 * i], ports[(2 * i) + 1], ports[0], redis?.Port ?? 0, threads)),
        ];
        List<SiloProcess> silos = [SiloProcess.Start(0, settings[0])];
        await silos[0].WhenReadyAsync().ConfigureAwait(false);
        silos.AddRange(settings.Skip(1).Select(static (one, i) => SiloProcess.Start(i + 1, one)));
        await Task.WhenAll(silos.Select(static silo => silo.WhenReadyAsync())).ConfigureAwait(false);
        IHost client = await ConnectAsync(settings, responseTimeout).ConfigureAwait(false);
        return new SiloCluster(silos, client, redis);
    }

    /// <summary>A grain whose activation is in a silo: the first of the keys from the given one on that gets there.</summary>
    internal async Task<IWorkGrain> FindGrainAsync(SiloProcess silo, long key)
    {
        for (; ; key++)
        {
            IWorkGrain grain = Client.GetGrain<IWorkGrain>(key);
            if (await grain.Where().ConfigureAwait(false) == silo.Address)
            {
                return grain;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.StopAsync().ConfigureAwait(false);
        _client.Dispose();
        foreach (SiloProcess silo in Silos.Reverse()) // the table's keeper last
        {
            await silo.DisposeAsync().ConfigureAwait(false);
        }

        _redis?.Dispose();
    }

    private static async Task<IHost> ConnectAsync(SiloSettings[] silos, TimeSpan responseTimeout)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            if (silos[0].RedisPort > 0)
            {
                client.UseRedisClustering(options => options.ConfigurationOptions = SiloProgram.Redis(silos[0].RedisPort));
            }
            else
            {
                client.UseStaticClustering([.. silos.Select(static one => new IPEndPoint(IPAddress.Loopback, one.GatewayPort))]);
            }

            client.Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = silos[0].Cluster);
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = responseTimeout);
            client.AddBaton();
        });
        IHost host = builder.Build();
        await host.StartAsync().ConfigureAwait(false);
        return host;
    }

    internal static int[] FreePorts(int number)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, number).Select(static _ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners)
        {
            listener.Start();
        }

        int[] ports = [.. listeners.Select(static one => ((IPEndPoint)one.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners)
        {
            listener.Dispose();
        }

        return ports;
    }
}

using Baton.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Baton.Tests;

/// <summary>Silos of Baton in this process, and a client.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private Cluster(InProcessTestCluster cluster) => _cluster = cluster;

    internal IGrainFactory Client => _cluster.Client;

    internal IReadOnlyList<InProcessSiloHandle> Silos => _cluster.Silos;

    /// <summary>Bodies of all silos that have not ended.</summary>
    internal int LiveBodies => Silos.Where(static silo => silo.IsActive).Sum(static silo => BodiesOf(silo).Live);

    internal static SiloBodies BodiesOf(InProcessSiloHandle silo) => silo.SiloHost.Services.GetRequiredService<SiloBodies>();

    internal static async Task<Cluster> StartAsync(
        short silos = 2,
        Action<BatonSiloOptions>? configure = null,
        Action<ISiloBuilder>? configureSilo = null,
        Action<IClientBuilder>? configureClient = null)
    {
        InProcessTestClusterBuilder builder = new(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddBaton(configure);
            silo.AddMemoryGrainStorageAsDefault();
            silo.AddMemoryGrainStorage("PubSubStore");
            silo.AddMemoryStreams("streams");
            silo.AddIncomingGrainCallFilter<Senders>();
            configureSilo?.Invoke(silo);
        });
        builder.ConfigureClient(client =>
        {
            client.AddBaton();
            configureClient?.Invoke(client);
        });
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return new Cluster(cluster);
    }

    /// <summary>The silo that runs a grain's activation.</summary>
    internal async Task<InProcessSiloHandle> SiloOf(IAddressable grain)
    {
        SiloAddress? address = await Client.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
        return Silos.Single(silo => silo.SiloAddress.Equals(address));
    }

    internal Task StopAsync(InProcessSiloHandle silo) => _cluster.StopSiloAsync(silo);

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }
}

using System.Diagnostics.Metrics;
using Baton.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Baton.Tests;

/// <summary>Options, instruments, and silos without Baton.</summary>
[TestClass]
public sealed class BuilderTests : ClusterTest
{
    [TestMethod]
    public void Options_ByDefault_AreThoseOfTheDocumentation()
    {
        BatonSiloOptions options = new();

        Assert.AreEqual((256, 10_000), (options.MaxThreads, options.QueueLimit));
        Assert.AreEqual((BlockingMode.Hold, TimeSpan.FromSeconds(5)), (options.Blocking, options.DrainTimeout));
    }

    [TestMethod]
    public void Options_OutOfRange_AreRefused()
    {
        BatonSiloOptions options = new();

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.MaxThreads = 0);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.QueueLimit = -1);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.Blocking = (BlockingMode)9);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.DrainTimeout = Timeout.InfiniteTimeSpan);
    }

    [TestMethod]
    public async Task AddBaton_CalledTwice_AddsUp()
    {
        await using Cluster cluster = await Cluster.StartAsync(
            silos: 1, configure: static options => options.MaxThreads = 3, configureSilo: static silo => silo.AddBaton(
                static options => options.QueueLimit = 5));

        Assert.AreEqual(3, Cluster.BodiesOf(cluster.Silos[0]).Pool.MaxThreads);
        Assert.HasCount(1, cluster.Silos[0].SiloHost.Services.GetServices<ILifecycleParticipant<ISiloLifecycle>>().OfType<SiloDrain>());
    }

    [TestMethod]
    public void Silos_OfOneProcess_HaveTheirOwnThreads() => Assert.AreNotSame(
        Cluster.BodiesOf(Shared.Silos[0]).Pool, Cluster.BodiesOf(Shared.Silos[1]).Pool);

    [TestMethod]
    public async Task Silo_WithoutBaton_SaysWhatIsMissing()
    {
        InProcessTestClusterBuilder builder = new(1);
        builder.ConfigureSilo(static (_, silo) => silo.AddMemoryGrainStorageAsDefault());
        await using InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();

        InvalidOperationException missing = await Assert.ThrowsExactlyAsync<InvalidOperationException>(
            () => Play(cluster.Client.GetGrain<IProbe>(Guid.NewGuid()), static grain => grain.RunBlocking(static () => { })));

        Assert.Contains("AddBaton()", missing.Message);
        await cluster.StopAllSilosAsync();
    }

    [TestMethod]
    public async Task Instruments_OfBodies_TellTypeAndEnd()
    {
        List<string> seen = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name.StartsWith("baton.grain.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        void Note<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        {
            lock (seen)
            {
                string amount = instrument is Histogram<double> ? "" : $" {value}";
                seen.Add($"{instrument.Name}{amount} {string.Join(' ', tags.ToArray().Select(static tag => tag.Value))}");
            }
        }

        listener.SetMeasurementEventCallback<int>(Note);
        listener.SetMeasurementEventCallback<long>(Note);
        listener.SetMeasurementEventCallback<double>(Note);
        listener.Start();

        await PlayBody(static grain => GrainTurn.Run(() => grain.State.State.Number));
        await Assert.ThrowsExactlyAsync<FormatException>(() => PlayBody(static _ => throw new FormatException()));

        string[] expected =
        [
            "baton.grain.bodies.live 1 probe", "baton.grain.turns 1 probe", "baton.grain.bodies.live -1 probe",
            "baton.grain.body.duration probe succeeded",
            "baton.grain.bodies.live 1 probe", "baton.grain.bodies.live -1 probe", "baton.grain.body.duration probe failed",
        ];
        lock (seen)
        {
            Assert.AreSequenceEqual(expected, seen.ToArray());
        }
    }
}

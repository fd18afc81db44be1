using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Baton.Tests;

/// <summary>Baton's exceptions as callers get them, over the wire.</summary>
[TestClass]
public sealed class WireTests : ClusterTest
{
    [TestMethod]
    public async Task Limit_OfTheSilo_ReachesTheCallerWithItsNumbers()
    {
        await using Cluster cluster = await Cluster.StartAsync(silos: 1, configure: static options =>
        {
            options.MaxThreads = 2;
            options.QueueLimit = 1;
        });
        using ManualResetEventSlim release = new();
        Guid script = Scripts.Add((grain, token) => grain.RunBlocking(release.Wait, token));
        List<Task> calls = [.. Enumerable.Range(0, 4).Select(_ => cluster.Client.GetGrain<IProbe>(Guid.NewGuid()).Play(script))];

        Task first = await Task.WhenAny(calls);
        release.Set();

        CoroutineLimitException refused = await Assert.ThrowsExactlyAsync<CoroutineLimitException>(() => first);
        Assert.AreEqual((2, 2, 1), (refused.MaxThreads, refused.LiveThreads, refused.QueueLength));
        Assert.Contains("GrainBodies", refused.StackTrace!);
        await Task.WhenAll(calls.Where(call => call != first));
    }

    [TestMethod]
    public async Task Limit_ThrownByAGrain_ReachesAGrainOfAnotherSilo()
    {
        Guid script = Scripts.Add(static (_, _) => throw new CoroutineLimitException("full", 64, 63, 4));
        int silos = 0;

        await Play(NewProbe(), async grain =>
        {
            for (int i = 0; i < 8; i++)
            {
                CoroutineLimitException told = await Assert.ThrowsExactlyAsync<CoroutineLimitException>(
                    () => grain.Grains.GetGrain<IProbe>(Guid.NewGuid()).Play(script));
                silos += told.QueueLength;
            }
        });

        Assert.AreEqual(32, silos);
    }

    [TestMethod]
    public void Limit_ThereAndBack_KeepsAll()
    {
        Serializer serializer = Shared.Silos[0].SiloHost.Services.GetRequiredService<Serializer>();
        CoroutineLimitException sent = new("full", 64, 63, 4, new FormatException("cause"));

        CoroutineLimitException received = serializer.Deserialize<CoroutineLimitException>(serializer.SerializeToArray(sent))!;

        Assert.AreEqual(("full", 64, 63, 4), (received.Message, received.MaxThreads, received.LiveThreads, received.QueueLength));
        Assert.AreEqual("cause", Assert.IsInstanceOfType<FormatException>(received.InnerException).Message);
    }

    [TestMethod]
    public async Task Deadlock_OfABody_ReachesTheCallerAsWhatItIs()
    {
        CoroutineDeadlockException told = await Assert.ThrowsExactlyAsync<CoroutineDeadlockException>(() => PlayBody(static _ =>
        {
            Frame? other = null;
            Frame first = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                other!.Await();
            });
            other = Coroutine.Async(first.Await);
            first.Await();
        }));

        Assert.IsNotEmpty(told.Message);
    }

    [TestMethod]
    public async Task Filter_ThatWasThere_LetsItsTypesThroughStill()
    {
        await using Cluster cluster = await Cluster.StartAsync(silos: 1, configureSilo: static silo =>
            silo.Services.Configure<ExceptionSerializationOptions>(
                static options => options.SupportedExceptionTypeFilter = static type => type == typeof(OddException)));
        Guid script = Scripts.Add(static (grain, token) => grain.RunBlocking(static () => throw new OddException("odd"), token));
        Func<Type, bool> filter = cluster.Silos[0].SiloHost.Services
            .GetRequiredService<Microsoft.Extensions.Options.IOptions<ExceptionSerializationOptions>>().Value.SupportedExceptionTypeFilter;

        await Assert.ThrowsAsync<Exception>(() => cluster.Client.GetGrain<IProbe>(Guid.NewGuid()).Play(script));

        Assert.IsTrue(filter(typeof(OddException)));
        Assert.IsTrue(filter(typeof(CoroutineDeadlockException)));
        Assert.IsFalse(filter(typeof(FormatException)));
    }

    private sealed class OddException(string message) : Exception(message);
}

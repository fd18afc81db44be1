namespace Baton.Tests;

/// <summary>Many slow clients at once, on all endpoints of a real server.</summary>
[TestClass]
public sealed class WebCrowdTests : SchedulerTest
{
    private const int Clients = 500;

    // Blocking would take a thread a client. What a busy machine makes the pool add is far from that.
    private const int MoreThreads = 16;

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Test", MaxThreads = Clients, QueueLimit = 0 };

    [TestMethod]
    public async Task FiveHundredSlowClients_AllAtOnce_AreAnsweredWithoutThreadsOfTheDotNetPool()
    {
        await using WebServer server = await WebServer.StartAsync(
            (stream, body, aborted) => SyncBridge.RunAsync(stream, body, OnPool, aborted));
        foreach (WebEndpoint endpoint in WebEndpoints.All)
        {
            await server.PostAsync(endpoint, endpoint.Request(0)); // serializers are made, and code compiled
        }

        int before = Math.Max(ThreadPool.ThreadCount, Environment.ProcessorCount);
        int most = 0;
        using SlowCrowd crowd = new(server.Address, Clients, TimeSpan.FromMilliseconds(50))
        {
            OnRound = () => most = Math.Max(most, ThreadPool.ThreadCount),
            MayFinish = () => Pool.Workers.Counts is { Live: Clients, Idle: 0 }, // all are in their bodies, and wait for the last byte
        };

        await crowd.RunAsync();

        foreach (SlowClient client in crowd.Clients)
        {
            Assert.AreEqual((200, client.Endpoint.Expected(client.Number)), client.Answer(), client.Endpoint.Path);
        }

        Assert.IsLessThanOrEqualTo(before + MoreThreads, most, "threads of the .NET pool");
    }
}

namespace Baton.Tests;

/// <summary>More clients than the pool has threads: they wait, and past the queue's limit the endpoint can say so.</summary>
[TestClass]
public sealed class WebLimitTests : SchedulerTest
{
    private const int Threads = 4;
    private const int Queued = 36;

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Test", MaxThreads = Threads, QueueLimit = Queued };

    [TestMethod]
    public async Task Clients_BeyondMaxThreads_WaitAndAreAnswered()
    {
        await using WebServer server = await StartAsync();
        using SlowCrowd crowd = new(server.Address, Threads + Queued, TimeSpan.FromMilliseconds(1)) { MayFinish = IsFull };

        await crowd.RunAsync();

        AssertAllAnswered(crowd);
    }

    [TestMethod]
    public async Task Client_BeyondQueueLimit_IsAnswered503AndTheOthersAreServed()
    {
        await using WebServer server = await StartAsync();
        Task<(int Status, string Text)>? more = null;
        using SlowCrowd crowd = new(server.Address, Threads + Queued, TimeSpan.FromMilliseconds(1))
        {
            OnRound = () => more ??= IsFull() ? server.PostAsync(WebEndpoints.Json, WebEndpoints.Json.Request(7)) : null,
            MayFinish = () => more is { IsCompleted: true },
        };

        await crowd.RunAsync();

        (int status, string text) = await more!;
        Assert.AreEqual(503, status);
        StringAssert.Contains(text, "QueueLimit");
        AssertAllAnswered(crowd);
    }

    private static void AssertAllAnswered(SlowCrowd crowd)
    {
        foreach (SlowClient client in crowd.Clients)
        {
            Assert.AreEqual((200, client.Endpoint.Expected(client.Number)), client.Answer(), client.Endpoint.Path);
        }
    }

    private bool IsFull() => Pool.Workers.Counts is { Live: Threads, Queued: Queued };

    private Task<WebServer> StartAsync() =>
        WebServer.StartAsync((stream, body, aborted) => SyncBridge.RunAsync(stream, body, OnPool, aborted));
}

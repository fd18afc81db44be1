namespace Baton.Tests;

/// <summary>What the bridge is for: on a server as it is by default, these libraries fail without it.</summary>
[TestClass]
public sealed class WebSynchronousIoTests : SchedulerTest
{
    public static IEnumerable<WebEndpointName> Endpoints => WebEndpoints.All.Select(endpoint => new WebEndpointName(endpoint.Path));

    [TestMethod]
    [DynamicData(nameof(Endpoints))]
    public async Task Endpoint_WithoutABridge_IsRefusedByTheServer(WebEndpointName name)
    {
        await using WebServer server = await WebServer.StartAsync(static (stream, body, _) =>
        {
            body(stream);
            return Task.CompletedTask;
        });

        (int status, string answer) = await server.PostAsync(name.Endpoint, name.Endpoint.Request(5));

        Assert.AreEqual(500, status);
        StringAssert.Contains(answer, "Synchronous operations are disallowed.");
    }

    [TestMethod]
    [DataRow("/zip")]
    [DataRow("/xlsx")]
    public async Task Download_WithoutABridge_IsRefusedByTheServerWhenItWrites(string path)
    {
        WebEndpoint endpoint = new WebEndpointName(path).Endpoint;
        await using WebServer server = await WebServer.StartAsync(static (stream, body, _) =>
        {
            body(stream);
            return Task.CompletedTask;
        });

        (int status, string answer) = await server.PostAsync(endpoint, []);

        Assert.AreEqual(500, status);
        StringAssert.Contains(answer, "Synchronous operations are disallowed. Call WriteAsync");
    }

    [TestMethod]
    [DynamicData(nameof(Endpoints))]
    public async Task Endpoint_OverABridge_Answers(WebEndpointName name)
    {
        await using WebServer server = await WebServer.StartAsync(
            (stream, body, aborted) => SyncBridge.RunAsync(stream, body, OnPool, aborted));

        (int status, string answer) = await server.PostAsync(name.Endpoint, name.Endpoint.Request(5));

        Assert.AreEqual((200, name.Endpoint.Expected(5)), (status, answer));
    }
}

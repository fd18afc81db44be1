using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Baton.Tests;

/// <summary>A client that goes away in the middle: the body unwinds, and its thread is free again.</summary>
[TestClass]
public sealed class WebAbortTests : SchedulerTest
{
    private readonly TaskCompletionSource<Thread> _isIn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [TestMethod]
    public async Task Client_AbortsInTheMiddleOfItsUpload_TheBodyUnwinds()
    {
        WebEndpoint json = WebEndpoints.Json;
        await using WebServer server = await StartAsync("/json", http => json.HandleAsync(http, Bridge));
        using SlowClient client = new(server.Address, json, 1);
        client.SendByte();
        Eventually.Parked(await _isIn.Task);

        client.Abort();

        Assert.IsNotNull(await _end.Task.WaitAsync(TimeSpan.FromSeconds(60)));
        AssertLog("finally");
        ThreadIsFree();
    }

    [TestMethod]
    public async Task Client_AbortsWhileTheBodyWaitsForSomethingElse_RequestAbortedUnwindsIt()
    {
        await using WebServer server = await StartAsync(
            "/xml", http => Bridge(http.Request.Body, _ => Coroutine.Delay(Timeout.InfiniteTimeSpan), http.RequestAborted));
        using SlowClient client = new(server.Address, WebEndpoints.Xml, 1);
        Eventually.Parked(await _isIn.Task);

        client.Abort();

        Assert.IsInstanceOfType<OperationCanceledException>(await _end.Task.WaitAsync(TimeSpan.FromSeconds(60)));
        AssertLog("finally");
        ThreadIsFree();
    }

    [TestMethod]
    public async Task Client_AbortsInTheMiddleOfItsDownload_TheBodyUnwinds()
    {
        await using WebServer server = await StartAsync("/zip", http => Bridge(http.Response.Body, WriteForever, http.RequestAborted));
        using SlowClient client = new(server.Address, WebEndpoints.Zip, 1);
        Eventually.Parked(await _isIn.Task);

        client.Abort();

        Assert.IsInstanceOfType<OperationCanceledException>(await _end.Task.WaitAsync(TimeSpan.FromSeconds(60)));
        AssertLog("finally");
        ThreadIsFree();
    }

    private Task Bridge(Stream stream, Action<Stream> body, CancellationToken aborted) => SyncBridge.RunAsync(
        stream,
        inner =>
        {
            try
            {
                _isIn.SetResult(Thread.CurrentThread);
                body(inner);
            }
            finally
            {
                Log.Add("finally");
            }
        },
        OnPool,
        aborted);

    private static void WriteForever(Stream body)
    {
        using ZipArchive archive = new(body, ZipArchiveMode.Create, leaveOpen: true);
        using Stream entry = archive.CreateEntry("endless", CompressionLevel.NoCompression).Open();
        byte[] bytes = new byte[1 << 16];
        while (true)
        {
            entry.Write(bytes);
        }
    }

    // What the endpoint ends with is kept.
    private Task<WebServer> StartAsync(string path, Func<HttpContext, Task> handle) =>
        WebServer.StartAsync(application => application.MapPost(
        path,
        async (HttpContext http) =>
        {
            try
            {
                await handle(http);
                _end.SetResult(null);
            }
            catch (Exception e)
            {
                _end.SetResult(e);
            }
        }));

    private void ThreadIsFree() =>
        Eventually.True(() => Pool.Workers.Counts is var counts && counts.Idle == counts.Live, "the body's thread is back in its pool");
}

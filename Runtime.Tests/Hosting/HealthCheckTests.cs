using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests;

[TestClass]
public sealed class HealthCheckTests : HostingTest
{
    [TestMethod]
    public async Task AddBaton_NothingStandsStill_IsHealthy() => await CheckAsync("200 Healthy", "", static _ => () => { });

    [TestMethod]
    public async Task AddBaton_FramesOfTwoSchedulersAwaitEachOther_IsUnhealthy() => await CheckAsync(
        "503 Unhealthy",
        "charge",
        static application =>
        {
            Frame?[] frames = new Frame?[2];
            ManualResetEventSlim both = new();
            frames[0] = SchedulerOf(application, "orders").Start(() => Other(1).Await(), "charge");
            frames[1] = SchedulerOf(application, "billing").Start(() => Outlast(Other(0)), "ship");
            both.Set();
            Eventually.True(
                () => Array.TrueForAll(frames, static one => one!.Core.State is FrameState.AwaitingOutside or FrameState.AwaitingPool),
                "both wait");
            return () => frames[0]!.Cancel();

            Frame Other(int index)
            {
                both.Wait();
                return frames[index]!;
            }
        });

    [TestMethod]
    public async Task AddBaton_FrameBlocksForLong_IsDegraded()
    {
        ManualResetEvent release = new(false);
        await CheckAsync(
            "200 Degraded",
            "blocks",
            application =>
            {
                Frame frame = SchedulerOf(application, "orders").Start(() => release.WaitOne(), "blocks");
                Eventually.True(
                    () => CoroutineDiagnostics.Snapshot().Any(static one => one.Name == "blocks" && one.Wait?.Duration.HasValue == true),
                    "the frame blocks");
                return () => release.Set();
            });
    }

    [TestMethod]
    public async Task AddBaton_FrameWaitsForWhatOthersMayEnd_IsHealthy() => await CheckAsync(
        "200 Healthy",
        "",
        static application =>
        {
            CoroutineQueue<int> queue = new();
            Frame frame = SchedulerOf(application, "orders").Start(() => queue.Dequeue(), "idle");
            Eventually.True(() => frame.Core.State == FrameState.AwaitingOutside, "the frame waits");
            return () => queue.Enqueue(1);
        });

    [TestMethod]
    public async Task AddBaton_PoolAtItsLimitAndWorkWaits_IsDegraded()
    {
        ManualResetEvent release = new(false);
        await CheckAsync(
            "200 Degraded",
            "Pool 'small' has all its 1 threads in use, and 1 wait for one.",
            application =>
            {
                CoroutineThreadPool pool = application.Services.GetRequiredKeyedService<CoroutineThreadPool>("small");
                Task first = pool.Run(() => release.WaitOne());
                Task second = pool.Run(static () => { });
                return () =>
                {
                    release.Set();
                    Task.WaitAll(first, second);
                };
            },
            TimeSpan.FromHours(1));
    }

    private async Task CheckAsync(string status, string text, Func<WebApplication, Action> begin, TimeSpan? degradedAfter = null)
    {
        WebApplicationBuilder builder = NewBuilder();
        builder.Services.AddBaton(static options => options.LogFindings = false)
            .AddPool("small", static options => options.MaxThreads = 1)
            .AddScheduler("orders")
            .AddScheduler("billing");
        builder.Services.AddHealthChecks().AddBaton(
            configure: options => options.DegradedAfter = degradedAfter ?? TimeSpan.FromTicks(1));
        await using WebApplication application = builder.Build();
        application.MapHealthChecks("/health", new HealthCheckOptions
        {
            ResponseWriter = static (http, report) => http.Response.WriteAsync(
                $"{report.Status} {report.Entries["baton"].Description} {JsonSerializer.Serialize(report.Entries["baton"].Data)}"),
        });
        await application.StartAsync();
        Action end = begin(application);

        string answer = await GetAsync(application, "/health");

        end();
        await application.StopAsync();
        Assert.StartsWith(status, answer);
        Assert.Contains(text, answer);
    }

    // Until it is canceled.
    private static void Outlast(Frame frame)
    {
        try
        {
            frame.Await();
        }
        catch (OperationCanceledException)
        {
            // that is meant
        }
    }
}

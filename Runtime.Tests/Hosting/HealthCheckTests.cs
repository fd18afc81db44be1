using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests;

/// <summary>
/// The answer of the health check. It is about the whole process, so each is asked for in a process that has nothing of other tests.
/// </summary>
[TestClass]
[BesideOthers]
public sealed class HealthCheckTests
{
    private static readonly Dictionary<string, Func<Task<string>>> s_cases = new()
    {
        ["nothing"] = static () => AnswerAsync(static _ => () => { }),
        ["deadlock"] = static () => AnswerAsync(Deadlock),
        ["blocks"] = static () => AnswerAsync(BlocksForLong),
        ["waits"] = static () => AnswerAsync(WaitsForAnItem),
        ["limit"] = static () => AnswerAsync(FillsThePool, TimeSpan.FromHours(1)),
    };

    [TestMethod]
    [DataRow("nothing", "200 Healthy", "", DisplayName = "AddBaton_NothingStandsStill_IsHealthy")]
    [DataRow("deadlock", "503 Unhealthy", "charge", DisplayName = "AddBaton_FramesOfTwoSchedulersAwaitEachOther_IsUnhealthy")]
    [DataRow("blocks", "200 Degraded", "blocks", DisplayName = "AddBaton_FrameBlocksForLong_IsDegraded")]
    [DataRow("waits", "200 Healthy", "", DisplayName = "AddBaton_FrameWaitsForWhatOthersMayEnd_IsHealthy")]
    [DataRow(
        "limit",
        "200 Degraded",
        "Pool 'small' has all its 1 threads in use, and 1 wait for one.",
        DisplayName = "AddBaton_PoolAtItsLimitAndWorkWaits_IsDegraded")]
    public async Task AddBaton_AsTheProcessStands_Answers(string name, string status, string text)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(AnswerHealth), name);

        Assert.AreEqual(0, result.ExitCode, $"{result}");
        Assert.StartsWith(status, result.Output);
        Assert.Contains(text, result.Output);
    }

    [ChildScenario]
    internal static int AnswerHealth(string[] arguments)
    {
        Console.Write(s_cases[arguments[0]]().GetAwaiter().GetResult());
        return 0;
    }

    private static Action Deadlock(WebApplication application)
    {
        Frame?[] frames = new Frame?[2];
        ManualResetEventSlim both = new();
        frames[0] = HostingTest.SchedulerOf(application, "orders").Start(() => Other(1).Await(), "charge");
        frames[1] = HostingTest.SchedulerOf(application, "billing").Start(() => Outlast(Other(0)), "ship");
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
    }

    private static Action BlocksForLong(WebApplication application)
    {
        ManualResetEvent release = new(false);
        _ = HostingTest.SchedulerOf(application, "orders").Start(() => release.WaitOne(), "blocks");
        Eventually.True(
            () => CoroutineDiagnostics.Snapshot().Any(static one => one.Name == "blocks" && one.Wait?.Duration.HasValue == true),
            "the frame blocks");
        return () => release.Set();
    }

    private static Action WaitsForAnItem(WebApplication application)
    {
        CoroutineQueue<int> queue = new();
        Frame frame = HostingTest.SchedulerOf(application, "orders").Start(() => queue.Dequeue(), "idle");
        Eventually.True(() => frame.Core.State == FrameState.AwaitingOutside, "the frame waits");
        return () => queue.Enqueue(1);
    }

    private static Action FillsThePool(WebApplication application)
    {
        ManualResetEvent release = new(false);
        CoroutineThreadPool pool = application.Services.GetRequiredKeyedService<CoroutineThreadPool>("small");
        Task first = pool.Run(() => release.WaitOne());
        Task second = pool.Run(static () => { });
        return () =>
        {
            release.Set();
            Task.WaitAll(first, second);
        };
    }

    private static async Task<string> AnswerAsync(Func<WebApplication, Action> begin, TimeSpan? degradedAfter = null)
    {
        WebApplicationBuilder builder = HostingTest.NewBuilder(new CapturedLog());
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

        string answer = await HostingTest.GetAsync(application, "/health");
        end();
        await application.StopAsync();
        return answer;
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

using System.Diagnostics.Tracing;
using Baton.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Baton.Tests;

/// <summary>
/// How long a host's stop lasts, and what requests and services get of their frames meanwhile. Limits that must not count are without end
/// here, so a stop that kept to them would never be over.
/// </summary>
[TestClass]
public sealed class StopTimeTests : HostingTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_hours = TimeSpan.FromHours(5);

    [TestMethod]
    public async Task Stop_RequestAwaitsAFrame_FrameIsCanceledWhenTheDrainIsOverAndTheRequestIsAnswered()
    {
        await using WebApplication application = Build(drain: TimeSpan.Zero, shutdown: s_hours);
        using ManualResetEventSlim begun = new();
        Frame? frame = null;
        application.MapGet("/", async ([FromKeyedServices("orders")] CoroutineScheduler orders, HttpContext http) =>
        {
            frame = orders.Start(
                () =>
                {
                    begun.Set();
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                },
                "asked for",
                http.RequestAborted);
            try
            {
                await frame;
                return Results.Ok();
            }
            catch (OperationCanceledException)
            {
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
        });
        await application.StartAsync();
        Task<string> answer = GetAsync(application, "/");
        begun.Wait();

        await application.StopAsync().WaitAsync(s_long);

        Assert.AreEqual("503 ", await answer.WaitAsync(s_long));
        Assert.AreEqual(FrameStatus.Canceled, frame!.Status);
        Assert.IsTrue(Log.Has("Canceled", of: " 'asked for' "));
        Assert.IsFalse(Log.Has("NotDrained"));
    }

    [TestMethod]
    public async Task Stop_RequestWhoseFrameEndsInTime_IsAnswered()
    {
        await using WebApplication application = Build(drain: s_hours, shutdown: s_hours);
        using ManualResetEventSlim begun = new();
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        application.MapGet("/", async ([FromKeyedServices("orders")] CoroutineScheduler orders) =>
        {
            await orders.Start(begun.Set);
            await end.Task; // the scheduler has no frame
            return await orders.Start(static () => "second frame");
        });
        await application.StartAsync();
        Task<string> answer = GetAsync(application, "/");
        begun.Wait();
        using CancellationTokenRegistration stopping = application.Lifetime.ApplicationStopping.Register(end.SetResult);

        await application.StopAsync().WaitAsync(s_long);

        Assert.AreEqual("200 second frame", await answer.WaitAsync(s_long));
    }

    [TestMethod]
    [DataRow(false, DisplayName = "Stop_ServiceThatIsAddedLater_GetsFramesInItsStop")]
    [DataRow(true, DisplayName = "Stop_ServiceThatIsAddedLaterAndNeedsLongerThanTheDrain_IsRefused")]
    public async Task Stop_ServiceStartsAFrameInItsStop(bool isLate)
    {
        LastFrame service = new() { WaitsForTheDrain = isLate };
        await using WebApplication application = Build(
            isLate ? TimeSpan.Zero : s_hours, s_hours, builder => builder.Services.AddSingleton<IHostedService>(service));
        service.Scheduler = SchedulerOf(application, "orders");
        await application.StartAsync();

        await application.StopAsync().WaitAsync(s_long);

        Assert.AreEqual(isLate, service.IsRefused);
    }

    [TestMethod]
    public async Task Stop_FramesThatBlock_ShutdownTimeoutIsKeptWithTheContainersDisposals()
    {
        using EventProbe events = new(EventLevel.Warning);
        string[] names = ["orders", "billing", "reports"];
        WebApplication application = Build(TimeSpan.Zero, TimeSpan.FromMilliseconds(100), builder =>
        {
            BatonBuilder baton = builder.Services.AddBaton();
            foreach (string name in names)
            {
                baton.AddPool(name, static options => options.DisposeTimeout = Timeout.InfiniteTimeSpan).AddScheduler(name, options =>
                {
                    options.Pool = name;
                    options.DisposeTimeout = Timeout.InfiniteTimeSpan;
                });
            }
        });
        await application.StartAsync();
        using CountdownEvent begun = new(names.Length);
        using ManualResetEventSlim release = new();
        Frame[] frames =
        [
            .. names.Select(name => SchedulerOf(application, name).Start(
                () =>
                {
                    begun.Signal();
                    release.Wait();
                },
                "stays")),
        ];
        begun.Wait();

        await StopAsync(application);
        await application.DisposeAsync().AsTask().WaitAsync(s_long);

        Assert.IsFalse(frames.Any(static frame => frame.IsCompleted));
        foreach (string name in names)
        {
            string told = $"frames of scheduler '{name}', for which the host's ShutdownTimeout has left no more time, have not ended.";
            Assert.AreEqual(1, Log.Entries.Count(entry => entry.Event == "NotDrained" && entry.Text.Contains(told)));
            Assert.AreEqual(1, events.Count("ThreadsLeft", name));
        }

        ExpectedQuarantined = names.Length;
        release.Set();
        Eventually.True(() => frames.All(static frame => frame.IsCompleted), "the frames end");
    }

    [TestMethod]
    public async Task Stop_TimeIsOverAndFramesEndWhenTheyAreCanceled_NothingIsLeftAndNothingIsSaidOfIt()
    {
        await using WebApplication application = Build(
            s_hours, TimeSpan.FromMilliseconds(100), static builder => builder.Services.AddBaton().AddPool("app"));
        await application.StartAsync();
        Frame frame = SchedulerOf(application, "orders").Start(static () => Coroutine.Delay(Timeout.InfiniteTimeSpan), "stays");
        Eventually.True(() => frame.Core.State == FrameState.AwaitingOutside, "the frame waits");

        await StopAsync(application);

        Assert.AreEqual(FrameStatus.Canceled, frame.Status);
        Assert.IsTrue(Log.Has("Canceled", of: " 'stays' "));
        Assert.IsFalse(Log.Has("NotDrained"));
    }

    [TestMethod]
    public async Task Stop_TimeIsOverAndAPoolHasWork_ThePoolIsNamed()
    {
        await using WebApplication application = Build(
            TimeSpan.Zero, TimeSpan.FromMilliseconds(100), static builder => builder.Services.AddBaton().AddPool("app").AddPool("idle"));
        await application.StartAsync();
        using Occupant occupant = new(application.Services.GetRequiredKeyedService<CoroutineThreadPool>("app"));

        await StopAsync(application);

        string left = Log.Entries.Single(static entry => entry.Event == "NotDrained").Text;
        Assert.Contains("threads of pools, for which the host's ShutdownTimeout has left no more time, have not ended.", left);
        Assert.Contains("It leaves behind: Pool 'app': 1 threads of ", left);
        Assert.DoesNotContain("Pool 'idle'", left);
    }

    [TestMethod]
    public async Task Stop_OfAHostThatKnowsNoStopping_DrainsInItsStop()
    {
        await using WebApplication application = Build(s_hours, s_hours);
        IHostedService service = application.Services.GetServices<IHostedService>()
            .Single(static one => one.GetType().Namespace == "Baton.Hosting");
        await service.StartAsync(CancellationToken.None);
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Frame frame = SchedulerOf(application, "orders").Start(() => end.Task.Await());

        Task stop = service.StopAsync(CancellationToken.None);
        Assert.IsFalse(stop.IsCompleted);
        end.SetResult();
        await stop.WaitAsync(s_long);

        Assert.AreEqual(FrameStatus.Succeeded, frame.Status);
    }

    private static async Task StopAsync(WebApplication application)
    {
        try
        {
            await application.StopAsync().WaitAsync(s_long);
        }
        catch (OperationCanceledException)
        {
            // the host tells of the timeout too
        }
    }

    private WebApplication Build(TimeSpan drain, TimeSpan shutdown, Action<WebApplicationBuilder>? add = null)
    {
        WebApplicationBuilder builder = NewBuilder();
        SetShutdownTimeout(builder, shutdown);
        builder.Services.AddBaton(options => (options.LogFindings, options.DrainTimeout) = (false, drain)).AddScheduler("orders");
        add?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>A service that starts a frame in its stop, or as many as there can be till the drain is over.</summary>
    private sealed class LastFrame : IHostedService
    {
        internal CoroutineScheduler Scheduler { get; set; } = null!;

        internal bool WaitsForTheDrain { get; init; }

        internal bool IsRefused { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            try
            {
                do
                {
                    await Scheduler.Start(static () => { }, CancellationToken.None);
                }
                while (WaitsForTheDrain);
            }
            catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException)
            {
                IsRefused = true;
            }
        }
    }
}

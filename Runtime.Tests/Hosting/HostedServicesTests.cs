using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Baton.Tests;

[TestClass]
public sealed class HostedServicesTests : HostingTest
{
    private static (string Key, string Value)[] Settings { get; } =
    [
        ("Baton:Pools:app:MaxThreads", "7"),
        ("Baton:Pools:app:IdleTimeout", "00:00:03"),
        ("Baton:Schedulers:orders:Pool", "app"),
        ("Baton:Schedulers:orders:Blocking", "Yield"),
        ("Baton:Schedulers:orders:LongTurn", "00:00:09"),
        ("Baton:LogFindings", "false"),
    ];

    [TestMethod]
    public async Task AddBaton_Configuration_GivesKeyedPoolsAndSchedulers()
    {
        WebApplicationBuilder builder = NewBuilder(Settings);
        builder.Services.AddBaton(builder.Configuration.GetSection("Baton"));
        await using WebApplication application = builder.Build();

        await application.StartAsync();

        CoroutineThreadPool pool = application.Services.GetRequiredKeyedService<CoroutineThreadPool>("app");
        CoroutineSchedulerOptions options = application.Services.GetRequiredKeyedService<CoroutineSchedulerOptions>("orders");
        Assert.AreEqual(7, pool.MaxThreads);
        Assert.StartsWith("Pool 'app'", pool.ToString());
        Assert.AreSame(pool, options.ThreadPool);
        Assert.AreEqual((BlockingMode.Yield, TimeSpan.FromSeconds(9), "orders"), (options.Blocking, options.LongTurn, options.Name));
        Assert.AreEqual("scheduler 'orders'", SchedulerOf(application, "orders").ToString());
        await application.StopAsync();
    }

    [TestMethod]
    public async Task AddBaton_RequestUsesAScheduler_IsAnsweredByAFrame()
    {
        WebApplicationBuilder builder = NewBuilder();
        builder.Services.AddBaton(static options => options.LogFindings = false)
            .AddPool("app", static options => options.MaxThreads = 4)
            .AddScheduler("orders", static options => options.Pool = "app");
        await using WebApplication application = builder.Build();
        application.MapGet("/", async ([FromKeyedServices("orders")] CoroutineScheduler scheduler) =>
            await scheduler.Start(() => $"frame of {CoroutineScheduler.Current}"));

        await application.StartAsync();
        string answer = await GetAsync(application, "/");
        await application.StopAsync();

        Assert.AreEqual("200 frame of scheduler 'orders'", answer);
    }

    [TestMethod]
    public async Task AddBaton_CodeAndConfiguration_CodeComesLast()
    {
        WebApplicationBuilder builder = NewBuilder(Settings);
        builder.Services.AddBaton(builder.Configuration.GetSection("Baton")).AddPool("app", static options => options.MaxThreads++);
        await using WebApplication application = builder.Build();

        await application.StartAsync();

        Assert.AreEqual(8, application.Services.GetRequiredKeyedService<CoroutineThreadPool>("app").MaxThreads);
        await application.StopAsync();
    }

    [TestMethod]
    public async Task AddBaton_CalledTwice_HasOneService()
    {
        WebApplicationBuilder builder = NewBuilder();
        builder.Services.AddBaton(static options => options.LogFindings = false).AddPool("first");
        builder.Services.AddBaton().AddPool("second");
        await using WebApplication application = builder.Build();

        int services = application.Services.GetServices<IHostedService>().Count(static one => one.GetType().Namespace == "Baton.Hosting");

        Assert.AreEqual(1, services);
        Assert.IsNotNull(application.Services.GetKeyedService<CoroutineThreadPool>("first"));
        Assert.IsNotNull(application.Services.GetKeyedService<CoroutineThreadPool>("second"));
    }

    [TestMethod]
    [DataRow("Baton:Pools:app:MaxThreads", "0", "Baton:Pools:app")]
    [DataRow("Baton:Pools:app:MaxThreads", "many", "Baton:Pools:app")]
    [DataRow("Baton:Pools:app:MaxThread", "3", "Baton:Pools:app:MaxThread is no setting")]
    [DataRow(
        "Baton:Schedulers:orders:Pool", "none", "The scheduler 'orders' names the pool 'none', which the host does not have. It has none.")]
    [DataRow("Baton:Schedulers:orders:Blocking", "Maybe", "Baton:Schedulers:orders:Blocking is 'Maybe'. There are: Hold, Yield, Forbid.")]
    [DataRow("Baton:Schedulers:orders:Blocking", "7", "Baton:Schedulers:orders:Blocking is '7'. There are: Hold")]
    [DataRow("Baton:Schedulers:orders:LongTurn", "-1", "Baton:Schedulers:orders:LongTurn is '-1', which would be days.")]
    [DataRow("Baton:Schedulers:orders", "app", "Baton:Schedulers:orders is 'app', but it is a section.")]
    [DataRow("Baton:Schedulers", "orders", "Baton:Schedulers is 'orders', but it has a section for each name")]
    [DataRow("Baton:Pools:app:IdleTimeout", "20", "Baton:Pools:app:IdleTimeout is '20', which would be days.")]
    [DataRow("Baton:DrainTimeout", "5", "Baton:DrainTimeout is '5', which would be days. Write hours:minutes:seconds, such as 00:00:05.")]
    [DataRow("Baton:DrainTimeout", "5s", "Baton:DrainTimeout is '5s', which is no time. Write hours:minutes:seconds, such as 00:00:05.")]
    [DataRow("Baton:DrainTimeout:Seconds", "5", "Baton:DrainTimeout:Seconds is no setting of Baton's")]
    [DataRow("Baton", "on", "Baton is 'on', but it is a section.")]
    [DataRow("Baton:DrainTimeout", "-00:00:01", "DrainTimeout is 0 or more")]
    [DataRow("Baton:LookEvery", "00:00:00", "LookEvery is above 0")]
    [DataRow("Baton:Pool:app:MaxThreads", "3", "Baton:Pool is no setting")]
    public async Task StartAsync_WrongSetting_FailsWithItsPath(string key, string value, string message)
    {
        WebApplicationBuilder builder = NewBuilder((key, value));
        builder.Services.AddBaton(builder.Configuration.GetSection("Baton"));
        await using WebApplication application = builder.Build();

        OptionsValidationException failure = await Assert.ThrowsExactlyAsync<OptionsValidationException>(() => application.StartAsync());

        Assert.Contains(message, failure.Message);
    }

    [TestMethod]
    public async Task StartAsync_SettingsThatCannotBeTogether_FailsWithThePoolsName()
    {
        WebApplicationBuilder builder = NewBuilder(("Baton:Pools:app:MinThreads", "5"), ("Baton:Pools:app:MaxThreads", "4"));
        builder.Services.AddBaton(builder.Configuration.GetSection("Baton"));
        await using WebApplication application = builder.Build();

        OptionsValidationException failure = await Assert.ThrowsExactlyAsync<OptionsValidationException>(() => application.StartAsync());

        Assert.Contains("The pool 'app': MinThreads (5) is more than MaxThreads (4)", failure.Message);
        Assert.AreEqual("app", failure.OptionsName);
    }

    [TestMethod]
    public async Task StopAsync_FrameThatEndsByItself_IsWaitedFor()
    {
        WebApplicationBuilder builder = NewBuilder();
        builder.Services.AddBaton(static options => (options.LogFindings, options.DrainTimeout) = (false, TimeSpan.FromMinutes(1)))
            .AddScheduler("orders");
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Frame frame = SchedulerOf(application, "orders").Start(() => end.Task.Await());

        Task stop = application.StopAsync();
        Eventually.True(() => frame.Core.State == FrameState.AwaitingOutside, "the frame waits");
        Assert.IsFalse(stop.IsCompleted);
        end.SetResult();
        await stop;

        Assert.AreEqual(FrameStatus.Succeeded, frame.Status);
        Assert.IsFalse(Log.Has("Canceled"));
    }

    [TestMethod]
    public async Task StopAsync_SchedulerThatWasDisposedOf_IsNotWaitedFor()
    {
        WebApplicationBuilder builder = NewBuilder();
        builder.Services.AddBaton(static options => (options.LogFindings, options.DrainTimeout) = (false, TimeSpan.FromHours(1)))
            .AddScheduler("orders");
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        CoroutineScheduler scheduler = SchedulerOf(application, "orders");
        scheduler.Dispose();

        await application.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.IsFalse(Log.Has("Canceled"));
        GC.KeepAlive(scheduler);
    }

    [TestMethod]
    public async Task StopAsync_FrameThatStays_IsCanceledAndTold()
    {
        WebApplicationBuilder builder = NewBuilder();
        builder.Services.AddBaton(static options => (options.LogFindings, options.DrainTimeout) = (false, TimeSpan.Zero))
            .AddScheduler("orders");
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        TaskCompletionSource never = new();
        Frame frame = SchedulerOf(application, "orders").Start(() => never.Task.Await());
        Eventually.True(() => frame.Core.State == FrameState.AwaitingOutside, "the frame waits");

        await application.StopAsync();

        Assert.AreEqual(FrameStatus.Canceled, frame.Status);
        Assert.Contains("1 of scheduler 'orders'", Log.Entries.Single(static entry => entry.Event == "Canceled").Text);
    }

    [TestMethod]
    public async Task StopAsync_FrameThatDoesNotEnd_KeepsTheShutdownTimeoutAndIsTold()
    {
        WebApplicationBuilder builder = NewBuilder();
        SetShutdownTimeout(builder, TimeSpan.FromMilliseconds(200));
        builder.Services.AddBaton(static options => options.LogFindings = false)
            .AddScheduler("orders", static options => options.DisposeTimeout = Timeout.InfiniteTimeSpan);
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        using ManualResetEventSlim release = new();
        using ManualResetEventSlim begun = new();
        Frame frame = SchedulerOf(application, "orders").Start(
            () =>
            {
                begun.Set();
                release.Wait();
            },
            "stays");
        begun.Wait();

        try
        {
            await application.StopAsync();
        }
        catch (OperationCanceledException)
        {
            // the host tells of the timeout too
        }

        Assert.Contains("stays", Log.Entries.First(static entry => entry.Event == "NotDrained").Text);
        ExpectedQuarantined = 1;
        release.Set();
        Eventually.True(() => frame.IsCompleted, "the frame ends");
    }

    [TestMethod]
    public async Task LogFailures_FailureNobodyAskedFor_IsLogged()
    {
        ExpectedUnobserved = 1;
        WebApplicationBuilder builder = NewBuilder();
        builder.Services.AddBaton(static options => options.LogFindings = false).AddScheduler("orders");
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        _ = SchedulerOf(application, "orders").Start(static () => throw new InvalidDataException("lost"), "charge");

        await application.StopAsync();
        Eventually.True(() => Log.Has("UnobservedFailure"), "it is logged");

        (_, _, string text, Exception? exception) = Log.Entries.Single(static entry => entry.Event == "UnobservedFailure");
        Assert.Contains("charge", text);
        Assert.IsInstanceOfType<InvalidDataException>(exception);
    }
}

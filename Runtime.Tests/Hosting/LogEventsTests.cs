using System.Diagnostics.Tracing;
using Baton.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Tests;

/// <summary>The warnings of the event source are in the host's log.</summary>
[TestClass]
public sealed class LogEventsTests : HostingTest
{
    [TestMethod]
    [DataRow("FrameBlocked", "frame 'reader'")]
    [DataRow("BatonHeld", "frame 'reader'")]
    public async Task LogEvents_FrameBlocks_IsLogged(string name, string about)
    {
        await using WebApplication application = await StartAsync(
            static builder => builder.AddScheduler("orders", static options => options.LongTurn = TimeSpan.FromMilliseconds(20)));
        using ManualResetEvent release = new(false);
        Frame frame = SchedulerOf(application, "orders").Start(() => release.WaitOne(), "reader");
        Frame other = SchedulerOf(application, "orders").Start(static () => { }, "other");

        Eventually.True(() => Log.Has(name, of: about), "it is logged");
        release.Set();
        await frame.AsTask();
        await other.AsTask();
        await application.StopAsync();

        Assert.AreEqual(LogLevel.Warning, Log.Entries.First(entry => entry.Event == name).Level);
    }

    [TestMethod]
    public async Task LogEvents_PoolStandsStill_IsLogged()
    {
        await using WebApplication application = await StartAsync(
            static builder => builder.AddPool("small", static options => options.MaxThreads = 1));
        CoroutineThreadPool pool = application.Services.GetRequiredKeyedService<CoroutineThreadPool>("small");
        using ManualResetEvent release = new(false);
        Task first = pool.Run(() => release.WaitOne());
        Task second = pool.Run(static () => { });

        Eventually.True(() => Log.Has("SchedulerStoodStill", of: "pool 'small'"), "it is logged");
        release.Set();
        await Task.WhenAll(first, second);
        await application.StopAsync();
    }

    [TestMethod]
    public async Task LogEvents_AwaitOutsideEveryScheduler_IsLoggedAsAWarning()
    {
        await using WebApplication application = await StartAsync(static _ => { });

        await Task.Run(static () => Late.After(1).Await());
        await application.StopAsync();

        Assert.AreEqual(LogLevel.Warning, Log.Entries.First(static entry => entry.Event == "BlockedOutside").Level);
        Assert.IsTrue(Log.Has("BlockedOutside", of: "To await a task blocks a thread"));
    }

    [TestMethod]
    [DataRow("a thread of its own")]
    [DataRow("work of a pool")]
    [DataRow("the body of a generator")]
    public async Task LogEvents_AwaitOnAThreadThatMayBlock_IsNotLogged(string where)
    {
        await using WebApplication application = await StartAsync(static _ => { });
        using EventProbe events = new(EventLevel.Informational);

        switch (where)
        {
            case "a thread of its own":
                TestThread.Run("May block", Wait);
                break;
            case "work of a pool":
                await Pool.Run(Wait);
                break;
            default:
                await foreach (int item in Coroutine.GenerateAsync<int>(static _ => Wait()))
                {
                    Assert.Fail($"{item}");
                }

                break;
        }

        await application.StopAsync();

        Assert.AreNotEqual(0, events.Count("BlockedOutside"), "it is told of");
        Assert.DoesNotContain("BlockedOutside", Log.Entries.Select(static entry => entry.Event));

        static void Wait() => Late.After(1).Await();
    }

    [TestMethod]
    public async Task LogEvents_Off_LogsNone()
    {
        await using WebApplication application = await StartAsync(
            static builder => builder.AddScheduler("orders"), static options => options.LogEvents = false);
        using EventProbe events = new(EventLevel.Warning);
        using ManualResetEvent release = new(false);
        Frame frame = SchedulerOf(application, "orders").Start(() => release.WaitOne(), "reader");
        Frame other = SchedulerOf(application, "orders").Start(static () => { }, "other");

        Eventually.True(() => events.Count("FrameBlocked") > 0, "the event has come");
        release.Set();
        await frame.AsTask();
        await other.AsTask();
        await application.StopAsync();

        Assert.IsFalse(Log.Has("FrameBlocked"));
    }

    [TestMethod]
    public async Task LogEvents_TheLoggerBlocksOutside_IsNotLoggedAgain()
    {
        int calls = 0;
        using BatonEvents events = new(
            new ActingLogger(() =>
            {
                calls++;
                new ValueTask(Late.After(1)).Await();
            }),
            new EventLimit(TimeSpan.FromHours(1), TimeProvider.System));

        await Task.Run(static () => Late.After(1).Await());

        Assert.AreEqual(1, calls);
    }

    [TestMethod]
    public void Pass_InOneSpan_OnceForEachAndTwentyAtMost()
    {
        ManualTime time = new();
        EventLimit limit = new(TimeSpan.FromSeconds(5), time);

        Assert.AreEqual(0, limit.Pass("FrameBlocked", "a"));
        Assert.IsNull(limit.Pass("FrameBlocked", "a"), "the same");
        Assert.AreEqual(1, limit.Pass("FrameBlocked", "b"), "another frame, and one was left out");
        Assert.AreEqual(0, limit.Pass("BatonHeld", "a"), "another event");
        int passed = Enumerable.Range(0, 30).Count(i => limit.Pass("FrameBlocked", $"{i}") is not null);
        Assert.AreEqual(18, passed);

        time.Advance(5_000);
        Assert.AreEqual(12, limit.Pass("FrameBlocked", "a"), "the next span");
    }

    [TestMethod]
    public async Task LogEvents_OfAHost_DoNotHaveResumesCounted()
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(CountWithAHost));

        Assert.AreEqual(0, result.ExitCode, $"{result}");
        Assert.AreEqual("heard, counted: False; with counters: True", result.Output);
    }

    [ChildScenario]
    internal static int CountWithAHost(string[] _)
    {
        WebApplicationBuilder builder = NewBuilder(new CapturedLog());
        builder.Services.AddBaton(static options => options.LogFindings = false);
        using WebApplication application = builder.Build();
        application.StartAsync().GetAwaiter().GetResult();
        Console.Write($"{(BatonEventSource.Log.IsEnabled() ? "heard" : "not heard")}, counted: {BatonEventSource.CountsResumes}; ");
        using EventProbe counters = new(EventLevel.Error, counterInterval: "60");
        Console.Write($"with counters: {BatonEventSource.CountsResumes}");
        return 0;
    }

    private async Task<WebApplication> StartAsync(Action<BatonBuilder> add, Action<BatonHostingOptions>? configure = null)
    {
        WebApplicationBuilder builder = NewBuilder();
        add(builder.Services.AddBaton(options =>
        {
            options.LogFindings = false;
            configure?.Invoke(options);
        }));
        WebApplication application = builder.Build();
        await application.StartAsync();
        return application;
    }

    private sealed class ActingLogger(Action act) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == "BlockedOutside")
            {
                act();
            }
        }
    }
}

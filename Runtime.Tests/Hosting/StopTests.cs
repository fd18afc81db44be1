using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests;

/// <summary>What a host's stop leaves to frames, and what it says of those that it leaves behind.</summary>
[TestClass]
public sealed class StopTests : HostingTest
{
    [TestMethod]
    [DataRow(true, DisplayName = "Stop_FrameWithTheTokenOfTheStop_CleanUpMayWait")]
    [DataRow(false, DisplayName = "Stop_FrameWithoutThatToken_WaitOfItsCleanUpIsCut")]
    public async Task Stop_CleanUpThatWaits(bool withToken)
    {
        await using WebApplication application = await StartAsync(
            drain: withToken ? TimeSpan.FromMinutes(1) : TimeSpan.Zero, dispose: TimeSpan.FromSeconds(10));
        bool hasWaited = false;
        Frame frame = SchedulerOf(application, "orders").Start(
            () =>
            {
                try
                {
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                }
                finally
                {
                    Coroutine.Delay(TimeSpan.FromMilliseconds(20));
                    hasWaited = true;
                }
            },
            "worker",
            withToken ? application.Lifetime.ApplicationStopping : CancellationToken.None);
        Eventually.True(() => frame.Core.State == FrameState.AwaitingOutside, "the frame waits");

        await application.StopAsync();

        Assert.AreEqual(FrameStatus.Canceled, frame.Status);
        Assert.AreEqual(withToken, hasWaited);
        Assert.AreEqual(!withToken, Log.Has("Canceled", of: "1 of scheduler 'orders': "));
        Assert.AreEqual(!withToken, Log.Has("Canceled", of: " 'worker' waits for a time without end, for "));
        Assert.IsFalse(Log.Has("NotDrained"));
    }

    [TestMethod]
    public async Task Stop_SchedulersPatienceIsOverFirst_FramesThatAreLeftAreNamed()
    {
        await using WebApplication application = await StartAsync(drain: TimeSpan.Zero, dispose: TimeSpan.FromMilliseconds(50));
        using ManualResetEvent release = new(false);
        using ManualResetEventSlim begun = new();
        Frame frame = SchedulerOf(application, "orders").Start(
            () =>
            {
                begun.Set();
                release.WaitOne();
            },
            "stays");
        begun.Wait();

        await application.StopAsync();

        string left = Log.Entries.Single(static entry => entry.Event == "NotDrained").Text;
        Assert.StartsWith("The host stops, and frames of scheduler 'orders' have not ended. It leaves behind: f", left);
        Assert.Contains(" 'stays' blocks ", left);
        Assert.IsTrue(Log.Has("CoroutineQuarantined", of: "frame 'stays'"));
        ExpectedQuarantined = 1;
        release.Set();
        Eventually.True(() => frame.IsCompleted, "the frame ends");
    }

    [TestMethod]
    public async Task Stop_OneKeepsTheBaton_IsToldFirstAsTheCause()
    {
        await using WebApplication application = await StartAsync(drain: TimeSpan.Zero, dispose: TimeSpan.FromMilliseconds(50));
        using ManualResetEvent release = new(false);
        using ManualResetEventSlim begun = new();
        Frame polite = SchedulerOf(application, "orders").Start(static () => Coroutine.Delay(Timeout.InfiniteTimeSpan), "polite");
        Frame stubborn = SchedulerOf(application, "orders").Start(
            () =>
            {
                begun.Set();
                release.WaitOne();
            },
            "stubborn");
        begun.Wait();
        Eventually.True(
            static () => CoroutineDiagnostics.Snapshot().Any(static one => one is { Name: "stubborn", Status: MemberStatus.Blocked }),
            "it blocks");

        await application.StopAsync();

        const string Cause =
            @"f\d+ 'stubborn' blocks .*\. It has the baton(, for at least \d+\.\d s)?, and the others wait behind it: " +
            @"f\d+ 'polite' waits for a time";
        foreach (string name in new[] { "Canceled", "NotDrained" })
        {
            Assert.MatchesRegex(Cause, Log.Entries.Single(entry => entry.Event == name).Text);
        }

        string givenUp = Log.Entries.Single(static entry => entry.Event == "CoroutineQuarantined").Text;
        Assert.StartsWith("Each frame of scheduler 'orders' that is left is quarantined and keeps its thread: frame 'polite' ", givenUp);
        ExpectedQuarantined = 1;
        release.Set();
        Eventually.True(() => polite.IsCompleted && stubborn.IsCompleted, "the frames end");
    }

    private async Task<WebApplication> StartAsync(TimeSpan drain, TimeSpan dispose)
    {
        WebApplicationBuilder builder = NewBuilder();
        builder.Services
            .AddBaton(options =>
            {
                options.LogFindings = false;
                options.DrainTimeout = drain;
            })
            .AddScheduler("orders", options => options.DisposeTimeout = dispose);
        WebApplication application = builder.Build();
        await application.StartAsync();
        return application;
    }
}

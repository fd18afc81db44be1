using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Tests;

[TestClass]
public sealed class LogFindingsTests : HostingTest
{
    [TestMethod]
    public async Task LogFindings_FramesOfTwoSchedulersAwaitEachOther_IsLogged()
    {
        WebApplicationBuilder builder = NewBuilder();
        builder.Services.AddBaton(static options => options.LookEvery = TimeSpan.FromMilliseconds(20))
            .AddScheduler("orders")
            .AddScheduler("billing");
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        Frame?[] frames = new Frame?[2];
        ManualResetEventSlim both = new();
        frames[0] = SchedulerOf(application, "orders").Start(() => Other(1).Await(), "charge");
        frames[1] = SchedulerOf(application, "billing").Start(() => Outlast(Other(0)), "ship");
        both.Set();

        Eventually.True(() => Log.Has("Deadlock", of: "charge"), "it is logged");
        frames[0]!.Cancel();
        await application.StopAsync();

        (LogLevel level, _, string text, _) = Log.Entries.First(
            static entry => entry.Event == "Deadlock" && entry.Text.Contains("charge", StringComparison.Ordinal));
        Assert.AreEqual(LogLevel.Error, level);
        Assert.Contains("ship", text);

        Frame Other(int index)
        {
            both.Wait();
            return frames[index]!;
        }
    }

    [TestMethod]
    public async Task LogWaitsLongerThan_FrameWaits_IsLogged()
    {
        WebApplicationBuilder builder = NewBuilder();
        builder.Services
            .AddBaton(static options =>
            {
                options.LookEvery = TimeSpan.FromMilliseconds(20);
                options.LogWaitsLongerThan = TimeSpan.FromMilliseconds(1);
            })
            .AddScheduler("orders");
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        CoroutineQueue<int> queue = new();
        Frame frame = SchedulerOf(application, "orders").Start(() => queue.Dequeue(), "idle");

        Eventually.True(() => Log.Has("LongWait", of: "idle"), "it is logged");
        queue.Enqueue(1);
        await frame.AsTask();
        await application.StopAsync();
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

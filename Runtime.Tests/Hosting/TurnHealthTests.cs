using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests;

/// <summary>
/// A frame that lives for long with short turns is healthy, and a turn that is long is not. The check is about the whole process, so each
/// is asked for in a process that has nothing of other tests.
/// </summary>
[TestClass]
[BesideOthers]
public sealed class TurnHealthTests
{
    private const string Many = "asked again and again";
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(300);

    private static readonly Dictionary<string, Action> s_bodies = new()
    {
        ["turns"] = static () => Repeat(static () =>
        {
            Blocking.For(5); // most looks find it in a turn
            Coroutine.Delay(TimeSpan.FromMilliseconds(1));
        }),
        ["yields"] = static () => Repeat(static () =>
        {
            Blocking.For(1);
            Coroutine.Yield();
        }),
        ["resumes"] = static () => InCoroutine(s_bodies!["turns"]),
        ["runs inside"] = static () => CoroutineScheduler.Run(s_bodies!["turns"]),
        ["computes"] = static () => Compute(),
        ["sleeps"] = static () => Blocking.For(-1),
        ["computes in a resume"] = static () => InCoroutine(static () => Compute()),
        ["sleeps in a run inside"] = static () => CoroutineScheduler.Run(static () => Blocking.For(-1)),
    };

    [TestMethod]
    [DataRow("turns", "Hold", DisplayName = "Check_ShortTurns_IsHealthy")]
    [DataRow("yields", "Hold", DisplayName = "Check_YieldsToNobody_IsHealthy")]
    [DataRow("resumes", "Hold", DisplayName = "Check_ShortTurnsInsideAResume_IsHealthy")]
    [DataRow("runs inside", "Yield", DisplayName = "Check_ARunInsideThatWaitsWithoutTheBaton_IsHealthy")]
    public async Task Check_TheFrameIsOlderThanTheLimit_IsHealthy(string body, string mode)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(CheckTurns), body, mode, Many);

        Assert.AreEqual("Healthy", result.Output, $"{result}");
    }

    [TestMethod]
    [DataRow("computes", "Hold", Many)]
    [DataRow("computes", "Yield", Many)]
    [DataRow("sleeps", "Hold", Many)]
    [DataRow("sleeps", "Yield", Many)]
    [DataRow("computes in a resume", "Hold", Many)]
    [DataRow("runs inside", "Hold", Many)]
    [DataRow("sleeps in a run inside", "Yield", Many)]
    [DataRow("computes", "Hold", "asked once, watched")]
    [DataRow("sleeps", "Yield", "asked once, watched")]
    public async Task Check_ATurnIsLongerThanTheLimit_IsDegraded(string body, string mode, string how)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(CheckTurns), body, mode, how);

        Assert.MatchesRegex(@"^Degraded .*f\d+ 'subject' .*; it has had the baton for at least \d+\.\d s\.", result.Output, $"{result}");
    }

    [ChildScenario]
    internal static int CheckTurns(string[] arguments)
    {
        Console.Write(CheckAsync(s_bodies[arguments[0]], Enum.Parse<BlockingMode>(arguments[1]), isOften: arguments[2] == Many).GetAwaiter()
            .GetResult());
        Console.Out.Flush();
        Environment.Exit(0); // bodies do not end
        return 0;
    }

    private static async Task<string> CheckAsync(Action body, BlockingMode mode, bool isOften)
    {
        WebApplicationBuilder builder = HostingTest.NewBuilder(new CapturedLog());
        builder.Services
            .AddBaton(options =>
            {
                options.LogFindings = !isOften;
                options.LookEvery = s_limit / 10;
            })
            .AddScheduler("orders", options => (options.Blocking, options.LongTurn) = (mode, Timeout.InfiniteTimeSpan));
        builder.Services.AddHealthChecks().AddBaton(configure: static options => options.DegradedAfter = s_limit);
        WebApplication application = builder.Build();
        application.MapHealthChecks("/health", new HealthCheckOptions
        {
            ResponseWriter = static (http, report) => http.Response.WriteAsync(
                $"{report.Status} {report.Entries["baton"].Description}".TrimEnd()),
        });
        await application.StartAsync();
        _ = HostingTest.SchedulerOf(application, "orders").Start(body, "subject");
        for (int asked = 0; isOften && asked < 20; asked++)
        {
            LongEnough.For(s_limit / 10);
            await HostingTest.GetAsync(application, "/health");
        }

        LongEnough.For(isOften ? TimeSpan.Zero : s_limit * 8);
        return (await HostingTest.GetAsync(application, "/health"))["200 ".Length..];
    }

    private static void Repeat(Action turn)
    {
        while (true)
        {
            turn();
        }
    }

    private static void Compute() => Repeat(static () => Thread.SpinWait(100));

    private static void InCoroutine(Action body)
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(_ =>
        {
            body();
            return 1;
        });
        coroutine.Resume();
    }
}

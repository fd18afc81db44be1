using Baton.Testing;
using Baton.Tests.Seamed;

namespace Baton.Tests;

/// <summary>Strands whose schedule ends while they are where no exception may come out. Otherwise .NET ends the process.</summary>
[TestClass]
[BesideOthers]
[TestCategory(Parts.Second)]
public sealed class NoWayOutTests
{
    [TestMethod]
    [DataRow(nameof(EndInHandlers), "guarded")]
    [DataRow(nameof(EndInHandlers), "not guarded")]
    [DataRow(nameof(EndBelowNativeFrames), "")]
    public async Task Schedule_EndsWhereNoExceptionMayComeOut_FailureIsReported(string scenario, string argument)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(scenario, argument);

        Assert.AreEqual(0, result.ExitCode, $"{result}");
    }

    [ChildScenario]
    internal static int EndInHandlers(string[] arguments)
    {
        AppDomain.CurrentDomain.FirstChanceException += HandlerProgram.OnThrown;
        foreach (string step in HandlerProgram.Steps)
        {
            foreach (string end in HandlerProgram.Ends)
            {
                Console.WriteLine($"{step}, {end}");
                RequireFailure(scheduler => new HandlerProgram(step, arguments[0] == "guarded", scheduler).Fail(end));
            }
        }

        return 0;
    }

    [ChildScenario]
    internal static int EndBelowNativeFrames(string[] _)
    {
        foreach (string way in NativeCall.Ways.Where(NativeCall.IsVisible))
        {
            foreach (string step in HandlerProgram.Steps)
            {
                Console.WriteLine($"{way}, {step}");
                RequireFailure(scheduler =>
                    new HandlerProgram(step, isGuarded: false, scheduler).FailBelow(callback => NativeCall.Invoke(way, callback)));
            }
        }

        return 0;
    }

    private static void RequireFailure(Action<TestScheduler> program)
    {
        ScheduleFailedException failed = Assert.ThrowsExactly<ScheduleFailedException>(
            () => Explore.Run(program, new ExploreOptions { Seed = 7, Schedules = 5, Shrink = false }));
        Assert.AreEqual(FailureKind.Assertion, failed.Kind, failed.Message);
        Assert.Contains("the program fails", failed.Message);
    }
}

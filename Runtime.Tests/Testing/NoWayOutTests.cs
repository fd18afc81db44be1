using System.Runtime.ExceptionServices;
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
    [DataRow(nameof(EndInContextHandlers), "")]
    [DataRow(nameof(RefuseAtEachPlace), "a pool from outside")]
    [DataRow(nameof(RefuseAtEachPlace), "a choice that fails")]
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

    [ChildScenario]
    internal static int EndInContextHandlers(string[] _)
    {
        foreach (string step in HandlerProgram.Steps)
        {
            Console.WriteLine(step);
            RequireFailure(scheduler => new HandlerProgram(step, isGuarded: false, scheduler).FailBelow(CallWithContext));
        }

        return 0;
    }

    // The doors by which an exploration tells a strand, by an exception, that it has failed there.
    [ChildScenario]
    internal static int RefuseAtEachPlace(string[] arguments)
    {
        using CoroutineThreadPool outside = new();
        Dictionary<string, Action<TestScheduler>> doors = new()
        {
            ["a pool from outside"] = _ => outside.Run(static () => { }),
            ["a choice that fails"] = static scheduler => scheduler.Choose(2),
        };
        Dictionary<string, Action<Action>> places = new()
        {
            ["a handler of exceptions"] = CallWhenThrown,
            ["a handler of a context"] = CallWithContext,
        };
        foreach (string way in NativeCall.Ways.Where(NativeCall.IsVisible))
        {
            places.Add(way, callback => NativeCall.Invoke(way, callback));
        }

        foreach ((string place, Action<Action> call) in places)
        {
            Console.WriteLine(place);
            bool hasReturned = false;
            Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Run(
                scheduler => call(() =>
                {
                    doors[arguments[0]](scheduler);
                    hasReturned = true;
                }),
                new ExploreOptions { Schedules = 1, Shrink = false, Strategy = new FailingStrategy() }));
            Assert.IsTrue(hasReturned, place);
        }

        return 0;
    }

    private static void CallWhenThrown(Action callback)
    {
        int strand = Environment.CurrentManagedThreadId;
        void OnThrown(object? sender, FirstChanceExceptionEventArgs thrown)
        {
            if (thrown.Exception is FormatException && Environment.CurrentManagedThreadId == strand)
            {
                callback();
            }
        }

        AppDomain.CurrentDomain.FirstChanceException += OnThrown;
        try
        {
            throw new FormatException();
        }
        catch (FormatException)
        {
            AppDomain.CurrentDomain.FirstChanceException -= OnThrown;
        }
    }

    // .NET ends the process if the handler throws while another context comes.
    private static void CallWithContext(Action callback)
    {
        bool isCalled = false;
        AsyncLocal<object?> local = new(changed =>
        {
            if (changed.ThreadContextChanged && !isCalled)
            {
                isCalled = true;
                callback();
            }
        });
        ExecutionContext before = ExecutionContext.Capture()!;
        local.Value = new object();
        ExecutionContext.Run(before, static _ => { }, null);
    }

    private sealed class FailingStrategy : Strategy
    {
        protected internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at) => 0;

        internal override int? ChooseValue(int count) => throw new InvalidTimeZoneException("no value");
    }

    private static void RequireFailure(Action<TestScheduler> program)
    {
        ScheduleFailedException failed = Assert.ThrowsExactly<ScheduleFailedException>(
            () => Explore.Run(program, new ExploreOptions { Seed = 7, Schedules = 5, Shrink = false }));
        Assert.AreEqual(FailureKind.Assertion, failed.Kind, failed.Message);
        Assert.Contains("the program fails", failed.Message);
    }
}

using Baton.Testing;

namespace Baton.Tests;

/// <summary>Strands that wait by reading again and again.</summary>
[TestClass]
public sealed class SpinWatchTests : ExploreTest
{
    private static readonly Dictionary<string, Func<Strategy>> s_strategies = new()
    {
        ["walk"] = static () => Strategy.RandomWalk,
        ["spinner first"] = static () => new SpinnerFirst(),
        ["priorities"] = static () => Strategy.Pct(1),
        ["swarm"] = Strategy.Swarm,
    };

    public static IEnumerable<object[]> Names => s_strategies.Keys.Select(static name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Spin_ThatAnotherEnds_IsNoLivelockUnderAnyStrategy(string name)
    {
        ExploreResult result = Explore.Run(
            static run =>
            {
                object flag = new();
                bool isSet = false;
                Frame waits = run.Start(() => Spin(run, flag, () => isSet), "spinner");
                Frame sets = run.Start(() =>
                {
                    run.Point();
                    run.Point();
                    run.Write(flag);
                    isSet = true;
                });
                Frame.AwaitAll(waits, sets);
            },
            new ExploreOptions { Strategy = s_strategies[name](), Seed = 7, Schedules = 50, MaxSteps = 10_000 });

        Assert.IsLessThan(50 * 600, result.Steps, "it need not be let out by going in turns");
    }

    [TestMethod]
    public void Spin_ThatNobodyEnds_IsALivelockThatNamesIt()
    {
        ScheduleFailedException failed = Fail(
            static run =>
            {
                object flag = new();
                run.Start(() => Spin(run, flag, static () => false), "spinner").Await();
            },
            FailureKind.Livelock,
            new ExploreOptions { MaxSteps = 500, Shrink = false });

        Assert.StartsWith("These strands read the same again and again, for 500 steps in turns", failed.Found);
        Assert.Contains("spinner: read flag", failed.Found);
    }

    [TestMethod]
    public void Spin_OfTwoThatWaitForEachOther_IsALivelock() => Fail(
        static run =>
        {
            object one = new();
            object other = new();
            run.Start(() => Spin(run, one, static () => false));
            run.Start(() => Spin(run, other, static () => false));
        },
        FailureKind.Livelock,
        new ExploreOptions { MaxSteps = 500, Shrink = false });

    [TestMethod]
    public void Spin_ForATime_LetsTheClockGoOn() => Pass(
        static run =>
        {
            object clock = new();
            DateTimeOffset end = run.Time.GetUtcNow() + TimeSpan.FromHours(1);
            run.Start(static () => Coroutine.Delay(TimeSpan.FromHours(2)));
            Spin(run, clock, () => run.Time.GetUtcNow() >= end);
        },
        schedules: 10);

    [TestMethod]
    public void Loop_OfManyReads_ComesToItsEnd() => Pass(
        static run =>
        {
            object cell = new();
            for (int i = 0; i < 500; i++)
            {
                run.Read(cell);
            }
        },
        schedules: 5);

    [TestMethod]
    public void Spin_ThatReadsTwoCells_EndsWhenEitherIsWritten() => Pass(static run =>
    {
        object one = new();
        object other = new();
        bool isSet = false;
        Frame waits = run.Start(() =>
        {
            while (!isSet)
            {
                run.Read(one);
                run.Read(other);
            }
        });
        Frame sets = run.Start(() =>
        {
            run.Write(other);
            isSet = true;
        });
        Frame.AwaitAll(waits, sets);
    });

    private static void Spin(TestScheduler run, object flag, Func<bool> isOver)
    {
        while (!isOver())
        {
            run.Read(flag);
        }
    }

    /// <summary>The second strand goes on as long as it can.</summary>
    private sealed class SpinnerFirst : Strategy
    {
        protected internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at)
        {
            for (int i = 0; i < enabled.Length; i++)
            {
                if (enabled[i].Strand == 1)
                {
                    return i;
                }
            }

            return 0;
        }
    }
}

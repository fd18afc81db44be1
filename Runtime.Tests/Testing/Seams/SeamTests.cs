using Baton.Testing;
using Baton.Testing.Seams;
using Baton.Tests.Seamed;

namespace Baton.Tests;

/// <summary>What a run makes of code with seams.</summary>
[TestClass]
public sealed class SeamTests : ExploreTest
{
    [TestMethod]
    public void Deadlock_OfTwoLocks_ReportNamesLocksAndHolders()
    {
        ScheduleFailedException failed = Fail(static _ => PlainModels.All["deadlock"](false), FailureKind.Deadlock);

        string[] lines = failed.Found.ReplaceLineEndings("\n").Split('\n');
        Assert.MatchesRegex(@"^  main, at PlainModels\.cs:\d+, waits for thread 1$", lines[1]);
        Assert.MatchesRegex(@"^  thread 1, at PlainModels\.cs:\d+ \(\w+\), waits for lock #4, held by thread 2$", lines[2]);
        Assert.MatchesRegex(@"^  thread 2, at PlainModels\.cs:\d+ \(\w+\), waits for lock #3, held by thread 1$", lines[3]);
    }

    [TestMethod]
    [DataRow("Run")]
    [DataRow("Run of an async function")]
    [DataRow("QueueUserWorkItem")]
    [DataRow("a thread in the background")]
    public void Deadlock_WithWorkInTheBackground_ReportShowsTheWholeRing(string by)
    {
        ScheduleFailedException failed = Fail(_ => SeamPrograms.MoveBothWays(by), FailureKind.Deadlock);

        Assert.MatchesRegex(@"\n  main, at SeamPrograms\.cs:\d+ \(\w+\), waits for lock Purse #(\d), held by (\w+ 1)(.|\n)*"
            + @"\n  \2, at SeamPrograms\.cs:\d+ \(\w+\), waits for lock Purse #\d, held by main$", failed.Found.ReplaceLineEndings("\n"));
        Assert.MatchesRegex(@" takes lock Purse #\d  SeamPrograms\.cs:\d+", failed.Interleaving);
    }

    [TestMethod]
    public void Deadlock_WaitForATaskThatWaits_ReportShowsBoth()
    {
        ScheduleFailedException failed = Fail(static _ => SeamPrograms.AwaitWhatWaits(), FailureKind.Deadlock);

        Assert.MatchesRegex(@"main, at SeamPrograms\.cs:\d+, waits for task 1\r?\n", failed.Found);
        Assert.MatchesRegex(@"task 1, at SeamPrograms\.cs:\d+, waits for semaphore", failed.Found);
    }

    [TestMethod]
    public void Steps_OfCodeWithSeams_TellTheirPlaces()
    {
        ScheduleFailedException failed = Fail(static _ => SeamPrograms.AddInTasks(), FailureKind.Assertion);

        string[] steps = [.. failed.Interleaving.ReplaceLineEndings("\n").Split('\n').Where(static line => line.Contains('#'))];
        Assert.IsNotEmpty(steps);
        Findings.AreNone(steps.Where(static line => !line.Contains("SeamPrograms.cs:", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Deadlock_OfALostPulse_ReportNamesIt()
    {
        ScheduleFailedException failed = Fail(static _ => PlainModels.All["lost signal"](false), FailureKind.Deadlock);

        Assert.MatchesRegex(@"thread 1, at PlainModels\.cs:\d+, waits for a pulse of lock #", failed.Found);
    }

    [TestMethod]
    public void Task_RunByThePool_IsAStrand() => Fail(
        static _ => SeamPrograms.AddInTasks(),
        FailureKind.Assertion,
        new ExploreOptions { CheckDeterminismEvery = 1 });

    [TestMethod]
    public void Async_WithoutItsContext_StaysInTheRun()
    {
        Fail(
            static _ => SeamPrograms.AddInAsyncTasks(isLocked: false).Wait(),
            FailureKind.Assertion,
            new ExploreOptions { CheckDeterminismEvery = 1 });
        Explore.Run(
            static _ => SeamPrograms.AddInAsyncTasks(isLocked: true),
            new ExploreOptions { Seed = 7, Schedules = 300, CheckDeterminismEvery = 1 });
    }

    [TestMethod]
    public void Spin_ForWhatAnotherStrandWrites_EndsUnderEachStrategy()
    {
        Strategy[] strategies = [Strategy.Pct(1), Strategy.Pct(3), Strategy.RandomWalk, Strategy.PartialOrder(), Strategy.Swarm()];
        foreach (Strategy strategy in strategies)
        {
            ExploreResult result = Explore.Run(
                static _ => SeamPrograms.Spin(isSet: true),
                new ExploreOptions { Seed = 7, Schedules = 200, Strategy = strategy });

            Assert.IsLessThan(200 * 30, result.Steps);
        }
    }

    [TestMethod]
    public void Spin_UnderAllSchedules_HasAnEnd() => Assert.IsTrue(Explore.Run(
        static _ => SeamPrograms.Spin(isSet: true),
        new ExploreOptions { Seed = 7, Schedules = 5_000, Strategy = Strategy.Exhaustive(2) }).IsExhausted);

    [TestMethod]
    public void Spin_ForWhatNobodyWrites_IsALivelock() => Fail(
        static _ => SeamPrograms.Spin(isSet: false),
        FailureKind.Livelock,
        new ExploreOptions { Schedules = 1, MaxSteps = 300 });

    [TestMethod]
    public void Spin_ForATimer_TimeGoesOn() => Pass(static _ => SeamPrograms.SpinForATimer(), schedules: 30);

    [TestMethod]
    public void Dpor_PlainFieldThatNoStepShows_IsNoProof()
    {
        ExploreResult result = Explore.Run(
            static _ => SeamPrograms.ShareWhatNoStepShows(), new ExploreOptions { Seed = 7, Strategy = Strategy.Dpor() });

        Assert.IsFalse(result.IsExhausted);
        Assert.Contains("Strategy.Dpor trusts", string.Join('\n', result.Warnings));
        Fail(
            static _ => SeamPrograms.ShareWhatNoStepShows(),
            FailureKind.Assertion,
            new ExploreOptions { Strategy = Strategy.Exhaustive(preemptions: 2) });
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Dictionary_FunctionBetweenLookAndWrite_OthersComeBetween(bool updates) =>
        Fail(_ => SeamPrograms.Load(updates), FailureKind.Assertion);

    [TestMethod]
    public void ReadAllAsync_DefaultChannel_StaysInTheRun() => Explore.Run(
        static _ => SeamPrograms.ReadAll(), new ExploreOptions { Seed = 7, Schedules = 200, CheckDeterminismEvery = 1 });

    [TestMethod]
    public void Wait_ForEverInTheBackground_IsNoDeadlock()
    {
        Pass(static _ => SeamPrograms.WaitForEver(inATask: true, isBackground: true), schedules: 20);
        Pass(static _ => SeamPrograms.WaitForEver(inATask: false, isBackground: true), schedules: 20);
    }

    [TestMethod]
    public void Wait_ForEverInAThread_IsADeadlock()
    {
        ScheduleFailedException failed = Fail(
            static _ => SeamPrograms.WaitForEver(inATask: false, isBackground: false), FailureKind.Deadlock);

        Assert.MatchesRegex(@"waiter, at SeamPrograms\.cs:\d+, waits for event #", failed.Found);
    }

    [TestMethod]
    public void Thread_ThatFails_FailsTheSchedule()
    {
        ScheduleFailedException failed = Fail(static _ => SeamPrograms.FailInAThread(), FailureKind.Assertion);

        Assert.Contains("worker: System.InvalidOperationException: in a thread", failed.Found);
    }

    [TestMethod]
    public void TimeLimits_OfLocksAndSleeps_AreByTheRunsClock() => Pass(SeamPrograms.LimitTimes, schedules: 100);

    [TestMethod]
    public void Lock_OfAFrameThatSuspends_OthersOfItsSchedulerGoOn() => Pass(static _ => SeamPrograms.LockInFrames(), schedules: 200);

    [TestMethod]
    public void Fields_ThatAGarbageCollectionMoves_NothingDiverges()
    {
        int times = 0; // each schedule runs twice, and the second time nothing is collected
        Explore.Run(
            _ => SeamPrograms.Collect(times++ % 2 == 0),
            new ExploreOptions { Seed = 7, Schedules = 50, CheckDeterminismEvery = 1 });
    }

    [TestMethod]
    public void Looks_WhileGarbageIsCollected_NothingDiverges()
    {
        int times = 0; // as above, but it is the repetition that collects
        Explore.Run(
            _ => SeamPrograms.LookWhileItCollects(times++ % 2 == 1),
            new ExploreOptions { Seed = 7, Schedules = 20, CheckDeterminismEvery = 1 });
    }

    [TestMethod]
    public void WaitHandle_WithoutASynchronizationContext_IsSeen()
    {
        Pass(static _ => SeamPrograms.WaitWithoutContext(isSet: true), schedules: 50);
        ScheduleFailedException failed = Fail(static _ => SeamPrograms.WaitWithoutContext(isSet: false), FailureKind.Deadlock);

        Assert.MatchesRegex(@"thread 1, at SeamPrograms\.cs:\d+, waits for AutoResetEvent #\d", failed.Found);
    }

    [TestMethod]
    public void WaitHandle_InTheTestsBody_IsNamed()
    {
        ScheduleFailedException failed = Fail(SeamPrograms.WaitForAnEvent, FailureKind.Deadlock);

        Assert.MatchesRegex(@"  main, at SeamPrograms\.cs:\d+, waits for AutoResetEvent #\d", failed.Found);
        Assert.DoesNotContain("BatonSeams", failed.Found);
        Assert.DoesNotContain("Uncontrolled", failed.Found);
    }

    [TestMethod]
    [DataRow("an event")]
    [DataRow("a semaphore of the system's")]
    [DataRow("a semaphore")]
    public void Signal_OfSeveralThatWait_AnyIsWoken(string kind)
    {
        HashSet<string> first = [];

        ExploreResult result = Explore.Run(
            _ => first.Add(SeamPrograms.WakeOneOfTwo(kind)),
            new ExploreOptions { Seed = 7, Schedules = 20_000, Strategy = Strategy.Exhaustive(1) });

        Assert.HasCount(2, first);
        Assert.IsTrue(result.IsExhausted);
    }

    [TestMethod]
    public void LostPulse_Report_ShowsWhoPulsedAndWhomThatWoke()
    {
        ScheduleFailedException failed = Fail(static _ => SeamPrograms.PulseOneOfMany(), FailureKind.Deadlock);

        Assert.MatchesRegex(@"pulses lock #\d, wakes (thread \d|nobody)  SeamPrograms\.cs:\d+", failed.Interleaving);
        Assert.MatchesRegex(@"leaves lock #\d  SeamPrograms\.cs:\d+", failed.Interleaving);
        Assert.MatchesRegex(@"wakes thread \d", failed.Interleaving);
    }

    [TestMethod]
    public void Wait_ForWorkOutside_NamesWhatLetsItIn()
    {
        ScheduleFailedException failed = Assert.ThrowsExactly<ScheduleFailedException>(
            static () => Explore.Run(SeamPrograms.AwaitWhatNeverComes, new ExploreOptions { Seed = 7 }));

        Assert.Contains("ExploreOptions.Uncontrolled = Uncontrolled.Wait", failed.Found);
        Assert.DoesNotContain("BatonSeams", failed.Found, "the seams are on, though no step was made");
    }

    [TestMethod]
    public void Wait_InForeignCode_TellsTheStepBefore()
    {
        ScheduleFailedException failed = Fail(static _ => SeamPrograms.WaitForAnyOfOne(), FailureKind.Deadlock);

        Assert.MatchesRegex(@"main, after [\w.]+( #\d)?  SeamPrograms\.cs:\d+, waits for a lock, a task or", failed.Found);
    }

    [TestMethod]
    public void Registration_EndsWhileItsCallbackRuns_WaitsForIt()
    {
        Assert.IsTrue(CancellationTokenRegistrationSeams.AreKnown, "this version of .NET has other fields");
        Assert.IsTrue(Explore.Run(
            static _ => SeamPrograms.EndRegistrationWhileItsCallbackRuns(),
            new ExploreOptions { Seed = 7, Schedules = 5_000, Strategy = Strategy.Exhaustive(2) }).IsExhausted);
    }

    [TestMethod]
    public void Seams_SameSeed_MakeTheSameSchedules()
    {
        Assert.AreEqual(Record(), Record());

        static int Record()
        {
            RecordingStrategy recording = new(Strategy.RandomWalk);
            foreach (Action<bool> model in PlainModels.All.Values)
            {
                Explore.Run(_ => model(true), new ExploreOptions { Seed = 7, Schedules = 30, Strategy = recording });
            }

            return recording.Hash;
        }
    }
}

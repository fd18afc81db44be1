using Baton.Testing;

namespace Baton.Tests;

[TestClass]
public sealed class ExploreTests : ExploreTest
{
    [TestMethod]
    public void Run_LostUpdate_IsFoundWithTheExceptionAndTheSteps()
    {
        ScheduleFailedException failed = Fail(LoseUpdate, FailureKind.Assertion);

        Assert.IsInstanceOfType<AssertFailedException>(failed.InnerException);
        Assert.StartsWith(" step  main ", failed.Interleaving);
        Assert.HasCount(3, failed.Interleaving.Split("between read and write"));
        Assert.Contains(failed.Found, failed.Message);
        Assert.Contains("with seed 7", failed.Message);
        Assert.Contains($"Explore.Replay(test, \"{failed.Schedule}\")", failed.Message);
        Assert.Contains(failed.Interleaving, failed.Message);
    }

    [TestMethod]
    [DataRow(40, 10)]
    [DataRow(2, 3_000)]
    public void Run_MessageOfManyPages_IsQuotedByItsFirstLines(int lines, int columns)
    {
        string message = string.Join('\n', Enumerable.Range(1, lines).Select(line => $"{line}:{new string('x', columns)}"));

        ScheduleFailedException failed = Fail(_ => throw new InvalidOperationException(message), FailureKind.Assertion);

        Assert.StartsWith($"{typeof(InvalidOperationException)}: 1:x", failed.Found);
        Assert.IsLessThanOrEqualTo(14, failed.Found.Split('\n').Length);
        Assert.IsLessThan(1_700, failed.Found.Length);
        Assert.EndsWith("The inner exception has the rest of the message.", failed.Found);
        Assert.AreEqual(message, failed.InnerException!.Message);
    }

    [TestMethod]
    public void Replay_ScheduleOfAReport_FailsWithTheSameSteps()
    {
        ScheduleFailedException failed = Fail(LoseUpdate, FailureKind.Assertion);
        Pass(scheduler => scheduler.Point(), schedules: 20);

        ScheduleFailedException again =
            Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Replay(LoseUpdate, failed.Schedule));

        Assert.AreEqual(failed.Kind, again.Kind);
        Assert.AreEqual(failed.Found, again.Found);
        Assert.AreEqual(failed.Schedule, again.Schedule);
        Assert.AreEqual(failed.Interleaving, again.Interleaving);
    }

    [TestMethod]
    public void Replay_TestThatWasMended_Returns()
    {
        string schedule = Fail(scheduler => Decide(scheduler, mended: false), FailureKind.Assertion).Schedule;

        Explore.Replay(scheduler => Decide(scheduler, mended: true), schedule);

        static void Decide(TestScheduler scheduler, bool mended)
        {
            int chosen = scheduler.Choose(3);
            Assert.IsTrue(mended || chosen != 2);
        }
    }

    [TestMethod]
    public void Replay_ScheduleOfAnotherTest_Diverges()
    {
        string schedule = Fail(LoseUpdate, FailureKind.Assertion).Schedule;

        ScheduleFailedException other = Assert.ThrowsExactly<ScheduleFailedException>(
            () => Explore.Replay(static scheduler => scheduler.Start(() => scheduler.Point()).Await(), schedule));
        ScheduleFailedException another = Assert.ThrowsExactly<ScheduleFailedException>(
            () => Explore.Replay(static scheduler => scheduler.Choose(2), schedule));

        Assert.AreEqual(FailureKind.Diverged, other.Kind);
        Assert.Contains("did not fail. Perhaps it is mended", other.Found);
        Assert.AreEqual(FailureKind.Diverged, another.Kind);
        Assert.Contains("At step 2 the test chooses a value", another.Found);
    }

    [TestMethod]
    public void Run_ThatPasses_TellsWhatItHasSeen()
    {
        ExploreResult result = Pass(
            static scheduler => Frame.AwaitAll(scheduler.Start(() => scheduler.Point()), scheduler.Start(() => scheduler.Point())),
            schedules: 200);

        Assert.AreEqual(200, result.Schedules);
        Assert.AreEqual(7UL, result.Seed);
        Assert.IsGreaterThan(5, result.DistinctOrders);
        Assert.IsLessThanOrEqualTo(result.Schedules, result.DistinctOrders);
        Assert.IsGreaterThan(result.Schedules, result.Steps);
        Assert.IsFalse(result.IsExhausted);
    }

    [TestMethod]
    public void Run_StrategyThatHasSeenAll_IsExhausted()
    {
        ExploreResult result = Explore.Run(static _ => { }, new ExploreOptions { Strategy = new FewSchedules(3) });

        Assert.AreEqual(3, result.Schedules);
        Assert.IsTrue(result.IsExhausted);
    }

    [TestMethod]
    public void Run_StrategyThatPicksWhatIsNotThere_Fails()
    {
        ScheduleFailedException failed =
            Fail(LoseUpdate, FailureKind.Assertion, new ExploreOptions { Strategy = new FewSchedules(9, picks: 99) });

        Assert.Contains("has picked 99", failed.Found);
    }

    [TestMethod]
    public void Run_ChoiceAndChance_ArePartOfTheSchedule()
    {
        List<(int, int)> seen = [];

        ScheduleFailedException failed = Fail(Draw, FailureKind.Assertion, new ExploreOptions { Shrink = false });
        Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Replay(Draw, failed.Schedule));

        Assert.AreEqual(seen[^2], seen[^1], "the replay draws what the repetition has drawn");
        Assert.AreEqual(seen[^3], seen[^1], "and the schedule that failed");
        Assert.IsGreaterThan(3, seen.Distinct().Count());

        void Draw(TestScheduler scheduler)
        {
            seen.Add((scheduler.Choose(5), scheduler.Random.Next(5)));
            Assert.AreNotEqual((3, 2), seen[^1]);
        }
    }

    [TestMethod]
    public void Note_IsALineOfTheSteps()
    {
        ScheduleFailedException failed = Fail(
            static scheduler =>
            {
                scheduler.Note("here");
                Assert.Fail();
            },
            FailureKind.Assertion);

        Assert.Contains("    1  here", failed.Interleaving);
    }

    [TestMethod]
    public void Current_IsThatOfTheStrand()
    {
        Assert.IsNull(TestScheduler.Current);
        Pass(
            static scheduler =>
            {
                Assert.AreSame(scheduler, TestScheduler.Current);
                Assert.AreSame(scheduler, scheduler.Start(() => TestScheduler.Current).Await());
            },
            schedules: 5);
        Assert.IsNull(TestScheduler.Current);
    }

    [TestMethod]
    public void Members_OffTheSchedule_AreRefused()
    {
        TestScheduler? kept = null;
        Pass(scheduler => kept = scheduler, schedules: 1);

        Assert.ThrowsExactly<InvalidOperationException>(() => kept!.Point());
        Assert.ThrowsExactly<InvalidOperationException>(() => kept!.Choose(2));
        Assert.ThrowsExactly<InvalidOperationException>(() => kept!.Start(static () => { }));
        Assert.ThrowsExactly<InvalidOperationException>(() => kept!.Advance(TimeSpan.Zero));
    }

    [TestMethod]
    public void Run_InAStrand_IsRefused() => Pass(
        static _ => Assert.ThrowsExactly<InvalidOperationException>(static () => Explore.Run(static _ => { })), schedules: 1);

    [TestMethod]
    public void Run_InAFrame_LeavesTheFrameAsItWas() => CoroutineScheduler.Run(() =>
    {
        CoroutineScheduler? here = CoroutineScheduler.Current;

        Pass(static scheduler => Assert.IsNull(CoroutineScheduler.Current), schedules: 5);

        Assert.AreSame(here, CoroutineScheduler.Current);
        Coroutine.Async(static () => Coroutine.Yield()).Await();
    });

    [TestMethod]
    public void Run_WithoutATest_IsRefused()
    {
        Assert.ThrowsExactly<ArgumentNullException>(static () => Explore.Run((Action<TestScheduler>)null!));
        Assert.ThrowsExactly<ArgumentNullException>(static () => Explore.Run((Func<TestScheduler, Task>)null!));
        Assert.ThrowsExactly<ArgumentNullException>(static () => Explore.Replay(static _ => { }, null!));
        Assert.ThrowsExactly<FormatException>(static () => Explore.Replay(static _ => { }, "s2:"));
    }

    [TestMethod]
    public void Run_AsyncVoid_IsRefused()
    {
        Action<TestScheduler> test = LeaveAtOnce;

        Assert.ThrowsExactly<ArgumentException>(() => Explore.Run(test));

#pragma warning disable BATON001, CA1508 // what is refused here
        static async void LeaveAtOnce(TestScheduler scheduler) => await Task.Yield();
#pragma warning restore BATON001, CA1508
    }

    [TestMethod]
    public void Run_SideBySide_EachHasItsOwn()
    {
        ExploreResult[] results = new ExploreResult[4];

        Parallel.For(0, results.Length, i => results[i] = Pass(Exchange, schedules: 100));

        Assert.IsTrue(Array.TrueForAll(results, result => result == results[0]));

        static void Exchange(TestScheduler scheduler)
        {
            CoroutineQueue<int> queue = new(0);
            scheduler.Start(() => queue.Enqueue(1));
            scheduler.Start(() => queue.Enqueue(2));
            Assert.AreEqual(3, queue.Dequeue() + queue.Dequeue());
        }
    }

    [TestMethod]
    public void Options_OutOfRange_AreRefused()
    {
        ExploreOptions options = new();

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.Schedules = 0);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.MaxSteps = 0);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.CheckDeterminismEvery = -1);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.Budget = TimeSpan.Zero);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.Patience = TimeSpan.Zero);
        Assert.ThrowsExactly<ArgumentNullException>(() => options.Strategy = null!);
    }

    [TestMethod]
    public void Run_BudgetIsOver_RunsOneScheduleAtLeast() =>
        Assert.AreEqual(1, Explore.Run(static _ => { }, new ExploreOptions { Budget = TimeSpan.FromTicks(1) }).Schedules);

    private sealed class FewSchedules(long count, int picks = 0) : Strategy
    {
        protected internal override bool Begin(ulong seed, long index) => index < count;

        protected internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at) => picks;
    }
}

using Baton.Testing;

namespace Baton.Tests;

/// <summary>Dynamic partial order reduction shows all that all schedules show, in fewer.</summary>
[TestClass]
public sealed class ConflictStrategyTests : ExploreTest
{
    private static readonly string[] s_limited =
        ["writers of two cells", "lost update", "points", "bluetooth", "an await in between", "choices", "a queue"];

    // How many orders of conflicting operations there are, which is as many as schedules are needed.
    private static Dictionary<string, int> Orders { get; } = new()
    {
        ["two writers"] = 2,
        ["three writers"] = 6,
        ["writers of two cells"] = 3,
        ["writers and a reader"] = 4,
        ["lost update"] = 4,
        ["points"] = 6,
        ["bluetooth"] = 6,
        ["carter"] = 8,
        ["deadlock"] = 9,
        ["two stages"] = 16,
        ["account"] = 30,
        ["token ring"] = 336,
        ["reorder"] = 36,
        ["choices"] = 12,
        ["a queue"] = 10,
        ["a select"] = 5, // each of the two items, where both are there
        ["an await in between"] = 8,
        ["cancellation"] = 8,
    };

    public static IEnumerable<object[]> Names => ConflictModels.All.Keys.Select(static name => new object[] { name });

    // Those of which all schedules can be run.
    public static IEnumerable<object[]> SmallNames => ConflictModels.All.Keys.Where(static name => name is not ("account" or "token ring"))
        .Select(static name => new object[] { name });

    public static IEnumerable<object[]> Limits =>
        from name in s_limited
        from limit in Enumerable.Range(0, 3)
        select new object[] { name, limit };

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Dpor_Model_RunsEachOrderOnce(string name)
    {
        (_, ExploreResult result) = Outcomes(name, Strategy.Dpor());

        Assert.IsTrue(result.IsExhausted);
        Assert.AreEqual(Orders[name], result.Schedules);
    }

    [TestMethod]
    [DynamicData(nameof(SmallNames))]
    public void Dpor_Model_ShowsAllOutcomesThatAllSchedulesShow(string name)
    {
        (string all, ExploreResult exhausted) = Outcomes(name, Strategy.Exhaustive());
        (string some, ExploreResult reduced) = Outcomes(name, Strategy.Dpor());

        Assert.IsTrue(exhausted.IsExhausted);
        Assert.AreEqual(all, some);
        Assert.IsLessThan(exhausted.Schedules, reduced.Schedules);
    }

    [TestMethod]
    [DynamicData(nameof(Limits))]
    public void Dpor_WithALimit_ShowsAllOutcomesWithinIt(string name, int limit)
    {
        (string all, ExploreResult exhausted) = Outcomes(name, Strategy.Exhaustive(limit));
        (string some, ExploreResult reduced) = Outcomes(name, Strategy.Dpor(limit));

        Assert.IsTrue(exhausted.IsExhausted);
        Assert.IsTrue(reduced.IsExhausted);
        Assert.AreEqual(all, some);
        Assert.IsLessThanOrEqualTo(exhausted.Schedules, reduced.Schedules);
    }

    [TestMethod]
    public void Dpor_Account_ShowsWhatEachOrderOfTheThreeShows()
    {
        (string outcomes, _) = Outcomes("account", Strategy.Dpor());

        Assert.AreEqual("10, 12, 15, 7", outcomes);
    }

    [TestMethod]
    public void Dpor_TokenRing_ShowsWhatEachOrderOfTheFourShows()
    {
        SortedSet<string> expected = new(StringComparer.Ordinal);
        foreach (int[] order in Permutations(4))
        {
            int[] x = new int[4];
            Array.ForEach(order, i => x[i] = x[(i + 3) % 4] + 1);
            expected.Add(string.Join(' ', x));
        }

        Assert.AreEqual(string.Join(", ", expected), Outcomes("token ring", Strategy.Dpor()).Outcomes);
    }

    [TestMethod]
    [DataRow("bluetooth")]
    [DataRow("reorder")]
    [DataRow("token ring")]
    [DataRow("two stages")]
    public void Dpor_ModelWithAFault_FindsItAndReplays(string name)
    {
        void Test(TestScheduler run) => Models.All[name](run, false);

        ScheduleFailedException failed = Fail(Test, FailureKind.Assertion, new ExploreOptions { Strategy = Strategy.Dpor() });

        ScheduleFailedException again = Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Replay(Test, failed.Schedule));
        Assert.AreEqual(failed.Interleaving, again.Interleaving);
    }

    [TestMethod]
    [DataRow("bluetooth")]
    [DataRow("reorder")]
    [DataRow("token ring")]
    [DataRow("two stages")]
    public void Dpor_RepairedModel_IsExhausted(string name) => Assert.IsTrue(Explore.Run(
        run => Models.All[name](run, true),
        new ExploreOptions { Strategy = Strategy.Dpor(), Schedules = 20_000 }).IsExhausted);

    [TestMethod]
    public void Dpor_LockThatHadToBeWaitedFor_IsNoProof()
    {
        ExploreResult result = Explore.Run(
            static run => Models.All["account"](run, true), new ExploreOptions { Strategy = Strategy.Dpor(), Schedules = 20_000 });

        Assert.IsFalse(result.IsExhausted);
        Assert.HasCount(1, result.Warnings);
    }

    [TestMethod]
    public void Dpor_FramesOfOneScheduler_AreNoProof()
    {
        ExploreResult result = Explore.Run(
            static _ => CoroutineScheduler.Run(static () => Frame.AwaitAll(
                Coroutine.Async(static () => Coroutine.Yield()), Coroutine.Async(static () => Coroutine.Yield()))),
            new ExploreOptions { Strategy = Strategy.Dpor() });

        Assert.IsFalse(result.IsExhausted);
        Assert.Contains("Several frames had one scheduler", result.Warnings[0]);
    }

    [TestMethod]
    public void Dpor_ScheduleThatIsTooLong_IsNoProof() => Assert.IsFalse(Explore.Run(
        static run =>
        {
            for (int i = 0; i < 30; i++)
            {
                run.Point();
            }
        },
        new ExploreOptions { Strategy = Strategy.Dpor(), MaxSteps = 20 }).IsExhausted);

    [TestMethod]
    public void Dpor_WhatItCannotRepeat_IsRefused()
    {
        ScheduleFailedException failed = Fail(
            static run => run.Random.Next(), FailureKind.Assertion, new ExploreOptions { Strategy = Strategy.Dpor() });
        Assert.IsInstanceOfType<InvalidOperationException>(failed.InnerException);
        Assert.ThrowsExactly<ArgumentException>(static () => Explore.Run(
            static _ => { }, new ExploreOptions { Strategy = Strategy.Dpor(), Uncontrolled = Uncontrolled.Wait }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => Strategy.Dpor(-1));
    }

    [TestMethod]
    public void Dpor_TooManyStrands_Fails()
    {
        ScheduleFailedException failed = Fail(
            static run =>
            {
                for (int i = 0; i < 64; i++)
                {
                    run.Start(() => run.Point());
                }
            },
            FailureKind.Assertion,
            new ExploreOptions { Strategy = Strategy.Dpor() });

        Assert.Contains("64 strands at most", failed.Found);
    }

    [TestMethod]
    public void Dpor_TestThatDoesOtherThingsEachTime_Fails()
    {
        int runs = 0;

        ScheduleFailedException failed = Fail(
            run =>
            {
                object cell = new();
                bool isOdd = runs++ % 2 == 1;
                Frame.AwaitAll(run.Start(() => run.Write(isOdd ? new object() : cell)), run.Start(() => run.Write(cell)));
            },
            FailureKind.Assertion,
            new ExploreOptions { Strategy = Strategy.Dpor() });

        Assert.Contains("does not do the same each time", failed.Found);
    }

    private static IEnumerable<int[]> Permutations(int count) => count == 0
        ? [[]]
        : Permutations(count - 1).SelectMany(
            rest => Enumerable.Range(0, count).Select(at => (int[])[.. rest[..at], count - 1, .. rest[at..]]));

    private static (string Outcomes, ExploreResult Result) Outcomes(string name, Strategy strategy)
    {
        SortedSet<string> outcomes = new(StringComparer.Ordinal);
        ExploreResult result = Explore.Run(
            run =>
            {
                run.MayStandStill = () => outcomes.Add("deadlock") || true;
                outcomes.Add(ConflictModels.All[name](run));
            },
            new ExploreOptions
            {
                Strategy = strategy,
                Starts = StartOrder.AtFirstOperation,
                Schedules = 50_000,
                Budget = TimeSpan.FromMinutes(1),
                CheckDeterminismEvery = 0,
            });
        return (string.Join(", ", outcomes), result);
    }
}

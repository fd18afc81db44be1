using Baton.Testing;

namespace Baton.Tests;

/// <summary>What production leaves open, and no step decides: all of it is tried, or the result is not called exhausted.</summary>
[TestClass]
public sealed class TiesTests : ExploreTest
{
    private const string Answer = "answer";
    private const string Late = "late";

    private static readonly string[] s_strategies = ["exhaustive", "delays", "random", "portfolio", "racing"];

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(10);

    /// <summary>An answer that comes at the time at which patience is over, by name.</summary>
    private static readonly Dictionary<string, Func<TestScheduler, string>> s_races = new()
    {
        ["select, the answer first"] = static scheduler => Select(scheduler, isAnswerFirst: true),
        ["select, the answer last"] = static scheduler => Select(scheduler, isAnswerFirst: false),
        ["limit, the answer first"] = static _ => Limit(isAnswerFirst: true),
        ["limit, the answer last"] = static _ => Limit(isAnswerFirst: false),
        ["limit, of two schedulers"] = LimitOfTwo,
        ["timers of the run's clock"] = Timers,
        ["advance"] = Advance,
    };

    private static IEnumerable<string> Races => s_races.Keys;

    private static IEnumerable<(string Race, string Strategy)> RacesAndStrategies =>
        Races.SelectMany(
            static _ => s_strategies, static (race, strategy) => (race, strategy));

    private static ExploreOptions OptionsOf(string strategy) => new()
    {
        Seed = 7,
        Schedules = strategy is "exhaustive" or "delays" ? 20_000 : 500,
        Clock = strategy == "racing" ? ClockMode.Racing : ClockMode.WhenIdle,
        Strategy = strategy switch
        {
            "exhaustive" => Strategy.Exhaustive(preemptions: 1),
            "delays" => Strategy.Exhaustive(delays: 2),
            "random" => Strategy.RandomWalk,
            "dpor" => Strategy.Dpor(),
            _ => Strategy.Portfolio,
        },
    };

    [TestMethod]
    [DynamicData(nameof(RacesAndStrategies))]
    public void TimersOfOneTime_FireInEachOrder(string race, string strategy)
    {
        SortedSet<string> seen = [];

        ExploreResult result = Explore.Run(scheduler => Note(seen, s_races[race](scheduler)), OptionsOf(strategy));

        Assert.AreEqual($"{Answer} {Late}", string.Join(' ', seen), $"{result}");
        Assert.AreEqual(strategy is "exhaustive" or "delays", result.IsExhausted, string.Join(' ', result.Warnings));
    }

    [TestMethod]
    [DynamicData(nameof(Races))]
    public void TimersOfOneTime_ByDpor_FireInEachOrder_OrItIsNoProof(string race)
    {
        SortedSet<string> seen = [];

        ExploreResult result = Explore.Run(scheduler => Note(seen, s_races[race](scheduler)), OptionsOf("dpor"));

        Assert.IsTrue(seen.Count == 2 || (!result.IsExhausted && result.Warnings.Count > 0), $"{string.Join(' ', seen)}: {result}");
    }

    [TestMethod]
    public void TimersOfOneTime_InAFailure_AreReplayed()
    {
        foreach (Func<TestScheduler, string> race in s_races.Values)
        {
            foreach (string wrong in (string[])[Answer, Late])
            {
                ScheduleFailedException failed = Fail(Test, FailureKind.Assertion);
                ScheduleFailedException again = Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Replay(Test, failed.Schedule));
                Assert.AreEqual(FailureKind.Assertion, again.Kind, again.Message);

                void Test(TestScheduler scheduler) => Assert.AreNotEqual(wrong, race(scheduler));
            }
        }
    }

    [TestMethod]
    public void Replay_OfATextOfAnEarlierVersion_FiresTimersOfOneTimeInOrder()
    {
        string seen = "";
        string text = ScheduleText.Of(7, 0, default, []);

        Assert.ThrowsExactly<ScheduleFailedException>(
            () => Explore.Replay(scheduler => seen = Select(scheduler, isAnswerFirst: true), text), "the check of that text is none");

        Assert.AreEqual(Late, seen, "both fired, and then the frames went on");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void ReadyCasesOfASelect_AreEachTaken(bool byDpor)
    {
        HashSet<int> taken = [];

        ExploreResult result = Explore.Run(
            scheduler =>
            {
                CoroutineQueue<int> queue = new(1);
                queue.Enqueue(1);
                taken.Add(Baton.Select.Any(
                    queue.OnDequeue(static _ => { }),
                    new CoroutineQueue<int>().OnDequeue(static _ => { }),
                    Baton.Select.On(Task.CompletedTask),
                    new CoroutineQueue<int>().OnEnqueue(1),
                    Baton.Select.After(TimeSpan.Zero)));
                taken.Add(10 + Baton.Select.Any(Baton.Select.After(TimeSpan.Zero), Baton.Select.After(TimeSpan.Zero)));
            },
            OptionsOf(byDpor ? "dpor" : "exhaustive"));

        Assert.AreEqual("0 2 3 10 11", string.Join(' ', taken.Order()));
        Assert.IsTrue(result.IsExhausted);
        Assert.AreEqual(6, result.Schedules);
    }

    [TestMethod]
    public void NumbersDrawnByChance_AreNoProof()
    {
        ExploreResult result = Explore.Run(static scheduler => scheduler.Random.Next(2), OptionsOf("exhaustive"));

        Assert.IsFalse(result.IsExhausted);
        Assert.IsTrue(result.Warnings.Any(static warning => warning.Contains("TestScheduler.Choose", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void LocksOfNet_ThatWereWaitedFor_AreNoProof()
    {
        ExploreResult result = Explore.Run(
            static scheduler =>
            {
                object gate = new();
                Frame.AwaitAll(scheduler.Start(Take), scheduler.Start(Take));

                void Take()
                {
                    lock (gate)
                    {
                        scheduler.Point();
                    }
                }
            },
            new ExploreOptions { Strategy = Strategy.Exhaustive(1), Schedules = 20_000 });

        Assert.IsFalse(result.IsExhausted);
        Assert.IsTrue(result.Warnings.Any(static warning => warning.Contains("TestScheduler.Point", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void SchedulesThatGoInTurns_AreNoProof()
    {
        ExploreOptions options = OptionsOf("exhaustive");
        options.MaxSteps = 10;

        ExploreResult result = Explore.Run(
            static scheduler =>
            {
                for (int i = 0; i < 12; i++)
                {
                    scheduler.Point();
                }
            },
            options);

        Assert.IsFalse(result.IsExhausted);
        Assert.IsTrue(result.Warnings.Any(static warning => warning.Contains("MaxSteps", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void RunUntilIdle_EndsWhenNoTimerIsDue() => Pass(static scheduler =>
    {
        int fired = 0;
        for (int i = 0; i < 3; i++)
        {
            scheduler.Start(() =>
            {
                Coroutine.Delay(TimeSpan.FromSeconds(1));
                fired++;
            });
        }

        Coroutine.Delay(TimeSpan.FromSeconds(1));
        scheduler.RunUntilIdle();
        Assert.AreEqual(3, fired);
    });

    private static void Note(SortedSet<string> seen, string outcome) => seen.Add(outcome);

    private static string Select(TestScheduler scheduler, bool isAnswerFirst)
    {
        CoroutineQueue<string> queue = new(1);
        Frame? sends = isAnswerFirst ? scheduler.Start(Send) : null;
        Frame<string> selects = scheduler.Start(() => Any(queue));
        (sends ?? scheduler.Start(Send)).Await();
        return selects.Await();

        void Send()
        {
            Coroutine.Delay(s_time);
            queue.Enqueue(Answer);
        }
    }

    private static string Any(CoroutineQueue<string> queue)
    {
        string taken = Late;
        Baton.Select.Any(queue.OnDequeue(item => taken = item), Baton.Select.After(s_time));
        return taken;
    }

    private static string Limit(bool isAnswerFirst) => CoroutineScheduler.Run(() =>
    {
        CoroutineQueue<string> queue = new(1);
        if (isAnswerFirst)
        {
            Coroutine.Async(Send);
        }

        return Limited(() =>
        {
            if (!isAnswerFirst)
            {
                Coroutine.Async(Send);
            }

            return queue.Dequeue();
        });

        void Send()
        {
            Coroutine.Delay(s_time);
            queue.Enqueue(Answer);
        }
    });

    private static string LimitOfTwo(TestScheduler scheduler)
    {
        CoroutineQueue<string> queue = new(1);
        Frame sends = scheduler.Start(() =>
        {
            Coroutine.Delay(s_time);
            queue.Enqueue(Answer);
        });
        string got = scheduler.Start(() => Limited(() => queue.Dequeue())).Await();
        sends.Await();
        return got;
    }

    private static string Limited(Func<string> get)
    {
        try
        {
            return Coroutine.WithTimeout(s_time, get);
        }
        catch (TimeoutException)
        {
            return Late;
        }
    }

    private static string Timers(TestScheduler scheduler)
    {
        CoroutineQueue<string> queue = new(1);
        using ITimer timer = scheduler.Time.CreateTimer(_ => queue.Enqueue(Answer), null, s_time, Timeout.InfiniteTimeSpan);
        return Any(queue);
    }

    private static string Advance(TestScheduler scheduler)
    {
        CoroutineQueue<string> queue = new(1);
        Frame sends = scheduler.Start(() =>
        {
            Coroutine.Delay(s_time);
            queue.Enqueue(Answer);
        });
        Frame<string> selects = scheduler.Start(() => Any(queue));
        scheduler.RunUntilIdle();
        scheduler.Advance(s_time);
        sends.Await();
        return selects.Await();
    }
}

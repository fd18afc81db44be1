using Baton.Testing;

namespace Baton.Stress;

/// <summary>What a schedule of an exploration costs.</summary>
internal static class TestingBench
{
    private const int Schedules = 2_000;
    private const int Handovers = 24; // of a walk of three strands with ten points each
    private const string Futex = "24 handovers by futex, one processor";

    internal static IEnumerable<Comparison> All(Rounds rounds)
    {
        Action<TestScheduler> points = Points;
        if (FutexPair.Exists)
        {
            yield return rounds.Compare("schedule of 3 strands × 10 points, walk", Futex, "µs", 5, () => PerSchedule(points), Least);
            yield return rounds.Compare(
                "schedule of 3 strands × 10 points, PCT of 3", Futex, "µs", 3, () => PerSchedule(points, Strategy.Pct()), Least);
            yield return rounds.Compare("schedule of 2 strands, 10 × lock + Yield", Futex, "µs", 6, () => PerSchedule(Locks), Least);
        }

        yield return rounds.Alone("allocated per schedule of 3 strands × 10 points", "bytes", 512, Allocated);
        yield return rounds.Alone("3,600 timers of a second", "ms", 100, AnHour);
    }

    private static void Points(TestScheduler scheduler)
    {
        Frame.AwaitAll(scheduler.Start(Go), scheduler.Start(Go), scheduler.Start(Go));

        void Go()
        {
            for (int i = 0; i < 10; i++)
            {
                scheduler.Point();
            }
        }
    }

    private static void Locks(TestScheduler scheduler)
    {
        object gate = new();
        Frame.AwaitAll(scheduler.Start(Go), scheduler.Start(Go));

        void Go()
        {
            for (int i = 0; i < 10; i++)
            {
                lock (gate)
                {
                    Coroutine.Yield();
                }
            }
        }
    }

    private static double Least() => Handovers * FutexPair.PerHandover(20_000);

    private static double PerSchedule(Action<TestScheduler> test, Strategy? strategy = null) =>
        Stopclock.PerTurn(Schedules, () => Run(test, strategy ?? Strategy.RandomWalk)) / 1000;

    private static double Allocated()
    {
        Run(Points, Strategy.RandomWalk);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Run(Points, Strategy.RandomWalk);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Schedules;
    }

    private static double AnHour() => Stopclock.PerTurn(1, static () => Explore.Run(
        static _ =>
        {
            for (int i = 0; i < 3600; i++)
            {
                Coroutine.Delay(TimeSpan.FromSeconds(1));
            }
        },
        new ExploreOptions { Schedules = 1, MaxSteps = 100_000 })) / 1_000_000;

    private static void Run(Action<TestScheduler> test, Strategy strategy) => Explore.Run(
        test,
        new ExploreOptions
        {
            Strategy = strategy,
            Seed = 1,
            Schedules = Schedules,
            Budget = TimeSpan.FromMinutes(1),
            CheckDeterminismEvery = 0,
        });
}

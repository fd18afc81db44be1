using Baton.Testing;

namespace Baton.Tests;

/// <summary>What strands need is kept from schedule to schedule, and nothing of a schedule is seen in the next.</summary>
[TestClass]
public sealed class SpareSchedulersTests : ExploreTest
{
    private const int Schedules = 1_000;
    private const int MostBytes = 5_000; // a schedule; without spare schedulers there were four times as many

    [TestMethod]
    public void Walk_OfThreeStrands_AllocatesLittleMoreThanTheirFrames()
    {
        Run();

        long before = GC.GetTotalAllocatedBytes(precise: true);
        Run();
        long each = (GC.GetTotalAllocatedBytes(precise: true) - before) / Schedules;

        Assert.IsLessThan(MostBytes, each);

        static void Run() => Explore.Run(
            static run =>
            {
                Frame.AwaitAll(run.Start(Go), run.Start(Go), run.Start(Go));

                void Go()
                {
                    for (int i = 0; i < 10; i++)
                    {
                        run.Point();
                    }
                }
            },
            new ExploreOptions
            {
                Seed = 7,
                Schedules = Schedules,
                Strategy = Strategy.RandomWalk,
                Budget = TimeSpan.FromMinutes(1),
                CheckDeterminismEvery = 0,
            });
    }

    [TestMethod]
    public void Step_OfAStrand_AllocatesNothing()
    {
        Run(10);

        long few = Bytes(10);
        long many = Bytes(510);

        Assert.IsLessThan(500 * 8L, (many - few) / 100, "bytes of 500 steps"); // lists grow to their length once

        static long Bytes(int steps)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Run(steps);
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        static void Run(int steps) => Explore.Run(
            run =>
            {
                for (int i = 0; i < steps; i++)
                {
                    run.Point();
                }
            },
            new ExploreOptions { Seed = 7, Schedules = 100, Strategy = Strategy.RandomWalk, CheckDeterminismEvery = 0 });
    }

    [TestMethod]
    public void Schedulers_ThatUsersHave_AreOfOneSchedule()
    {
        HashSet<CoroutineScheduler> seen = [];

        Pass(run => run.Start(() => Assert.IsTrue(seen.Add(CoroutineScheduler.Current!), "a scheduler of another schedule")).Await());
    }

    [TestMethod]
    public void Strand_AfterAScheduleThatWasCanceled_IsNotCanceled()
    {
        CancellationToken last = CancellationToken.None;

        Pass(run =>
        {
            CancellationToken before = last;
            Frame canceled = run.Start(() => Coroutine.Delay(TimeSpan.FromHours(1)));
            Frame other = run.Start(() =>
            {
                Assert.IsFalse(Coroutine.CancellationToken.IsCancellationRequested);
                last = Coroutine.CancellationToken;
                Frame inner = Coroutine.Async(() => Coroutine.Delay(TimeSpan.FromMinutes(1)));
                inner.Cancel();
                Assert.ThrowsExactly<OperationCanceledException>(inner.Await);
            });
            other.Await();
            canceled.Cancel();
            Assert.ThrowsExactly<OperationCanceledException>(canceled.Await);
            Assert.IsFalse(before.IsCancellationRequested, "the token of a strand that has ended");
        });
    }

    [TestMethod]
    public void Strand_AfterAScheduleThatLeftFrames_IsAlone()
    {
        Pass(run =>
        {
            run.Start(() => Coroutine.Async(() => Coroutine.Delay(TimeSpan.FromMinutes(run.Choose(3))))).Await();
            List<string> order = [];
            run.Start(() =>
            {
                Frame first = Coroutine.Async(() => order.Add("first"));
                Frame second = Coroutine.Async(() => order.Add("second"));
                Frame.AwaitAll(first, second);
            }).Await();
            Assert.AreEqual("first, second", string.Join(", ", order));
        });
    }
}

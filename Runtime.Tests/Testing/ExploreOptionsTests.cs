using Baton.Testing;

namespace Baton.Tests;

/// <summary>What options change, but for the rules of schedules, and what results tell.</summary>
[TestClass]
public sealed class ExploreOptionsTests : ExploreTest
{
    [TestMethod]
    public void Uncontrolled_Wait_LetsWorkOfAnotherPoolInAndSaysSo()
    {
        CoroutineThreadPool outside = Pool;
        int done = 0;

        ExploreResult result = Explore.Run(
            scheduler =>
            {
                CoroutineQueue<int> queue = new();
                outside.Run(() => queue.Enqueue(1));
                scheduler.Point();
                queue.Dequeue();
                done++;
            },
            new ExploreOptions { Seed = 7, Schedules = 20, Uncontrolled = Uncontrolled.Wait });

        Assert.AreEqual(20, done);
        Assert.IsTrue(result.Warnings.Any(static one => one.StartsWith("Work from outside the run was let in", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Uncontrolled_Wait_LocksAndTasksFromOutsideAreWaitedFor()
    {
        CoroutineThreadPool outside = Pool;

        Explore.Run(
            scheduler =>
            {
                using SemaphoreSlim comes = new(0);
                outside.Run(() => comes.Release());
                comes.Wait();
            },
            new ExploreOptions { Seed = 7, Schedules = 20, Uncontrolled = Uncontrolled.Wait });
    }

    [TestMethod]
    public void Uncontrolled_Wait_FailureSaysThatItWasNotRepeated()
    {
        CoroutineThreadPool outside = Pool;

        ScheduleFailedException failed = Fail(
            _ =>
            {
                CoroutineQueue<int> queue = new();
                outside.Run(() => queue.Enqueue(1));
                Assert.AreEqual(2, queue.Dequeue());
            },
            FailureKind.Assertion,
            new ExploreOptions { Uncontrolled = Uncontrolled.Wait });

        Assert.Contains("was let in, so this was not repeated", failed.Message);
    }

    [TestMethod]
    public void Uncontrolled_Wait_NothingComes_IsADeadlock() => Fail(
        static _ => new CoroutineQueue<int>(0).Dequeue(),
        FailureKind.Deadlock,
        new ExploreOptions { Uncontrolled = Uncontrolled.Wait, Patience = TimeSpan.FromMilliseconds(50), Shrink = false });

    [TestMethod]
    public void OnSchedule_TellsOfEachScheduleWithItsText()
    {
        List<ScheduleInfo> told = [];
        ExploreResult result = Explore.Run(
            static scheduler => scheduler.Start(() => scheduler.Point()).Await(),
            new ExploreOptions { Seed = 7, Schedules = 20, OnSchedule = told.Add });

        CollectionAssert.AreEqual(Enumerable.Range(0, 20).ToArray(), told.ConvertAll(static one => (int)one.Index));
        Assert.AreEqual(result.Steps, told.Sum(static one => one.Steps));
        Assert.IsTrue(told.TrueForAll(static one => one.Failure is null && one.Strands >= 2));
        Assert.IsTrue(told.TrueForAll(static one => one.Schedule.StartsWith("s2:", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void OnSchedule_FailedSchedule_IsTheLastThatIsTold()
    {
        List<ScheduleInfo> told = [];

        Fail(LoseUpdate, FailureKind.Assertion, new ExploreOptions { OnSchedule = told.Add });

        Assert.AreEqual(FailureKind.Assertion, told[^1].Failure);
        Assert.IsNull(told.SkipLast(1).FirstOrDefault(static one => one.Failure is not null));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void OnSchedule_ThatThrows_EndsTheExploration(int parallelism) =>
        Assert.ThrowsExactly<NotSupportedException>(() => Explore.Run(
            static scheduler => scheduler.Point(),
            new ExploreOptions
            {
                Parallelism = parallelism,
                OnSchedule = static one => _ = one.Index == 5 ? throw new NotSupportedException() : 0,
            }));

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void PollOnOwnThread_Mutex_IsTakenByTheThreadThatWaits(bool isSet)
    {
        ExploreOptions options = new() { Seed = 7, Schedules = 100, PollOnOwnThread = isSet };
        if (isSet)
        {
            Explore.Run(TakeMutex, options);
            return;
        }

        ScheduleFailedException failed = Fail(TakeMutex, FailureKind.Assertion, options);
        Assert.IsInstanceOfType<ApplicationException>(failed.InnerException);
        Assert.Contains("set ExploreOptions.PollOnOwnThread", failed.Message);

        static void TakeMutex(TestScheduler scheduler)
        {
            using Mutex mutex = new();
            int sum = 0;
            Frame.AwaitAll(scheduler.Start(Add), scheduler.Start(Add));
            Assert.AreEqual(2, sum);

            void Add()
            {
                mutex.WaitOne();
                int read = sum;
                scheduler.Point();
                sum = read + 1;
                mutex.ReleaseMutex();
            }
        }
    }

    [TestMethod]
    public void Parallelism_SameSeed_RunsTheSameSchedules()
    {
        Assert.AreSequenceEqual(Texts(1), Texts(3));

        static string[] Texts(int parallelism)
        {
            SortedDictionary<long, string> texts = [];
            ExploreResult result = Explore.Run(
                static scheduler => Frame.AwaitAll(
                    scheduler.Start(() => scheduler.Point()), scheduler.Start(() => scheduler.Point())),
                new ExploreOptions
                {
                    Seed = 7,
                    Schedules = 100,
                    Parallelism = parallelism,
                    OnSchedule = one => texts.Add(one.Index, one.Schedule),
                });
            Assert.AreEqual(100, result.Schedules);
            return [.. texts.Values];
        }
    }

    [TestMethod]
    public void Parallelism_Failure_IsTheSameAsOfOne()
    {
        Assert.AreEqual(Find(1), Find(3));

        static string Find(int parallelism) => Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Run(
            static scheduler =>
            {
                int chosen = scheduler.Choose(50);
                scheduler.Point();
                Assert.AreNotEqual(17, chosen);
            },
            new ExploreOptions { Seed = 7, Parallelism = parallelism })).Message;
    }

    [TestMethod]
    public void Parallelism_StrategyThatGoesOneByOne_IsRefused() => Assert.ThrowsExactly<ArgumentException>(static () => Explore.Run(
        static scheduler => scheduler.Point(), new ExploreOptions { Parallelism = 2, Strategy = Strategy.Exhaustive() }));

    [TestMethod]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => new ExploreOptions { Parallelism = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => new ExploreOptions { Parallelism = 65 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => new ExploreOptions { Uncontrolled = (Uncontrolled)2 });
    }
}

using Baton.Testing;

namespace Baton.Tests;

/// <summary>What a test waits for outside the run is told from a deadlock, and what no schedule has tried is told.</summary>
[TestClass]
public sealed class WorkOutsideTests : ExploreTest
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Run_TaskThatEndsOutsideWhenNothingCanGoOn_IsUncontrolled(bool blocks)
    {
        CoroutineThreadPool outside = Pool;
        using ManualResetEventSlim standsStill = new();
        using ManualResetEventSlim hasEnded = new();
        TaskCompletionSource task = new();
        outside.Run(() =>
        {
            standsStill.Wait();
            task.SetResult();
            hasEnded.Set();
        });

        ScheduleFailedException failed = Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Run(
            async scheduler =>
            {
                scheduler.MayStandStill = LetOutsideGoOn;
                if (blocks)
                {
                    task.Task.Wait();
                }

                await task.Task;
            },
            new ExploreOptions { Seed = 7 }));

        Assert.AreEqual(FailureKind.Uncontrolled, failed.Kind, failed.Message);
        Assert.Contains("ExploreOptions.Uncontrolled = Uncontrolled.Wait", failed.Found);
        Assert.IsLessThan(
            failed.Found.IndexOf("ExploreOptions", StringComparison.Ordinal),
            failed.Found.IndexOf(ScheduleFailure.WithSeams, StringComparison.Ordinal) + 1,
            "the better way out comes first");
        Assert.Contains(ScheduleFailure.WithSeams, failed.Found);

        bool LetOutsideGoOn()
        {
            standsStill.Set();
            hasEnded.Wait();
            return false;
        }
    }

    [TestMethod]
    public void Run_ATaskOfThePoolIsAwaitedByBaton_IsUncontrolledAndNamesTheWayOut()
    {
        ScheduleFailedException failed = Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Run(
            static _ => Task.Run(static () => LongEnough.For(5)).Await(), new ExploreOptions { Seed = 7 }));

        Assert.AreEqual(FailureKind.Uncontrolled, failed.Kind, failed.Message);
        Assert.Contains(ScheduleFailure.WithSeams, failed.Found);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Warnings_OneStrandOnly_IsTold(bool hasFrame)
    {
        ExploreResult result = Explore.Run(
            scheduler =>
            {
                if (hasFrame)
                {
                    scheduler.Start(static () => { }).Await();
                }
            },
            new ExploreOptions { Seed = 7, Schedules = 20 });

        Assert.AreEqual(
            hasFrame ? 0 : 1,
            result.Warnings.Count(static one => one.StartsWith("The test has one strand", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Deadlock_StrandWaitsForATask_NamesSeams()
    {
        ScheduleFailedException failed = Fail(static _ => new TaskCompletionSource().Task.Wait(), FailureKind.Deadlock);
        ScheduleFailedException other = Fail(static _ => new CoroutineQueue<int>(0).Dequeue(), FailureKind.Deadlock);

        Assert.Contains("a thread or task outside the run", failed.Found);
        Assert.Contains("<BatonSeams>true</BatonSeams>", failed.Found);
        Assert.DoesNotContain("BatonSeams", other.Found);
    }

    [TestMethod]
    public void Diverged_Text_NamesSeams()
    {
        int times = 0;
        ScheduleFailedException failed = Fail(
            scheduler =>
            {
                for (int i = times++ % 3; i >= 0; i--)
                {
                    scheduler.Start(scheduler.RunUntilIdle);
                }
            },
            FailureKind.Diverged,
            new ExploreOptions { CheckDeterminismEvery = 1 });

        Assert.Contains("a thread or task outside the run", failed.Found);
        Assert.Contains("<BatonSeams>true</BatonSeams>", failed.Found);
    }

    [TestMethod]
    public void Warnings_StrandWithoutSteps_IsTold()
    {
        ExploreResult result = Pass(
            static scheduler =>
            {
                int sum = 0;
                Frame.AwaitAll(
                    scheduler.Start(() => sum++, "one"),
                    scheduler.Start(() => sum++, "other"),
                    scheduler.Start(() => scheduler.Point(), "third"));
                Assert.AreEqual(2, sum);
            },
            schedules: 20);

        Assert.HasCount(1, result.Warnings);
        Assert.Contains("their end: one, other. Nothing in them was tried", result.Warnings[0]);
    }

    [TestMethod]
    public void Warnings_StrandWithStepsInSomeSchedule_IsNotTold()
    {
        ExploreResult result = Pass(
            static scheduler =>
            {
                bool isSet = false;
                scheduler.Start(
                    () =>
                    {
                        if (isSet)
                        {
                            scheduler.Point();
                        }
                    },
                    "looks");
                scheduler.Point();
                isSet = true;
            },
            schedules: 50);

        Assert.HasCount(0, result.Warnings);
    }
}

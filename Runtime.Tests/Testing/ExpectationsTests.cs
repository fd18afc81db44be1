using Baton.Testing;

namespace Baton.Tests;

/// <summary>What a test says of its schedules by <c>Never</c> and <c>Eventually</c>, and waiting for idleness.</summary>
[TestClass]
public sealed class ExpectationsTests : ExploreTest
{
    [TestMethod]
    public void Never_BadBetweenTwoStepsOnly_FailsThere()
    {
        ScheduleFailedException failed = Fail(
            static scheduler =>
            {
                bool isBad = false;
                scheduler.Never(() => isBad, "both are in");
                scheduler.Start(
                    () =>
                    {
                        isBad = true;
                        scheduler.Point("in it");
                        isBad = false;
                    },
                    "bad").Await();
            },
            FailureKind.Never);

        Assert.AreEqual("This must never be, and is: both are in.", failed.Found);
    }

    [TestMethod]
    public void Never_BadWithinOneStepOnly_IsNotSeen() => Pass(static scheduler =>
    {
        bool isBad = false;
        scheduler.Never(() => isBad, "is bad");
        scheduler.Start(() =>
        {
            isBad = true;
            isBad = false;
        }).Await();
    });

    [TestMethod]
    public void Never_BadAfterTheLastStep_Fails() => Fail(
        static scheduler =>
        {
            bool isBad = false;
            scheduler.Never(() => isBad, "is bad");
            scheduler.Start(() => isBad = true);
        },
        FailureKind.Never);

    [TestMethod]
    public void Never_LooksAtWhatTheTestSchedulerSees()
    {
        int looks = 0;
        Pass(
            scheduler =>
            {
                scheduler.Never(() => TestScheduler.Current != scheduler || looks++ < 0, "the run is not here");
                CoroutineThreadPool pool = new();
                pool.Run(() => scheduler.Point()).Wait();
                pool.Dispose();
            },
            schedules: 10);
        Assert.IsGreaterThan(50, looks);
    }

    [TestMethod]
    public void Never_ThatThrows_FailsWithThat()
    {
        ScheduleFailedException failed = Fail(
            static scheduler =>
            {
                scheduler.Never(static () => throw new NotSupportedException("no look"), "it");
                scheduler.Point();
            },
            FailureKind.Assertion);

        Assert.IsInstanceOfType<NotSupportedException>(failed.InnerException);
    }

    [TestMethod]
    public void Eventually_HoldsAtTheEnd_Passes() => Pass(static scheduler =>
    {
        bool isDone = false;
        scheduler.Eventually(() => isDone, "is done");
        scheduler.Start(() =>
        {
            Coroutine.Delay(TimeSpan.FromHours(1));
            isDone = true;
        });
    });

    [TestMethod]
    public void Eventually_HeldOnlyForAWhile_Fails()
    {
        ScheduleFailedException failed = Fail(
            static scheduler =>
            {
                int sum = 0;
                scheduler.Eventually(() => sum == 1, "the sum is one");
                scheduler.Start(() => sum++);
                scheduler.Start(() => sum++);
            },
            FailureKind.Eventually);

        Assert.AreEqual("At the end this must be, and is not: the sum is one.", failed.Found);
    }

    [TestMethod]
    [DataRow(true, FailureKind.Livelock)]
    [DataRow(false, FailureKind.Eventually)]
    public void Eventually_StrandsGoOnForEver_IsAskedWhenTheyHaveGoneInTurns(bool holds, FailureKind kind) => Fail(
        scheduler =>
        {
            scheduler.Eventually(() => holds, "it holds");
            while (true)
            {
                scheduler.Point();
            }
        },
        kind,
        new ExploreOptions { MaxSteps = 50 });

    [TestMethod]
    public void Eventually_Deadlock_IsToldAsThat() => Fail(
        static scheduler =>
        {
            scheduler.Eventually(static () => false, "never");
            new CoroutineQueue<int>(0).Dequeue();
        },
        FailureKind.Deadlock);

    [TestMethod]
    public void RunUntilIdle_OthersHaveWork_ReturnsWhenAllWaitAndBeforeTimeMoves() => Pass(static scheduler =>
    {
        int done = 0;
        DateTimeOffset start = scheduler.Time.GetUtcNow();
        Frame[] workers = [.. Enumerable.Range(0, 2).Select(_ => scheduler.Start(() =>
        {
            scheduler.Point();
            done++;
            Coroutine.Delay(TimeSpan.FromSeconds(1));
            done++;
        }))];
        scheduler.RunUntilIdle();
        Assert.AreEqual(2, done);
        Assert.AreEqual(start, scheduler.Time.GetUtcNow());
        scheduler.Advance(TimeSpan.FromSeconds(1));
        scheduler.RunUntilIdle();
        Assert.AreEqual(4, done);
        Frame.AwaitAll(workers);
    });

    [TestMethod]
    public void RunUntilIdle_OfTwoStrands_EndsForBoth() => Pass(static scheduler =>
    {
        scheduler.Start(scheduler.RunUntilIdle);
        scheduler.RunUntilIdle();
    });

    [TestMethod]
    public void Members_OfNullOrElsewhere_AreRefused()
    {
        TestScheduler? left = null;
        Pass(
            scheduler =>
            {
                left = scheduler;
                Assert.ThrowsExactly<ArgumentNullException>(() => scheduler.Note(null!));
                Assert.ThrowsExactly<ArgumentNullException>(() => scheduler.Never(null!, "name"));
                Assert.ThrowsExactly<ArgumentNullException>(() => scheduler.Eventually(static () => true, null!));
            },
            schedules: 1);

        Assert.ThrowsExactly<InvalidOperationException>(() => left!.Time);
        Assert.ThrowsExactly<InvalidOperationException>(() => left!.RunUntilIdle());
        Assert.ThrowsExactly<InvalidOperationException>(() => left!.Never(static () => false, "never"));
    }
}

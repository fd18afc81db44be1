using Baton.Testing;

namespace Baton.Tests;

/// <summary>What <see cref="Explore.Replay(Action{TestScheduler}, string, ExploreOptions?)"/> does with a test that was changed.</summary>
[TestClass]
public sealed class ReplayTests : ExploreTest
{
    private readonly string _schedule = Fail(scheduler => Add(scheduler, "as reported"), FailureKind.Assertion).Schedule;

    [TestMethod]
    [DataRow("as reported", "Assertion", "money is lost", DisplayName = "fails in the same way")]
    [DataRow("fails otherwise", "Assertion", "another fault", DisplayName = "fails in another way")]
    [DataRow("adds at once", null, null, DisplayName = "follows the schedule, and passes")]
    public void Replay_TestThatFollows_TellsHowItEnds(string how, string? kind, string? found) => Check(how, kind, found);

    [TestMethod]
    [DataRow("has a lock", "did not fail. Perhaps it is mended: Explore.Run tells", DisplayName = "mended by a lock")]
    [DataRow("has a queue", "did not fail. Perhaps it is mended: Explore.Run tells", DisplayName = "mended by a queue as a lock")]
    [DataRow("has no point", "did not fail. Perhaps it is mended: Explore.Run tells", DisplayName = "without the point")]
    [DataRow("draws", "failed otherwise or elsewhere: Assertion. System.InvalidOperationException: money is lost",
        DisplayName = "still wrong")]
    public void Replay_TestThatDoesOtherThings_DivergesAndTellsHowItEnds(string how, string end)
    {
        ScheduleFailedException failed = Check(how, "Diverged", end)!;

        Assert.AreEqual(end.Contains("money", StringComparison.Ordinal), failed.InnerException is InvalidOperationException);
    }

    [TestMethod]
    public void Replay_OfOperationsThatDiverge_NamesWhatTells()
    {
        ScheduleFailedException failed = Assert.ThrowsExactly<ScheduleFailedException>(
            () => Explore.Linearizable(NewOperations(isMended: false), new ExploreOptions { Seed = 7 }));
        ScheduleFailedException again = Assert.ThrowsExactly<ScheduleFailedException>(
            () => Explore.Replay(NewOperations(isMended: true), failed.Schedule));

        Assert.AreEqual(FailureKind.Diverged, again.Kind, again.Message);
        Assert.Contains("Perhaps it is mended: Explore.Linearizable tells", again.Found);
    }

    private static Operations<int[], int[]> NewOperations(bool isMended) => new Operations<int[], int[]>(() => [0], () => [0])
        .Add("Next", subject => Next(subject, isMended), model => ++model[0]);

    private static int Next(int[] subject, bool isMended)
    {
        int read = subject[0];
        if (!isMended)
        {
            TestScheduler.Current!.Point();
        }

        return subject[0] = read + 1;
    }

    private static void Add(TestScheduler scheduler, string how)
    {
        int sum = 0;
        object gate = new();
        CoroutineQueue<string> keys = new(1);
        keys.Enqueue("the key");
        if (how == "draws")
        {
            scheduler.Choose(2);
        }

        Frame.AwaitAll(scheduler.Start(AddOne), scheduler.Start(AddOne));
        if (sum != 2 || how == "draws")
        {
            throw new InvalidOperationException(how == "fails otherwise" ? "another fault" : "money is lost");
        }

        void AddOne()
        {
            switch (how)
            {
                case "has a lock":
                    lock (gate)
                    {
                        Change();
                    }

                    break;
                case "has a queue":
                    string key = keys.Dequeue();
                    Change();
                    keys.Enqueue(key);
                    break;
                default:
                    Change();
                    break;
            }
        }

        void Change()
        {
            int read = sum;
            if (how != "has no point")
            {
                scheduler.Point();
            }

            sum = how == "adds at once" ? sum + 1 : read + 1;
        }
    }

    private ScheduleFailedException? Check(string how, string? kind, string? found)
    {
        if (kind is null)
        {
            Explore.Replay(scheduler => Add(scheduler, how), _schedule);
            return null;
        }

        ScheduleFailedException failed = Assert.ThrowsExactly<ScheduleFailedException>(
            () => Explore.Replay(scheduler => Add(scheduler, how), _schedule));
        Assert.AreEqual(kind, $"{failed.Kind}", failed.Message);
        Assert.Contains(found!, failed.Found);
        return failed;
    }
}

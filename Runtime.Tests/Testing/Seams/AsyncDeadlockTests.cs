using Baton.Testing;
using Baton.Tests.Seamed;

namespace Baton.Tests;

/// <summary>The report of a deadlock tells which asynchronous methods have begun and not ended, and what each waits for.</summary>
[TestClass]
public sealed class AsyncDeadlockTests : ExploreTest
{
    private const string Outside = "work outside the run";

    [TestMethod]
    public void Channels_FilledBothWaysInTasks_EachCallTellsItsStep()
    {
        string found = Found(static _ => AsyncPrograms.FillBothWays(inTasks: true));

        Assert.MatchesRegex(@"\n  async FillAsync, of task 1, at AsyncPrograms\.cs:22, waits for ChannelWriter\.WriteAsync #(\d)"
            + @"\n  async FillAsync, of task 2, at AsyncPrograms\.cs:22, waits for ChannelWriter\.WriteAsync #(?!\1)\d", found);
        Assert.DoesNotContain(Outside, found);
    }

    [TestMethod]
    public void Channels_FilledBothWaysByCalls_EachCallTellsItsStep()
    {
        string found = Found(static _ => AsyncPrograms.FillBothWays(inTasks: false));

        Assert.Contains("  async FillBothWays waits for several tasks\n", found);
        Assert.MatchesRegex(@"\n  async FillAsync, at AsyncPrograms\.cs:22, waits for ChannelWriter\.WriteAsync #1\b", found);
        Assert.MatchesRegex(@"\n  async FillAsync, at AsyncPrograms\.cs:22, waits for ChannelWriter\.WriteAsync #2\b", found);
        Assert.DoesNotContain(Outside, found);
    }

    [TestMethod]
    [DataRow("all")]
    [DataRow("any")]
    [DataRow("one")]
    [DataRow("wait")]
    [DataRow("list")]
    public void Completions_OfEachOther_AllMethodsAreTold(string by)
    {
        string found = Found(_ => AsyncPrograms.CompleteBothWays(by));

        Assert.Contains("\n  async FirstAsync waits for a task that nobody has completed", found);
        if (by is not "one") // that waits for the first one alone
        {
            Assert.Contains("\n  async SecondAsync waits for a task that nobody has completed", found);
        }
        else
        {
            Assert.Contains("\n  async NestedAsync waits for FirstAsync", found);
        }

        if (by is not "wait")
        {
            Assert.Contains("\n  async CompleteBothWays waits for ", found);
        }
    }

    [TestMethod]
    public void Completion_InCodeWithoutSeams_MethodsAreTold()
    {
        string found = Found(static async _ => await OuterAsync(new TaskCompletionSource<int>().Task));

        Assert.Contains("\n  async Completion_InCodeWithoutSeams_MethodsAreTold (lambda) waits for OuterAsync\n", found);
        Assert.Contains("\n  async OuterAsync waits for ReadAsync\n", found);
        Assert.Contains("\n  async ReadAsync waits for a task that nobody has completed", found);

        static async Task OuterAsync(Task<int> task)
        {
            await foreach (int item in ReadAsync(task))
            {
                Assert.Fail($"{item} has come");
            }
        }

        static async IAsyncEnumerable<int> ReadAsync(Task<int> task)
        {
            yield return await task;
        }
    }

    [TestMethod]
    public void Frame_ThatAwaitsAMethod_MethodIsTold()
    {
        string found = Fail(
            static scheduler => scheduler.Start(static () => NeverAsync(new TaskCompletionSource().Task).Await()), FailureKind.Deadlock)
            .Found.ReplaceLineEndings("\n");

        Assert.Contains("\n  async NeverAsync waits for a task that nobody has completed", found);

        static async Task NeverAsync(Task task) => await task;
    }

    [TestMethod]
    public void Semaphores_TakenBothWays_ReportTellsWhoTookThem()
    {
        ScheduleFailedException failed = Fail(static _ => AsyncPrograms.TakeBothWays());
        string found = failed.Found.ReplaceLineEndings("\n");

        Assert.MatchesRegex(
            @"\n  WaitAsync \d+, at AsyncPrograms\.cs:83, waits for semaphore #1, last taken by main at AsyncPrograms\.cs:81\b", found);
        Assert.MatchesRegex(
            @"\n  WaitAsync \d+, at AsyncPrograms\.cs:83, waits for semaphore #2, last taken by main at AsyncPrograms\.cs:81\b", found);
        Assert.MatchesRegex(@"\n  async TakeAsync, at AsyncPrograms\.cs:83, waits for WaitAsync \d+\n", found);
        Assert.MatchesRegex(@" takes semaphore #1  AsyncPrograms\.cs:81\b", failed.Interleaving);
        Assert.MatchesRegex(@" waits for semaphore #1  AsyncPrograms\.cs:83\b", failed.Interleaving);
        Assert.DoesNotContain("starts task", failed.Interleaving);
    }

    [TestMethod]
    [DataRow(true, 0, "finds semaphore #1 at 0")]
    [DataRow(false, 0, "finds semaphore #1 at 0")]
    [DataRow(true, 5, "waits for semaphore #1")]
    [DataRow(false, 5, "has waited in vain for semaphore #1")]
    public void Semaphore_TakenInVain_StepSaysSo(bool isAsync, int limit, string told)
    {
        ScheduleFailedException failed = Assert.ThrowsExactly<ScheduleFailedException>(
            () => Explore.Run(_ => AsyncPrograms.TakeInVain(isAsync, limit), new ExploreOptions { Seed = 7 }));

        Assert.Contains("as is right", failed.Found);
        Assert.Contains($" {told}  AsyncPrograms.cs:", failed.Interleaving);
        Assert.AreEqual(1, failed.Interleaving.Split("takes semaphore").Length - 1, failed.Interleaving);
    }

    private static string Found(Func<TestScheduler, Task> test) => Fail(test).Found.ReplaceLineEndings("\n");

    private static ScheduleFailedException Fail(Func<TestScheduler, Task> test)
    {
        ScheduleFailedException failed = Assert.ThrowsExactly<ScheduleFailedException>(
            () => Explore.Run(test, new ExploreOptions { Seed = 7 }));
        Assert.AreEqual(FailureKind.Deadlock, failed.Kind, failed.Message);
        return failed;
    }
}

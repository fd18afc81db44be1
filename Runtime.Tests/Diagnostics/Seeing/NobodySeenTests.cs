namespace Baton.Tests;

/// <summary>
/// All members wait at queues, and nobody is seen who could come. That is said of the whole process, so each case has one of its own.
/// </summary>
[TestClass]
[BesideOthers]
public sealed class NobodySeenTests
{
    [TestMethod]
    [DataRow(nameof(AllWaitAtQueues))]
    [DataRow(nameof(ATimerIsSeen))]
    public async Task Capture_MembersWaitAtQueues_SaysWhetherAnybodyIsSeen(string scenario)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(scenario);

        Assert.AreEqual(0, result.ExitCode, $"{result}");
    }

    [ChildScenario]
    internal static int AllWaitAtQueues(string[] _)
    {
        using CoroutineScheduler scheduler = new();
        Frame waiting = StartWaiting(scheduler);

        Finding found = CoroutineDiagnostics.Capture().Findings.Single();

        Assert.AreEqual(FindingKind.NobodySeen, found.Kind);
        Assert.AreEqual(FindingLevel.Notice, found.Level);
        Assert.AreSequenceEqual(new[] { $"f{waiting.Core.Id}" }, found.Members);
        return 0;
    }

    [ChildScenario]
    internal static int ATimerIsSeen(string[] _)
    {
        using CoroutineScheduler scheduler = new();
        StartWaiting(scheduler);
        Frame delayed = scheduler.Start(() => Coroutine.Delay(TimeSpan.FromHours(1)), "delayed");
        UntilSeen(delayed, WaitKind.Delay);

        Assert.IsEmpty(CoroutineDiagnostics.Capture().Findings);
        return 0;
    }

    private static Frame StartWaiting(CoroutineScheduler scheduler)
    {
        CoroutineQueue<int> queue = new();
        Frame waiting = scheduler.Start(() => queue.Dequeue(), "waiting");
        UntilSeen(waiting, WaitKind.Queue);
        return waiting;
    }

    private static void UntilSeen(Frame frame, WaitKind kind) => Eventually.True(
        () => CoroutineDiagnostics.Snapshot().Any(member => member.Key == $"f{frame.Core.Id}" && member.Wait?.Kind == kind),
        $"{frame} is seen in a wait of kind {kind}");
}

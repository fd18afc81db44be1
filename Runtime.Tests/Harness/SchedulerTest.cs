namespace Baton.Tests;

/// <summary>Base of the scheduler's tests: runs on the test's own pool, and keeps a log of who ran.</summary>
[TestCategory(Parts.Second)]
public abstract class SchedulerTest : CoroutineTest
{
    private protected List<string> Log { get; } = [];

    private protected CoroutineSchedulerOptions OnPool => new() { ThreadPool = Pool, Name = "Test", BlockingGrace = TimeSpan.Zero };

    private protected void Run(Action main) => CoroutineScheduler.Run(main, OnPool);

    private protected T Run<T>(Func<T> main) => CoroutineScheduler.Run(main, OnPool);

    private protected void AssertLog(string expected) => Assert.AreEqual(expected, string.Join(' ', Log));

    /// <summary>Returns once the frame's function waits for something outside its scheduler, and its thread sleeps.</summary>
    private protected static void UntilItWaits(Frame frame)
    {
        Eventually.True(() => frame.Core.State is FrameState.AwaitingOutside or FrameState.AwaitingPool, $"{frame} waits");
        Eventually.True(() => frame.Core.Worker is not null, $"{frame} has a thread");
        Eventually.Parked(frame.Core.Worker!.Thread);
    }
}

namespace Baton.Tests;

/// <summary>A run's token that fires when main is about to end, too late for main to see it.</summary>
[TestClass]
public sealed class RunLateCancelTests : SchedulerTest
{
    [TestMethod]
    public async Task RunAsync_TokenFiresAtMainsEnd_FramesThatAreLeftAreCanceled()
    {
        using CancellationTokenSource source = new();
        Frame? left = null;

        await CoroutineScheduler.RunAsync(
            () =>
            {
                left = Coroutine.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                source.Cancel();
            },
            OnPool,
            source.Token);

        Assert.IsTrue(left!.IsCompleted);
        Assert.ThrowsExactly<OperationCanceledException>(left.Await);
    }
}

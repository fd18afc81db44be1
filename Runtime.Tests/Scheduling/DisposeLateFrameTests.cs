namespace Baton.Tests;

/// <summary>Frames that begin when their scheduler is already being disposed.</summary>
[TestClass]
public sealed class DisposeLateFrameTests : SchedulerTest
{
    [TestMethod]
    public void Dispose_CleanUpStartsFrame_FrameIsCanceledAndEnds()
    {
        CoroutineScheduler scheduler = new(OnPool);
        using ManualResetEventSlim begun = new();
        Frame? late = null;
        Frame frame = scheduler.Start(() =>
        {
            try
            {
                begun.Set();
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            }
            finally
            {
                late = Coroutine.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
            }
        });
        begun.Wait();

        scheduler.Dispose();

        Assert.IsTrue(frame.IsCompleted);
        Assert.IsTrue(late!.IsCompleted);
        Assert.ThrowsExactly<OperationCanceledException>(late.Await);
    }
}

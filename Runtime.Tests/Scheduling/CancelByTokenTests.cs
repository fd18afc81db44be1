namespace Baton.Tests;

/// <summary>A frame that waits for what its own token cancels learns of its cancellation once, whichever of the two ways is faster.</summary>
[TestClass]
public sealed class CancelByTokenTests : SchedulerTest
{
    [TestMethod]
    public async Task Cancel_TheTokenEndsWhatTheFrameAwaitsBeforeWordArrives_CleanUpIsNotCanceledAgain()
    {
        using ManualResetEventSlim unwound = new();
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() =>
        {
            // call-backs run newest first: the wait has ended while the one who cancels is held up in the other
            Coroutine.CancellationToken.Register(unwound.Wait);
            try
            {
                Task.Delay(Timeout.Infinite, Coroutine.CancellationToken).Await();
            }
            finally
            {
                Log.Add("cleans");
                Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                unwound.Set();
                Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                scheduler.Start(() => { }).Await();
                Log.Add("up");
            }
        });
        UntilItWaits(frame);

        frame.Cancel();

        await Assert.ThrowsAsync<OperationCanceledException>(() => frame.AsTask());
        AssertLog("cleans up");
    }
}

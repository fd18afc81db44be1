namespace Baton.Tests;

/// <summary>A call-back of a canceled frame's token does not hold up the cancellation of what is inside the frame.</summary>
[TestClass]
public sealed class CancelCallBackTests : SchedulerTest
{
    [TestMethod]
    public async Task Cancel_CallBackWaitsForAFunctionThatComputes_TheFunctionsTokenFiresMeanwhile()
    {
        using ManualResetEventSlim computes = new();
        using ManualResetEventSlim done = new();
        bool? wasDone = null;
        await using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() =>
        {
            Coroutine.CancellationToken.Register(() => wasDone = done.Wait(TimeSpan.FromSeconds(30)));
            CoroutineScope.Run(scope => scope.Async(() =>
            {
                CancellationToken token = Coroutine.CancellationToken; // follows the frame's, and is newer than the call-back
                Coroutine.Yield();
                computes.Set();
                while (!token.IsCancellationRequested)
                {
                    Thread.SpinWait(100);
                }

                done.Set();
            }));
        });
        computes.Wait(TestContext.CancellationToken);

        frame.Cancel();

        await Assert.ThrowsAsync<OperationCanceledException>(() => frame.AsTask());
        Assert.IsTrue(wasDone, "the function had ended when the call-back returned");
    }
}

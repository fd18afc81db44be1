namespace Baton.Tests;

/// <summary>
/// A frame that waits for what its own token cancels learns of its cancellation once, whichever of the two ways is faster.
/// </summary>
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
                Late.Never(Coroutine.CancellationToken).Await();
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

    [TestMethod]
    public void Cancel_ACallBackWaitsForALockOfTheFrame_TheFrameLeavesWhenAnotherHasEndedItsTask()
    {
        Lock held = new();
        TaskCompletionSource<bool> entered = new();

        CoroutineScheduler.Run(() => Assert.ThrowsExactly<OperationCanceledException>(() => CoroutineScope.Run(scope =>
        {
            Frame? frame = null;
            frame = scope.Async(() =>
            {
                lock (held)
                {
                    // call-backs run newest first: the frame waits for them, its task has ended, and then the lock is asked for
                    scope.CancellationToken.Register(() => entered.SetResult(held.TryEnter(TimeSpan.FromSeconds(10))));
                    Task wait = Late.Never(scope.CancellationToken);
                    scope.CancellationToken.Register(() => UntilItWaitsForCallbacks(Volatile.Read(ref frame)!));
                    wait.Await();
                }
            });
            scope.Cancel();
            Coroutine.Yield();
        })), new CoroutineSchedulerOptions { ThreadPool = Pool, CallbackPatience = Timeout.InfiniteTimeSpan });

        Assert.IsTrue(entered.Task.Result);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Cancel_ACallBackWaitsForTheFrame_TheFrameLeavesAndItIsTold(bool byScope)
    {
        Exception? failure = null;

        CoroutineScheduler.Run(
            () => failure = Assert.ThrowsExactly<OperationCanceledException>(() => CoroutineScope.Run(scope =>
            {
                TaskCompletionSource unwound = new();
                Frame frame = scope.Async(() =>
                {
                    Coroutine.CancellationToken.Register(unwound.Task.Wait);
                    try
                    {
                        new TaskCompletionSource().Task.Await();
                    }
                    finally
                    {
                        unwound.SetResult();
                    }
                });
                Task.Run(byScope ? scope.Cancel : frame.Cancel).Await();
                Coroutine.Yield();
                frame.Await();
            })),
            new CoroutineSchedulerOptions { ThreadPool = Pool, CallbackPatience = TimeSpan.FromMilliseconds(20) });

        Assert.IsNotNull(failure);
        Assert.IsGreaterThanOrEqualTo(
            1, Telemetry["baton.schedulers.stood_still"], "the frame, and the block if its own patience was over first");
    }

    private static void UntilItWaitsForCallbacks(Frame frame) =>
        Eventually.True(
            () => frame.Core.WaitsFor is string words && words.Contains("call-backs", StringComparison.Ordinal),
            "the frame waits for call-backs");
}

namespace Baton.Tests;

/// <summary>A frame that is canceled again, when it was told and cleans up, is told again, whatever else it met in between.</summary>
[TestClass]
public sealed class CancelAgainTests : SchedulerTest
{
    private readonly CancellationTokenSource _limit = new();

    [TestCleanup]
    public void LetGo() => _limit.Dispose();

    [TestMethod]
    [DataRow("a library's own")]
    [DataRow("a time limit")]
    [DataRow("a generator that is left")]
    [DataRow("another scope's")]
    public void Cancel_AgainAfterCleanUpMetAnotherCancellation_IsSeenAgain(string other) => Run(() =>
    {
        Frame frame = CanceledTwice(again =>
        {
            CoroutineScope.Run(scope =>
            {
                _ = scope.CancellationToken;
                try
                {
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                }
                finally
                {
                    Meet(other);
                    again();
                }
            });
        });

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("scope");
    });

    [TestMethod]
    public void Cancel_AgainAfterAnotherCancellationWithFunctionsToWaitFor_IsSeenAgain() => Run(() =>
    {
        Frame frame = CanceledTwice(again =>
        {
            CancellationToken token = Coroutine.CancellationToken;
            CoroutineScope.Run(scope =>
            {
                scope.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan, Coroutine.CancellationToken));
                try
                {
                    Coroutine.Delay(Timeout.InfiniteTimeSpan, token);
                }
                finally
                {
                    Meet("a time limit");
                    again();
                }
            });
        });

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("scope");
    });

    [TestMethod]
    public void Cancel_AThirdTimeWhileTheFirstExceptionIsOnItsWayOut_IsSeenAThirdTime() => Run(() =>
    {
        Frame frame = CanceledTwice(again => CoroutineScope.Run(_ =>
        {
            try
            {
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            }
            finally
            {
                again();
                Assert.ThrowsExactly<OperationCanceledException>(Coroutine.Yield);
                Log.Add("second");
                again();
            }
        }));

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("second scope");
    });

    // Canceled once by this, and again by the block when it cleans up. What comes out of the block is handled, and the next wait tells what
    // is left.
    private Frame CanceledTwice(Action<Action> block)
    {
        Frame? frame = null;
        frame = CoroutineScheduler.Current!.Start(() =>
        {
            _ = Coroutine.CancellationToken;
            try
            {
                block(frame!.Cancel);
            }
            catch (OperationCanceledException)
            {
                Log.Add("scope");
            }

            Coroutine.Yield();
            Log.Add("not seen again");
        });
        Coroutine.Yield();
        frame.Cancel();
        return frame;
    }

    private void Meet(string other)
    {
        switch (other)
        {
            case "a library's own":
                Swallow(() => throw new OperationCanceledException());
                break;
            case "a time limit":
                _limit.Cancel();
                Swallow(() => Coroutine.Delay(Timeout.InfiniteTimeSpan, _limit.Token));
                break;
            case "a generator that is left":
                _ = Coroutine.Generate<int>(yielder => yielder.Suspend(1), options: InPool).First();
                break;
            default:
                Swallow(() => CoroutineScope.Run(scope =>
                {
                    scope.Cancel();
                    Coroutine.Yield();
                }));
                break;
        }
    }

    private static void Swallow(Action action) => Assert.ThrowsExactly<OperationCanceledException>(action);
}

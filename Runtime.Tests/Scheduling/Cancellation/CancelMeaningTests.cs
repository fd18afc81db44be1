namespace Baton.Tests;

/// <summary>
/// What comes out of canceled code: the cancellation, however it is wrapped; or a failure, also if a cancellation of something else has
/// caused it.
/// </summary>
[TestClass]
public sealed class CancelMeaningTests : SchedulerTest
{
    private readonly CancellationTokenSource _limit = new();

    [TestInitialize]
    public void Exceed() => _limit.Cancel();

    [TestCleanup]
    public void LetGo() => _limit.Dispose();

    [TestMethod]
    public void Cancel_CleanUpInAScopeExceedsItsTimeLimit_TheFailureComesOut() => Run(() =>
    {
        Frame frame = Coroutine.Async(() => CoroutineScope.Run(_ => ExceedLimitInCleanUp(WaitForEver)));

        frame.Cancel();

        Assert.ThrowsExactly<IOException>(frame.Await);
    });

    [TestMethod]
    public void Cancel_CleanUpBetweenTwoScopesExceedsItsTimeLimit_TheFailureComesOut() => Run(() =>
    {
        Frame frame = Coroutine.Async(() => CoroutineScope.Run(_ => ExceedLimitInCleanUp(() => CoroutineScope.Run(_ => WaitForEver()))));

        frame.Cancel();

        Assert.ThrowsExactly<IOException>(frame.Await);
    });

    [TestMethod]
    public void Cancel_OfAnInnerScopeOnlyAndItsCleanUpExceedsATimeLimit_TheFailureComesOutOfBoth() => Run(() =>
    {
        Assert.ThrowsExactly<IOException>(() => CoroutineScope.Run(outer => CoroutineScope.Run(inner =>
        {
            _ = Coroutine.CancellationToken;
            inner.Cancel();
            ExceedLimitInCleanUp(Coroutine.Yield);
        })));
    });

    [TestMethod]
    public void Cancel_OfAScopeWhoseFunctionExceedsATimeLimitInCleanUp_TheFailureComesOut() => Run(() =>
    {
        Assert.ThrowsExactly<IOException>(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() => CoroutineScope.Run(_ => ExceedLimitInCleanUp(WaitForEver)));
            scope.Cancel();
        }));
    });

    [TestMethod]
    public void Cancel_OfAScopeAndThenOfItsFrameComeOutTogether_TheFrameIsCanceled() => Run(() =>
    {
        Frame? frame = null;
        frame = CoroutineScheduler.Current!.Start(() => CoroutineScope.Run(scope => ThrowBoth(scope.Cancel, frame!.Cancel)));

        Assert.Throws<OperationCanceledException>(frame.Await);
        Assert.IsTrue(frame.AsTask().IsCanceled);
    });

    [TestMethod]
    public void Cancel_OfAScopeAndThenOfTheScopeAroundItsFunctionComeOutTogether_IsTheCancellation() => Run(() =>
    {
        Assert.Throws<OperationCanceledException>(() => CoroutineScope.Run(outer =>
        {
            outer.Async(() =>
            {
                Coroutine.Yield();
                CoroutineScope.Run(inner => ThrowBoth(inner.Cancel, outer.Cancel));
            });
            WaitForEver();
        }));
    });

    private static void WaitForEver() => Coroutine.Delay(Timeout.InfiniteTimeSpan);

    private void ExceedLimitInCleanUp(Action wait)
    {
        using Cleanup exceeding = new(ExceedLimit);
        wait();
    }

    private void ExceedLimit()
    {
        try
        {
            Coroutine.Delay(Timeout.InfiniteTimeSpan, _limit.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new IOException("could not clean up in time", e);
        }
    }

    private static void ThrowBoth(Action first, Action second)
    {
        first();
        OperationCanceledException one = Assert.ThrowsExactly<OperationCanceledException>(Coroutine.Yield);
        second();
        OperationCanceledException other = Assert.ThrowsExactly<OperationCanceledException>(Coroutine.Yield);
        throw new AggregateException(one, other);
    }
}

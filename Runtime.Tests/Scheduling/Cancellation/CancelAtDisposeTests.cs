namespace Baton.Tests;

/// <summary>
/// A block that disposes its scope is told at its next wait of what has canceled its frame: a failure may be on its way there.
/// </summary>
[TestClass]
public sealed class CancelAtDisposeTests : ScopeTest
{
    [TestMethod]
    public void Dispose_FrameIsCanceledMeanwhile_TheBlockIsToldAtItsNextWait() => Run(() =>
    {
        Frame? frame = null;
        frame = CoroutineScheduler.Current!.Start(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() => CleanUp(() =>
            {
                Coroutine.Yield();
                frame!.Cancel();
                Coroutine.Yield();
            }));
            scope.Dispose();
            Log.Add("disposed");
            Coroutine.Yield();
            Log.Add("never");
        }));

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("function disposed");
    });

    [TestMethod]
    public void Dispose_FrameWasCanceledBefore_TheBlockIsToldAtItsNextWait() => Run(() =>
    {
        Frame frame = CanceledFrame(cancel => CoroutineScope.Run(scope =>
        {
            scope.Async(() => CleanUp(Coroutine.Yield));
            cancel();
            scope.Dispose();
            Log.Add("disposed");
            Coroutine.Yield();
            Log.Add("never");
        }));

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("function disposed");
    });

    [TestMethod]
    public void Dispose_FrameWasCanceledBefore_TheScopeIsOverAndTheFramesCleanUpIsWhole() => Run(() =>
    {
        Frame frame = CanceledFrame(cancel => CoroutineScope.Run(scope =>
        {
            scope.Async(() => CleanUp(Coroutine.Yield));
            cancel();
            try
            {
                scope.Dispose();
                Coroutine.Yield();
                Log.Add("never");
            }
            finally
            {
                Coroutine.Yield();
                Assert.ThrowsExactly<ObjectDisposedException>(() => scope.Async(() => { }));
                Log.Add("whole");
            }
        }));

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("function whole");
    });

    [TestMethod]
    public void Dispose_NoFunctionIsLeftAndTheFrameWasCanceledBefore_TheBlockIsToldAtItsNextWait() => Run(() =>
    {
        Frame frame = CanceledFrame(cancel => CoroutineScope.Run(scope =>
        {
            cancel();
            scope.Dispose();
            Log.Add("disposed");
            Coroutine.Yield();
            Log.Add("never");
        }));

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("disposed");
    });

    [TestMethod]
    public void Dispose_ByUsingWhenTheBlockHasFailedAndTheFrameIsCanceled_TheFailureComesOut() => Run(() =>
    {
        InvalidTimeZoneException failure = new();
        Frame frame = CanceledFrame(cancel => CoroutineScope.Run(scope =>
        {
            using (scope)
            {
                cancel();
                throw failure;
            }
        }));

        Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(frame.Await));
    });

    [TestMethod]
    public void Dispose_FrameIsCanceledAndAFunctionCleansUp_TheFramesCleanUpIsWhole() => Run(() =>
    {
        Frame frame = CanceledFrame(cancel => CoroutineScope.Run(scope =>
        {
            scope.Async(WaitForEver);
            cancel();
            scope.Async(() => { });
            try
            {
                scope.Dispose();
                Coroutine.Yield();
            }
            finally
            {
                Coroutine.Yield();
                Log.Add("whole");
            }
        }));

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("whole");
    });

    private static Frame CanceledFrame(Action<Action> function)
    {
        Frame? frame = null;
        frame = CoroutineScheduler.Current!.Start(() => function(frame!.Cancel));
        return frame;
    }

    private void CleanUp(Action cleanUp)
    {
        try
        {
            WaitForEver();
        }
        finally
        {
            cleanUp();
            Log.Add("function");
        }
    }
}

namespace Baton.Tests;

/// <summary>A block that disposes its scope suspends there, and is told there of what has canceled its frame.</summary>
[TestClass]
public sealed class CancelAtDisposeTests : ScopeTest
{
    [TestMethod]
    public void Dispose_FrameIsCanceledMeanwhile_ThrowsWhenTheFunctionsHaveEnded() => Run(() =>
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
            LogCancellation("disposed", scope.Dispose);
            Log.Add("never");
        }));

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("function disposed");
    });

    [TestMethod]
    public void Dispose_FrameWasCanceledBefore_ThrowsWhenTheFunctionsHaveEnded() => Run(() =>
    {
        Frame frame = CanceledFrame(cancel => CoroutineScope.Run(scope =>
        {
            scope.Async(() => CleanUp(Coroutine.Yield));
            cancel();
            LogCancellation("disposed", scope.Dispose);
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
    public void Dispose_NoFunctionIsLeftAndTheFrameWasCanceledBefore_Throws() => Run(() =>
    {
        Frame frame = CanceledFrame(cancel => CoroutineScope.Run(scope =>
        {
            cancel();
            LogCancellation("disposed", scope.Dispose);
            Log.Add("never");
        }));

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("disposed");
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

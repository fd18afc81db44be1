namespace Baton.Tests;

/// <summary>
/// A frame is canceled with a scope in it. The block was told, and cleans up. A function that fails in its own clean-up meanwhile does not
/// disturb the block once more.
/// </summary>
[TestClass]
public sealed class CancelFunctionFailsTests : ScopeTest
{
    private readonly IOException _failure = new();

    [TestMethod]
    public void Cancel_AFunctionFailsInItsCleanUpMeanwhile_TheBlocksCleanUpIsWholeAndTheFailureComesOut() => Run(() =>
    {
        Frame frame = Coroutine.Async(() => CoroutineScope.Run(RunBesideAFailingFunction));

        frame.Cancel();

        Assert.AreSame(_failure, Assert.ThrowsExactly<IOException>(frame.Await));
        AssertLog("whole");
    });

    [TestMethod]
    public void Cancel_OfAFrameWhoseFunctionHasSuchAScope_TheBlocksCleanUpIsWholeAndTheFailureComesOut() => Run(() =>
    {
        Frame frame = Coroutine.Async(() => CoroutineScope.Run(around => around.Async(
            () => CoroutineScope.Run(RunBesideAFailingFunction))));

        frame.Cancel();

        Assert.AreSame(_failure, Assert.ThrowsExactly<IOException>(frame.Await));
        AssertLog("whole");
    });

    [TestMethod]
    public void Cancel_OfAScopeAroundSuchAScope_TheBlocksCleanUpIsWholeAndTheFailureComesOut() => Run(() =>
    {
        Exception seen = Assert.ThrowsExactly<IOException>(() => CoroutineScope.Run(around =>
        {
            around.Async(() =>
            {
                Coroutine.Yield();
                around.Cancel();
            });
            CoroutineScope.Run(RunBesideAFailingFunction);
        }));

        Assert.AreSame(_failure, seen);
        AssertLog("whole");
    });

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Cancel_OnPurposeWhenTheBlockCleansUp_CutsTheCleanUp(bool byFrame) => Run(() =>
    {
        Frame? frame = null;
        frame = CoroutineScheduler.Current!.Start(() => CoroutineScope.Run(scope =>
        {
            try
            {
                WaitForEver();
            }
            finally
            {
                (byFrame ? frame!.Cancel : (Action)scope.Cancel)();
                LogCancellation("cut", Coroutine.Yield);
            }
        }));
        Coroutine.Yield();

        frame.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("cut");
    });

    private void RunBesideAFailingFunction(CoroutineScope scope)
    {
        Frame function = scope.Async(() =>
        {
            using Cleanup failing = new(() =>
            {
                Coroutine.Yield();
                throw _failure;
            });
            WaitForEver();
        });
        try
        {
            WaitForEver();
        }
        finally
        {
            while (!function.IsCompleted)
            {
                Coroutine.Yield();
            }

            Coroutine.Yield();
            Log.Add("whole");
        }
    }
}

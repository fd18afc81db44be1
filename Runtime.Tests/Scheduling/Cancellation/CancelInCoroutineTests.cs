namespace Baton.Tests;

/// <summary>The cancellation of scopes whose blocks are in a coroutine or generator.</summary>
[TestClass]
public sealed class CancelInCoroutineTests : SchedulerTest
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Cancel_OfTheScopeAroundByAnotherThread_TheInnerTokenHasFiredWhenItReturns(bool inGenerator) => Run(() =>
    {
        bool? fired = null;

        Assert.ThrowsExactly<OperationCanceledException>(() => RunIn(inGenerator, () => CoroutineScope.Run(outer =>
            CoroutineScope.Run(inner =>
            {
                CancellationToken token = inner.CancellationToken;
                TestThread.Run("canceler", outer.Cancel);
                fired = token.IsCancellationRequested;
            }))));

        Assert.IsTrue(fired);
    });

    [TestMethod]
    public void Cancel_OfTheScopeAroundByAnotherThread_TheTokenOfAFunctionInsideHasFiredWhenItReturns() => Run(() =>
    {
        bool? fired = null;

        Assert.ThrowsExactly<OperationCanceledException>(() => RunIn(true, () => CoroutineScope.Run(outer => CoroutineScope.Run(inner =>
            inner.Async(() =>
            {
                CancellationToken token = Coroutine.CancellationToken;
                TestThread.Run("canceler", outer.Cancel);
                fired = token.IsCancellationRequested;
            })))));

        Assert.IsTrue(fired);
    });

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Cancel_OfAScopeThatCleanUpOpenedAndItsTokenTold_IsToldOnce(bool inGenerator) => Run(() =>
    {
        Assert.ThrowsExactly<OperationCanceledException>(() => RunIn(inGenerator, () => CoroutineScope.Run(scope =>
        {
            scope.Cancel();
            try
            {
                Coroutine.Yield();
            }
            finally
            {
                Assert.ThrowsExactly<OperationCanceledException>(CancelInsideFromElsewhere);
            }
        })));

        AssertLog("whole");
    });

    private void RunIn(bool generator, Action body)
    {
        if (generator)
        {
            foreach (int _ in Coroutine.Generate<int>(_ => body(), options: InPool))
            {
                // gives none
            }
        }
        else
        {
            using Coroutine<int> coroutine = Coroutine.Create<int>(
                _ =>
                {
                    body();
                    return 1;
                },
                InPool);
            coroutine.Resume();
        }
    }

    private void CancelInsideFromElsewhere() => CoroutineScope.Run(scope =>
    {
        CancellationToken token = scope.CancellationToken;
        TestThread.Start(scope.Cancel);
        try
        {
            while (true)
            {
                token.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            Coroutine.Yield();
            Log.Add("whole");
        }
    });
}

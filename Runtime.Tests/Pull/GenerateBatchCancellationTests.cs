namespace Baton.Tests;

/// <summary>A cancellation that appears in the body of a batched generator while the body runs ahead, and whose consumer leaves.</summary>
[TestClass]
public sealed class GenerateBatchCancellationTests : SchedulerTest
{
    private const int Batch = 16;

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Dispose_FramesCancellationCameAhead_ThrowsItAndTheFrameIsCanceled(bool breaks) => Run(() =>
    {
        Frame frame = Coroutine.Async(() =>
        {
            TakeOne(breaks);
            Log.Add("left");
            Coroutine.Yield();
            Log.Add("went on");
        });

        frame.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        Assert.IsTrue(frame.AsTask().IsCanceled);
        AssertLog("");
    });

    [TestMethod]
    public async Task Dispose_RunsCancellationCameAhead_ThrowsItAndTheRunIsCanceled()
    {
        using CancellationTokenSource source = new();
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    source.Cancel();
                });
                TakeOne(breaks: false);
                Log.Add("left");
            },
            OnPool,
            source.Token);

        OperationCanceledException canceled = await Assert.ThrowsAsync<OperationCanceledException>(() => run);

        Assert.AreEqual(source.Token, canceled.CancellationToken);
        Assert.IsTrue(run.IsCanceled);
        AssertLog("");
    }

    [TestMethod]
    public void Dispose_ScopesCancellationCameAhead_ThrowsItAndTheScopeIsCanceled() => Run(() =>
    {
        OperationCanceledException canceled = Assert.ThrowsExactly<OperationCanceledException>(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() =>
            {
                Coroutine.Yield();
                scope.Cancel();
            });
            TakeOne(breaks: true);
            Log.Add("left");
        }));

        Assert.IsTrue(canceled.CancellationToken.IsCancellationRequested);
        AssertLog("");
    });

    private void TakeOne(bool breaks)
    {
        IEnumerable<int> items = Coroutine.Generate<int>(
            yielder =>
            {
                yielder.Suspend(1);
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
                yielder.Suspend(2);
            },
            Batch,
            InPool);
        if (!breaks)
        {
            _ = items.First();
            return;
        }

        foreach (int _ in items)
        {
            break;
        }
    }
}

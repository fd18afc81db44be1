namespace Baton.Tests;

/// <summary>A cancellation that appears in the body of a batched generator while the body runs ahead, and whose consumer leaves.</summary>
[TestClass]
public sealed class GenerateBatchCancellationTests : SchedulerTest
{
    private const int Batch = 16;

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Dispose_FramesCancellationCameAhead_TheFrameIsToldAtItsNextWait(bool breaks) => Run(() =>
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
        AssertLog("left");
    });

    [TestMethod]
    public async Task Dispose_RunsCancellationCameAhead_TheRunIsCanceled()
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
                Coroutine.Yield();
                Log.Add("went on");
            },
            OnPool,
            source.Token);

        OperationCanceledException canceled = await Assert.ThrowsAsync<OperationCanceledException>(() => run);

        Assert.AreEqual(source.Token, canceled.CancellationToken);
        Assert.IsTrue(run.IsCanceled);
        AssertLog("left");
    }

    [TestMethod]
    public void Dispose_ScopesCancellationCameAhead_TheBlockIsToldAtItsNextWait() => Run(() =>
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
            Coroutine.Yield();
            Log.Add("went on");
        }));

        Assert.IsTrue(canceled.CancellationToken.IsCancellationRequested);
        AssertLog("left");
    });

    [TestMethod]
    public void Dispose_FramesCancellationCameAheadAndTheConsumerHasFailed_TheFailureComesOut() => Run(() =>
    {
        InvalidTimeZoneException failure = new();
        Frame frame = Coroutine.Async(() =>
        {
            foreach (int _ in Items())
            {
                throw failure;
            }
        });

        frame.Cancel();

        Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(frame.Await));
    });

    [TestMethod]
    public void Dispose_ACancellationOfTheBodysOwnScopeCameAhead_TheConsumerGoesOn()
    {
        ExpectedUnobserved = 1;
        Run(() =>
        {
            foreach (int _ in Coroutine.Generate<int>(SuspendAndEndByAScopesCancellation, Batch, InPool))
            {
                break;
            }

            Coroutine.Yield();
            Log.Add("went on");
        });

        AssertLog("went on");
    }

    private static void SuspendAndEndByAScopesCancellation(Yielder<int> yielder)
    {
        yielder.Suspend(1);
        CoroutineScope.Run(scope =>
        {
            scope.Cancel();
            Coroutine.Yield();
        });
    }

    private void TakeOne(bool breaks)
    {
        IEnumerable<int> items = Items();
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

    private IEnumerable<int> Items() => Coroutine.Generate<int>(
        yielder =>
        {
            yielder.Suspend(1);
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
            yielder.Suspend(2);
        },
        Batch,
        InPool);
}

namespace Baton.Tests;

/// <summary>What a canceled frame starts or opens before it was told: it is canceled from the start, and nothing of it is begun.</summary>
[TestClass]
public sealed class CancelBeforeStartTests : SchedulerTest
{
    [TestMethod]
    public async Task Async_MainIsCanceledWithItsRunAndNotToldYet_TheFunctionNeverRuns()
    {
        using CancellationTokenSource source = new();
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(() =>
                {
                    source.Cancel();
                    Coroutine.Yield();
                });
                Frame late = Coroutine.Async(() => Log.Add("ran"));
                late.Await();
                Log.Add("never");
            },
            OnPool,
            source.Token);

        await Assert.ThrowsAsync<OperationCanceledException>(() => run);

        Assert.IsTrue(run.IsCanceled);
        AssertLog("");
    }

    [TestMethod]
    public void Run_FrameIsCanceledAndNotToldYet_NoFunctionOfTheScopeRuns() => Run(() =>
    {
        Frame frame = PendingFrame(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() => Log.Add("first"));
            scope.Async(() => Log.Add("second"));
        }));

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("");
    });

    [TestMethod]
    public void Run_FrameIsCanceledAndNotToldYet_NoFunctionOfAScopeInsideRuns() => Run(() =>
    {
        Frame frame = PendingFrame(() => CoroutineScope.Run(_ => CoroutineScope.Run(inner => inner.Async(() => Log.Add("ran")))));

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("");
    });

    [TestMethod]
    public void Run_FrameWasCanceledWhenItsItemHadCome_AFunctionCannotGoOnAsIfItsOwnScopeHadWorked() => Run(() =>
    {
        CoroutineQueue<int> queue = new();
        Frame frame = Coroutine.Async(() =>
        {
            queue.Dequeue();
            CoroutineScope.Run(scope => scope.Async(() =>
            {
                CoroutineScope.Run(inner => inner.Async(() => Coroutine.Delay(TimeSpan.FromTicks(1), Coroutine.CancellationToken)));
                Log.Add("went on");
            }));
            Log.Add("returned");
        });
        queue.Enqueue(1);
        frame.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("");
    });

    // A frame that is canceled, and opens its scope before its first suspension point.
    private Frame PendingFrame(Action opens)
    {
        Frame? frame = null;
        frame = CoroutineScheduler.Current!.Start(() =>
        {
            frame!.Cancel();
            opens();
            Log.Add("returned");
        });
        return frame;
    }
}

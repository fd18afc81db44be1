namespace Baton.Tests;

/// <summary>Waits with a limit, and what else there is about a frame: others that run, the scheduler's clock, its cancellation.</summary>
[TestClass]
public sealed class AwaitLimitOfFrameTests : AwaitLimitTest
{
    [TestMethod]
    public void Await_InAFrame_OtherFramesRunMeanwhile()
    {
        Run(() =>
        {
            Coroutine.Async(() => Log.Add(_task.Task.Await(s_late, _source.Token).ToString(provider: null)));
            Log.Add("other");
            _task.SetResult(7);
        });

        AssertLog("other 7");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Await_ByTheClockOfTheOptions_LeavesNoTimer(bool ends)
    {
        ManualTime clock = new();
        CoroutineScheduler.Run(
            () =>
            {
                Frame<int> waits = Coroutine.Async(() => _task.Task.Await(TimeSpan.FromSeconds(3), _source.Token));
                Assert.AreEqual(1, clock.Pending);
                clock.Advance(2999);
                if (ends)
                {
                    _task.SetResult(7);
                    Assert.AreEqual(7, waits.Await());
                }
                else
                {
                    Coroutine.Yield();
                    Assert.IsFalse(waits.IsCompleted);
                    clock.Advance(1);
                    Assert.ThrowsExactly<TimeoutException>(() => waits.Await());
                }

                Assert.AreEqual(0, clock.Pending);
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = clock });
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Await_FrameIsCanceled_ThrowsTheFramesCancellation(bool hasFired) => Run(() =>
    {
        CancellationToken own = default;
        OperationCanceledException? seen = null;
        Frame waits = Coroutine.Async(() =>
        {
            own = Coroutine.CancellationToken;
            seen = Assert.Throws<OperationCanceledException>(() => _task.Task.Await(s_late, _source.Token));
            _task.Task.Await(TimeSpan.FromMilliseconds(1)); // clean-up waits, and is not canceled again
        });
        waits.Cancel();
        if (hasFired)
        {
            _source.Cancel();
        }

        Assert.ThrowsExactly<TimeoutException>(waits.Await);
        Assert.AreEqual(own, seen!.CancellationToken);
        Assert.IsFalse(_task.Task.IsCompleted);
    });

    [TestMethod]
    public void Await_OwnTokenOfACanceledFrame_TellsTheFrameOnce() => Run(() =>
    {
        Frame waits = Coroutine.Async(() =>
        {
            Assert.Throws<OperationCanceledException>(() => _task.Task.Await(Coroutine.CancellationToken));
            Coroutine.Yield();
            Log.Add("told once");
        });
        waits.Cancel();
        waits.Await();
        AssertLog("told once");
    });

    [TestMethod]
    public void Await_NoSuspendRegion_RefusesOnlyWhatWouldSuspend() => Run(() =>
    {
        using NoSuspendRegion region = Coroutine.NoSuspend();
        Assert.ThrowsExactly<InvalidOperationException>(() => _task.Task.Await(_source.Token));
        Assert.ThrowsExactly<InvalidOperationException>(() => _task.Task.Await(s_late));
        Assert.ThrowsExactly<TimeoutException>(() => _task.Task.Await(TimeSpan.Zero));
        Assert.AreEqual(1, Task.FromResult(1).Await(s_late, _source.Token));
        _source.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => _task.Task.Await(_source.Token));
    });

    [TestMethod]
    public void Await_BlockingOutsideIsForbidden_RefusesOnlyWhatWouldBlock()
    {
        using Cleanup off = new(() => AppContext.SetSwitch("Baton.ThrowOnBlockingOutside", false));
        AppContext.SetSwitch("Baton.ThrowOnBlockingOutside", true);

        Assert.ThrowsExactly<InvalidOperationException>(() => _task.Task.Await(_source.Token));
        Assert.ThrowsExactly<InvalidOperationException>(() => _task.Task.Await(s_late));
        Assert.ThrowsExactly<TimeoutException>(() => _task.Task.Await(TimeSpan.Zero));
        Assert.AreEqual(1, Task.FromResult(1).Await(s_late, _source.Token));
    }

    [TestMethod]
    public async Task Await_InAGeneratorOutside_TheConsumersTokenEndsIt()
    {
        using CancellationTokenSource consumer = new();
        IAsyncEnumerable<int> items = Coroutine.GenerateAsync<int>(
            y =>
            {
                consumer.CancelAfter(s_soon);
                _task.Task.Await(s_late, _source.Token);
            },
            options: InPool);

        OperationCanceledException seen = await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (int item in items.WithCancellation(consumer.Token))
            {
                Assert.Fail();
            }
        });

        Assert.AreEqual(consumer.Token, seen.CancellationToken);
    }

    [TestMethod]
    public void Await_FrameOfTheSameScheduler_EndsByToken() => Run(() =>
    {
        Frame<int> frame = Coroutine.Async(() => _task.Task.Await());
        Task<int> task = frame.AsTask();
        _source.CancelAfter(s_soon);

        Assert.ThrowsExactly<OperationCanceledException>(() => task.Await(_source.Token));
        _task.SetResult(5);
        Assert.AreEqual(5, task.Await(s_late));
    });
}

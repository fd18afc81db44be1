namespace Baton.Tests;

/// <summary>
/// What cancels a frame that has called <see cref="CoroutineScheduler.Run(Action, CoroutineSchedulerOptions?)"/>, cancels that run.
/// </summary>
[TestClass]
public sealed class CancelRunInsideTests : CancelRunInsideTest
{
    [TestMethod]
    [DynamicData(nameof(Cells), typeof(CancelRunInsideTest))]
    public async Task Run_CallerCanceledWhileMainWaits_RunIsCanceledAndThenTheCaller(string way, string place, BlockingMode mode)
    {
        await CancelAsync(way, mode, () => Call(place, () =>
        {
            Coroutine.Async(() => LogEnd("frame", isLast: false));
            LogEnd("main");
        }));

        AssertLog("main frame");
    }

    [TestMethod]
    [DynamicData(nameof(Cells), typeof(CancelRunInsideTest))]
    public async Task Run_CallerCanceledWhileMainComputes_ItsTokenFiresAtOnce(string way, string place, BlockingMode mode)
    {
        await CancelAsync(way, mode, () => Call(place, () =>
        {
            Compute();
            Coroutine.CancellationToken.ThrowIfCancellationRequested();
        }));
    }

    [TestMethod]
    [DynamicData(nameof(Cells), typeof(CancelRunInsideTest))]
    public async Task Run_CallerCanceledWhileAFrameComputes_ItsTokenFiresAtOnce(string way, string place, BlockingMode mode)
    {
        await CancelAsync(way, mode, () => Call(place, () =>
        {
            Coroutine.Async(Compute);
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        }));
    }

    [TestMethod]
    [DynamicData(nameof(Cells), typeof(CancelRunInsideTest))]
    public async Task Run_CallerCanceledWhileMainBlocks_ItsTokenFiresAtOnce(string way, string place, BlockingMode mode)
    {
        await CancelAsync(way, mode, () => Call(place, () =>
        {
            CancellationToken token = Coroutine.CancellationToken;
            _started.Set();
            Assert.IsTrue(token.WaitHandle.WaitOne(TimeSpan.FromSeconds(30)));
            Coroutine.Yield();
        }));
    }

    [TestMethod]
    [DynamicData(nameof(Cells), typeof(CancelRunInsideTest))]
    public async Task Run_CallerCanceledBefore_MainDoesNotRun(string way, string place, BlockingMode mode)
    {
        await CancelAsync(way, mode, () =>
        {
            _started.Set();
            Eventually.True(() => _canceled.IsSet, "canceled");
            Call(place, () => Log.Add("main"));
        });

        AssertLog("");
    }

    [TestMethod]
    [DynamicData(nameof(WaysAndModes), typeof(CancelRunInsideTest))]
    public async Task Run_MainSwallowsTheCancellation_RunReturnsAndTheCallerIsToldNext(string way, BlockingMode mode)
    {
        await CancelAsync(way, mode, () =>
        {
            int result = CoroutineScheduler.Run(() =>
            {
                try
                {
                    LogEnd("main");
                }
                catch (OperationCanceledException)
                {
                    Coroutine.Yield(); // told once
                }

                return 7;
            });
            Log.Add($"{result}");
            Told(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
        });

        AssertLog("main 7");
    }

    [TestMethod]
    [DynamicData(nameof(WaysAndModes), typeof(CancelRunInsideTest))]
    public async Task Run_CallerCanceledAfterMain_FramesAreCanceledAndTheRunThrowsIt(string way, BlockingMode mode)
    {
        await CancelAsync(way, mode, () =>
        {
            Told(() => CoroutineScheduler.Run(() => _ = Coroutine.Async(() => LogEnd("frame"))));
        });

        AssertLog("frame");
    }

    [TestMethod]
    [DynamicData(nameof(WaysAndModes), typeof(CancelRunInsideTest))]
    public async Task Run_MainFailsWhenCanceled_FailureComesOutAndTheCallerIsToldNext(string way, BlockingMode mode)
    {
        await CancelAsync(way, mode, () =>
        {
            Assert.ThrowsExactly<IOException>(() => CoroutineScheduler.Run(() =>
            {
                try
                {
                    LogEnd("main");
                }
                catch (OperationCanceledException)
                {
                    throw new IOException("its clean-up's");
                }
            }));
            Told(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
        });
    }

    [TestMethod]
    public void Run_CallerCanceledAfterTheRun_TheNextRunIsCanceledToo()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() =>
        {
            Assert.AreEqual(1, CoroutineScheduler.Run(() => 1));
            CoroutineScheduler.Run(() => LogEnd("second"));
        });
        CancelWhenStarted(frame);

        Assert.ThrowsExactly<OperationCanceledException>(() => frame.AsTask().GetAwaiter().GetResult());
        AssertLog("second");
    }

    [TestMethod]
    public void Run_MainCancelsItsOwnCaller_BothAreCanceled()
    {
        Run(() =>
        {
            Frame? frame = null;
            frame = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                CoroutineScheduler.Run(() =>
                {
                    frame!.Cancel();
                    LogEnd("main");
                });
            });
            Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
            Assert.IsTrue(frame.Core.IsCanceled);
        });
        AssertLog("main");
    }
}

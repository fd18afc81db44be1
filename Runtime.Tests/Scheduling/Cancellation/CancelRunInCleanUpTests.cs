namespace Baton.Tests;

/// <summary>
/// A run that a frame calls in its clean-up: what had canceled the frame does not cancel it; a further cancellation does.
/// </summary>
[TestClass]
public sealed class CancelRunInCleanUpTests : CancelRunInsideTest
{
    [TestMethod]
    [DynamicData(nameof(WaysAndModes), typeof(CancelRunInsideTest))]
    public async Task Run_CalledInCleanUp_IsNotCanceledAnew(string way, BlockingMode mode)
    {
        await CancelAsync(way, mode, () =>
        {
            try
            {
                _started.Set();
                Told(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
            }
            finally
            {
                Log.Add($"{CoroutineScheduler.Run(CleanUp)}");
                Log.Add($"{Coroutine.Generate<bool>(y => y.Suspend(CoroutineScheduler.Run(CleanUp))).Single()}");
            }
        });

        AssertLog("False False");

        static bool CleanUp()
        {
            Coroutine.Yield();
            Coroutine.Async(() => Coroutine.Delay(TimeSpan.FromMilliseconds(1))).Await();
            return Coroutine.CancellationToken.IsCancellationRequested;
        }
    }

    [TestMethod]
    [DataRow(false, BlockingMode.Hold)]
    [DataRow(false, BlockingMode.Yield)]
    [DataRow(true, BlockingMode.Hold)]
    [DataRow(true, BlockingMode.Yield)]
    public void Run_CalledInCleanUpAndCallerCanceledAgain_IsCanceled(bool before, BlockingMode mode)
    {
        using CoroutineScheduler scheduler = new(In(mode));
        Frame frame = scheduler.Start(() => CleanUpByRun(before));
        CancelWhenStarted(frame);

        CancelWhenStarted(frame);
        _canceled.Set();

        Assert.ThrowsExactly<OperationCanceledException>(() => frame.AsTask().GetAwaiter().GetResult());
        Assert.IsTrue(frame.Core.IsCanceled);
        AssertLog(before ? "" : "main");
    }

    [TestMethod]
    [DataRow(BlockingMode.Hold)]
    [DataRow(BlockingMode.Yield)]
    public void Run_CalledInCleanUpAndSchedulerDisposed_IsCanceled(BlockingMode mode)
    {
        using CoroutineScheduler scheduler = new(In(mode));
        Frame frame = scheduler.Start(() => CleanUpByRun(before: false));
        CancelWhenStarted(frame);
        _started.Wait();

        scheduler.Dispose();

        Assert.IsTrue(frame.IsCompleted);
        Assert.IsTrue(frame.Core.IsCanceled);
        AssertLog("main");
    }

    [TestMethod]
    [DataRow(BlockingMode.Hold)]
    [DataRow(BlockingMode.Yield)]
    public void Run_CalledInCleanUpAfterTheRunsTokenAndSchedulerDisposed_IsCanceled(BlockingMode mode)
    {
        CoroutineScheduler? scheduler = null;
        using CancellationTokenSource source = new();
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                scheduler = CoroutineScheduler.Current;
                CleanUpByRun(before: false);
            },
            In(mode),
            source.Token);
        _started.Wait();
        _started.Reset();
        source.Cancel();
        _started.Wait();

        scheduler!.Dispose();

        Assert.Throws<OperationCanceledException>(() => run.GetAwaiter().GetResult());
        AssertLog("main");
    }

    [TestMethod]
    [DataRow(BlockingMode.Hold)]
    [DataRow(BlockingMode.Yield)]
    public void Run_CalledInCleanUpAndScopeCanceled_IsNotCanceledAnew(BlockingMode mode)
    {
        TaskCompletionSource gate = new();
        CoroutineScope? around = null;
        Frame? frame = null;
        Task run = CoroutineScheduler.RunAsync(
            () => CoroutineScope.Run(scope =>
            {
                around = scope;
                frame = scope.Async(() =>
                {
                    try
                    {
                        _started.Set();
                        Coroutine.Delay(Timeout.InfiniteTimeSpan);
                    }
                    finally
                    {
                        CoroutineScheduler.Run(() =>
                        {
                            _started.Set();
                            gate.Task.Await();
                            Log.Add("whole");
                        });
                    }
                });
            }),
            In(mode));
        _started.Wait();
        _started.Reset();
        Eventually.True(() => Volatile.Read(ref frame) is not null, "the frame is known");
        frame!.Cancel();
        _started.Wait();

        around!.Cancel();
        gate.SetResult();

        run.GetAwaiter().GetResult();
        AssertLog("whole");
    }

    [TestMethod]
    [DataRow(BlockingMode.Hold)]
    [DataRow(BlockingMode.Yield)]
    public void Run_CalledInCleanUpWhileCancelIsStillUnderWay_IsNotCanceledAnew(BlockingMode mode)
    {
        using CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions
        {
            ThreadPool = Pool,
            Blocking = mode,
            CallbackPatience = TimeSpan.FromMilliseconds(50),
        });
        using ManualResetEventSlim inCleanUp = new();
        TaskCompletionSource gate = new();
        Frame frame = scheduler.Start(() =>
        {
            Coroutine.CancellationToken.Register(inCleanUp.Wait); // holds the thread that cancels
            try
            {
                _started.Set();
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            }
            finally
            {
                CoroutineScheduler.Run(() =>
                {
                    inCleanUp.Set();
                    gate.Task.Await();
                    Log.Add("whole");
                });
            }
        });
        CancelWhenStarted(frame);
        gate.SetResult();

        Assert.ThrowsExactly<OperationCanceledException>(() => frame.AsTask().GetAwaiter().GetResult());
        AssertLog("whole");
    }

    [TestMethod]
    [DataRow(BlockingMode.Hold)]
    [DataRow(BlockingMode.Yield)]
    public void Run_CalledInAScopeOfCleanUp_IsCanceledWithThatScope(BlockingMode mode)
    {
        using CoroutineScheduler scheduler = new(In(mode));
        CoroutineScope? inner = null;
        Frame frame = scheduler.Start(() =>
        {
            try
            {
                _started.Set();
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            }
            finally
            {
                CoroutineScope.Run(scope =>
                {
                    inner = scope;
                    Told(() => CoroutineScheduler.Run(() => LogEnd("main")));
                });
            }
        });
        CancelWhenStarted(frame);
        _started.Wait();

        inner!.Cancel();

        Assert.Throws<OperationCanceledException>(() => frame.AsTask().GetAwaiter().GetResult());
        AssertLog("main");
    }

    // In clean-up: a run that waits.
    private void CleanUpByRun(bool before)
    {
        try
        {
            _started.Set();
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (before)
            {
                _started.Set();
                Eventually.True(() => _canceled.IsSet, "canceled");
            }

            CoroutineScheduler.Run(() => LogEnd("main"));
        }
    }
}

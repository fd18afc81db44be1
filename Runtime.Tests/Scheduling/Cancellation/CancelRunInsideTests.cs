namespace Baton.Tests;

/// <summary>
/// What cancels a frame that has called <see cref="CoroutineScheduler.Run(Action, CoroutineSchedulerOptions?)"/>, cancels that run.
/// </summary>
[TestClass]
public sealed class CancelRunInsideTests : SchedulerTest
{
    private static readonly string[] s_ways = ["Frame.Cancel", "the scope", "the block", "the run's token", "disposal"];
    private static readonly string[] s_places = ["frame", "coroutine", "generator", "block", "two deep", "two deep in a coroutine"];

    private readonly ManualResetEventSlim _started = new();
    private readonly ManualResetEventSlim _canceled = new();
    private OperationCanceledException? _caught;
    private FrameCore? _outer;

    public static IEnumerable<object[]> Cells => from way in s_ways
                                                 from place in s_places
                                                 from mode in Enum.GetValues<BlockingMode>()
                                                 select new object[] { way, place, mode };

    public static IEnumerable<object[]> WaysAndModes => from way in s_ways
                                                        from mode in Enum.GetValues<BlockingMode>()
                                                        select new object[] { way, mode };

    [TestMethod]
    [DynamicData(nameof(Cells))]
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
    [DynamicData(nameof(Cells))]
    public async Task Run_CallerCanceledWhileMainComputes_ItsTokenFiresAtOnce(string way, string place, BlockingMode mode)
    {
        await CancelAsync(way, mode, () => Call(place, () =>
        {
            Compute();
            Coroutine.CancellationToken.ThrowIfCancellationRequested();
        }));
    }

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public async Task Run_CallerCanceledWhileAFrameComputes_ItsTokenFiresAtOnce(string way, string place, BlockingMode mode)
    {
        await CancelAsync(way, mode, () => Call(place, () =>
        {
            Coroutine.Async(Compute);
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        }));
    }

    [TestMethod]
    [DynamicData(nameof(Cells))]
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
    [DynamicData(nameof(Cells))]
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
    [DynamicData(nameof(WaysAndModes))]
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
    [DynamicData(nameof(WaysAndModes))]
    public async Task Run_CallerCanceledAfterMain_FramesAreCanceledAndTheCallerIsToldNext(string way, BlockingMode mode)
    {
        await CancelAsync(way, mode, () =>
        {
            CoroutineScheduler.Run(() => _ = Coroutine.Async(() => LogEnd("frame")));
            Log.Add("returned");
            Told(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
        });

        AssertLog("frame returned");
    }

    [TestMethod]
    [DynamicData(nameof(WaysAndModes))]
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
    [DynamicData(nameof(WaysAndModes))]
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

    private CoroutineSchedulerOptions In(BlockingMode mode) => new() { ThreadPool = Pool, Blocking = mode };

    private void CancelWhenStarted(Frame frame)
    {
        _started.Wait();
        _started.Reset();
        frame.Cancel();
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

    private async Task CancelAsync(string way, BlockingMode mode, Action code)
    {
        Task end = Begin(way, In(mode), code, out Action cancel);
        Eventually.True(() => _started.IsSet || end.IsCompleted, "started");
        Task canceling = Task.Run(cancel);
        if (way != "disposal")
        {
            await canceling.WaitAsync(TimeSpan.FromSeconds(30));
        }
        else
        {
            Eventually.True(() => _outer!.Cancellation.IsRequested, "canceled");
        }

        _canceled.Set();
        await canceling.WaitAsync(TimeSpan.FromSeconds(30));
        await end.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.IsNotNull(_caught, $"told; {end.Exception}");
        if (way == "the block")
        {
            Assert.IsTrue(end.IsCompletedSuccessfully, $"{end.Exception}");
        }
        else
        {
            Assert.IsTrue(_outer!.IsCanceled, $"canceled, not failed: {_outer.Failure}");
        }
    }

    // Begins a frame that runs the code, and is canceled by `cancel`.
    private Task Begin(string way, CoroutineSchedulerOptions options, Action code, out Action cancel)
    {
        CoroutineScope? around = null;
        CoroutineScheduler scheduler = new(options);
        Action noted = () =>
        {
            _outer = FrameCore.Current;
            code();
        };
        switch (way)
        {
            case "Frame.Cancel":
                Frame frame = scheduler.Start(noted);
                cancel = frame.Cancel;
                return frame.AsTask();
            case "the scope":
                cancel = () => around!.Cancel();
                return scheduler.Start(() => CoroutineScope.Run(scope =>
                {
                    around = scope;
                    scope.Async(noted);
                })).AsTask();
            case "the block":
                cancel = () => around!.Cancel();
                return scheduler.Start(() =>
                {
                    try
                    {
                        CoroutineScope.Run(scope =>
                        {
                            around = scope;
                            noted();
                        });
                    }
                    catch (OperationCanceledException)
                    {
                        Coroutine.Yield(); // the frame itself is not canceled
                    }
                }).AsTask();
            case "the run's token":
                CancellationTokenSource source = new();
                cancel = source.Cancel;
                return CoroutineScheduler.RunAsync(noted, options, source.Token);
            default:
                cancel = scheduler.Dispose;
                return scheduler.Start(noted).AsTask();
        }
    }

    private void Call(string place, Action main)
    {
        Action run = () => CoroutineScheduler.Run(main);
        switch (place)
        {
            case "coroutine":
                Told(() => Coroutine.Create<int>(_ =>
                {
                    run();
                    return 1;
                }).Resume());
                break;
            case "generator":
                Told(() => _ = Coroutine.Generate<int>(y =>
                {
                    y.Suspend(1);
                    run();
                }).Sum());
                break;
            case "block":
                Told(() => CoroutineScope.Run(_ => run()));
                break;
            case "two deep":
                Told(() => CoroutineScheduler.Run(run));
                break;
            case "two deep in a coroutine":
                Told(() => _ = Coroutine.Generate<int>(_ =>
                    CoroutineScheduler.Run(() => Coroutine.Generate<int>(_ => run()).Sum())).Sum());
                break;
            default:
                Told(run);
                break;
        }
    }

    // The call ends by the cancellation. Code is told of that once; code of a scheduler that is disposed is told at each suspension point.
    private void Told(Action call)
    {
        _caught = Assert.Throws<OperationCanceledException>(call);
        if (!FrameCore.Current!.Scheduler.Disposal.IsAskedFor)
        {
            Coroutine.Yield();
        }

        throw _caught;
    }

    private void Compute()
    {
        CancellationToken token = Coroutine.CancellationToken;
        _started.Set();
        Eventually.True(() => token.IsCancellationRequested, "the token fires");
    }

    private void LogEnd(string name, bool isLast = true)
    {
        try
        {
            if (isLast)
            {
                _started.Set();
            }

            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        }
        finally
        {
            lock (Log)
            {
                Log.Add(name);
            }
        }
    }
}

namespace Baton.Tests;

/// <summary>Base of the tests of a frame that has called a run: the ways to cancel it, and the places of the call.</summary>
public abstract class CancelRunInsideTest : SchedulerTest
{
    private protected static readonly string[] s_ways = ["Frame.Cancel", "the scope", "the block", "the run's token", "disposal"];
    private protected static readonly string[] s_places =
        ["frame", "coroutine", "generator", "block", "two deep", "two deep in a coroutine"];

    private protected readonly ManualResetEventSlim _started = new();
    private protected readonly ManualResetEventSlim _canceled = new();
    private protected OperationCanceledException? _caught;
    private protected FrameCore? _outer;

    public static IEnumerable<object[]> Cells => from way in s_ways
                                                 from place in s_places
                                                 from mode in Enum.GetValues<BlockingMode>()
                                                 select new object[] { way, place, mode };

    public static IEnumerable<object[]> WaysAndModes => from way in s_ways
                                                        from mode in Enum.GetValues<BlockingMode>()
                                                        select new object[] { way, mode };

    private protected CoroutineSchedulerOptions In(BlockingMode mode) => new() { ThreadPool = Pool, Blocking = mode };

    private protected async Task CancelAsync(string way, BlockingMode mode, Action code)
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
    private protected Task Begin(string way, CoroutineSchedulerOptions options, Action code, out Action cancel)
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

    private protected void Call(string place, Action main)
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
    private protected void Told(Action call)
    {
        _caught = Assert.Throws<OperationCanceledException>(call);
        if (!FrameCore.Current!.Scheduler.Disposal.IsAskedFor)
        {
            Coroutine.Yield();
        }

        throw _caught;
    }

    private protected void Compute()
    {
        CancellationToken token = Coroutine.CancellationToken;
        _started.Set();
        Eventually.True(() => token.IsCancellationRequested, "the token fires");
    }

    private protected void LogEnd(string name, bool isLast = true)
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

    private protected void CancelWhenStarted(Frame frame)
    {
        _started.Wait();
        _started.Reset();
        frame.Cancel();
    }
}

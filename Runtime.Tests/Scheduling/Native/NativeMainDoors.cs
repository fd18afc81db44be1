namespace Baton.Tests;

/// <summary>
/// What cancels a main function on its caller's thread, below native frames. That thread cannot be given up: the cancellation is held back
/// until the native code has ended, however long that takes.
/// </summary>
internal sealed class NativeMainDoors : NativeDoors
{
    private readonly List<string> _log = [];

    [NativeDoor]
    public void AtATask() => HoldBackIn(goOn => goOn.DequeueAsync().AsTask().Await());

    [NativeDoor]
    public void AtAQueue() => HoldBackIn(goOn => goOn.Dequeue());

    [NativeDoor]
    public void AtASelect() => HoldBackIn(goOn => Select.Any(goOn.OnDequeue(_ => { }), Select.After(TimeSpan.FromDays(1))));

    [NativeDoor]
    public void AtAFrame() => HoldBackIn(goOn => Coroutine.Async(() => goOn.Dequeue()).Await());

    [NativeDoor]
    public void InAScope() => HoldBackIn(goOn => CoroutineScope.Run(_ => goOn.Dequeue()));

    [NativeDoor]
    public void AtAYield() => HoldBackIn(goOn =>
    {
        while (!goOn.TryDequeue(out _))
        {
            Coroutine.Yield();
        }
    });

    [NativeDoor]
    public void InACoroutine() => HoldBackIn(goOn => Coroutine.Create<int>(_ => goOn.Dequeue()).Resume());

    [NativeDoor]
    public void InAGenerator() => HoldBackIn(goOn => Pull(() => goOn.Dequeue()));

    [NativeDoor]
    public void InABatchOfAGenerator() => HoldBackIn(goOn => _ = Coroutine.Generate<int>(y => y.Suspend(goOn.Dequeue()), batch: 2).Sum());

    [NativeDoor]
    public void InAGeneratorThatAGeneratorPulls() => HoldBackIn(goOn => Pull(() => Pull(() => goOn.Dequeue())));

    [NativeDoor]
    public void InAGeneratorAtATask() => HoldBackIn(goOn => Pull(() => goOn.DequeueAsync().AsTask().Await()));

    [NativeDoor]
    public void InTheCleanUpOfAGenerator() => HoldBackIn(goOn =>
    {
        foreach (int _ in Coroutine.Generate<int>(y =>
        {
            try
            {
                y.Suspend(1);
            }
            finally
            {
                goOn.Dequeue();
            }
        }))
        {
            break;
        }
    });

    [NativeDoor]
    public void InARunInside() => HoldBackIn(goOn => CoroutineScheduler.Run(() => goOn.Dequeue(), Impatient), BlockingMode.Yield);

    [NativeDoor]
    public void InARunInsideAGenerator() => HoldBackIn(
        goOn => Pull(() => CoroutineScheduler.Run(() => goOn.Dequeue(), Impatient)), BlockingMode.Yield);

    [NativeDoor]
    public void InAGeneratorOfARunInside() => HoldBackIn(
        goOn => CoroutineScheduler.Run(() => Pull(() => goOn.Dequeue()), Impatient), BlockingMode.Yield);

    [NativeDoor]
    public void WhereTheGeneratorCatches() => CoroutineScheduler.Run(() => CoroutineScope.Run(scope =>
    {
        scope.Cancel();
        Native(() => Pull(() =>
        {
            try
            {
                Coroutine.Yield();
            }
            catch (OperationCanceledException)
            {
                _log.Add("caught");
            }
        }));
        Coroutine.Yield(); // told once
        AssertLog("caught");
        AssertNoneQuarantined();
    }));

    // The coroutine's thread can be given up, and nothing else is in the way of the exception.
    [NativeDoor]
    public void OnlyACoroutineIsBelow()
    {
        CoroutineScheduler.Run(
            () => CoroutineScope.Run(scope =>
            {
                scope.Cancel();
                Assert.ThrowsExactly<OperationCanceledException>(() => Coroutine.Create<int>(_ =>
                {
                    Native(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                    return 1;
                }).Resume());
                Coroutine.Yield(); // told once
            }),
            Impatient);
        AssertQuarantined("Coroutine");
    }

    [NativeDoor]
    public void CanceledByItsCaller()
    {
        if (!IsVisible)
        {
            return; // documented: the thread belongs to the caller
        }

        using CoroutineScheduler scheduler = new();
        using ManualResetEventSlim started = new();
        Frame frame = scheduler.Start(() => CoroutineScheduler.Run(
            () =>
            {
                Native(() =>
                {
                    started.Set();
                    WaitUntilTold();
                    _log.Add("native-ended");
                });
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            },
            Impatient));
        started.Wait();

        frame.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(() => frame.AsTask().GetAwaiter().GetResult());
        Assert.IsTrue(frame.Core.IsCanceled);
        AssertLog("native-ended");
        AssertQuarantined("frame 'main'");
    }

    [NativeDoor]
    public void CanceledByTheConsumersToken()
    {
        if (!IsVisible)
        {
            return; // documented: the thread belongs to the caller
        }

        using CancellationTokenSource source = new();
        using ManualResetEventSlim started = new();
        IAsyncEnumerator<int> items = Coroutine.GenerateAsync<int>(_ => CoroutineScheduler.Run(
            () =>
            {
                Native(() =>
                {
                    started.Set();
                    WaitUntilTold();
                    _log.Add("native-ended");
                });
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            },
            Impatient)).GetAsyncEnumerator(source.Token);
        Task<bool> next = items.MoveNextAsync().AsTask();
        started.Wait();

        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => next.GetAwaiter().GetResult());
        AssertLog("native-ended");
        AssertQuarantined("frame 'main'");
    }

    // The frame's thread is its own: it is given up, when the run has ended that it had called.
    [NativeDoor]
    public void TheCallerIsBelow()
    {
        using CoroutineScheduler scheduler = new();
        using ManualResetEventSlim started = new();
        Frame frame = scheduler.Start(
            () => Native(() => CoroutineScheduler.Run(
                () =>
                {
                    try
                    {
                        started.Set();
                        Coroutine.Delay(Timeout.InfiniteTimeSpan);
                    }
                    finally
                    {
                        _log.Add("clean-up");
                    }
                },
                Impatient)),
            "below");
        started.Wait();

        frame.Cancel();

        Assert.Throws<OperationCanceledException>(() => frame.AsTask().GetAwaiter().GetResult());
        Assert.IsTrue(frame.Core.IsCanceled);
        AssertLog("clean-up");
        AssertQuarantined("frame 'below'");
    }

    private static int Pull(Action wait) => Coroutine.Generate<int>(y =>
    {
        wait();
        y.Suspend(1);
    }).Sum();

    private void HoldBackIn(Action<CoroutineQueue<int>> wait, BlockingMode mode = BlockingMode.Hold)
    {
        if (!IsVisible)
        {
            return; // documented: the thread belongs to the caller
        }

        CoroutineScheduler.Run(
            () => CoroutineScope.Run(scope =>
            {
                CoroutineQueue<int> goOn = new();
                Frame canceling = CoroutineScheduler.Current!.Start(() =>
                {
                    scope.Cancel();
                    WaitUntilTold();
                    goOn.Enqueue(1);
                });
                Native(() =>
                {
                    wait(goOn);
                    _log.Add("native-ended");
                });
                Assert.ThrowsExactly<OperationCanceledException>(Coroutine.Yield);
                Coroutine.Yield(); // told once
            }),
            new CoroutineSchedulerOptions { NativePatience = Impatient.NativePatience, Blocking = mode });
        AssertLog("native-ended");
        AssertQuarantined("frame 'main'");
    }

    private void WaitUntilTold()
    {
        while (!IsQuarantineTold)
        {
            Coroutine.Delay(TimeSpan.FromMilliseconds(1));
        }
    }

    private void AssertLog(string expected) => Assert.AreEqual(expected, string.Join(' ', _log));
}

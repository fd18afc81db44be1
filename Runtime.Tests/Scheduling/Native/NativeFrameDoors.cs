namespace Baton.Tests;

/// <summary>What cancels a frame that waits below native frames, and what the frame waits for.</summary>
internal sealed class NativeFrameDoors : NativeHoldDoors
{
    [NativeDoor]
    public void GoesOn() => CoroutineScheduler.Run(() =>
    {
        Frame frame = Coroutine.Async(() =>
        {
            Native(() =>
            {
                Coroutine.Yield();
                Coroutine.Delay(TimeSpan.FromMilliseconds(1));
            });
            _log.Add("out");
        });
        frame.Await();
        AssertLog("out");
        AssertNoneQuarantined();
    });

    [NativeDoor]
    public void Delay() => CancelIn(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));

    [NativeDoor]
    public void Task() => CancelIn(() => new TaskCompletionSource().Task.Await());

    [NativeDoor]
    public void TaskOfItsToken() => CancelIn(() => Late.Never(Coroutine.CancellationToken).Await());

    [NativeDoor]
    public void TaskByItsToken() => CancelIn(() => new TaskCompletionSource().Task.Await(Coroutine.CancellationToken));

    [NativeDoor]
    public void TaskWithALimit() => CancelIn(() => new TaskCompletionSource().Task.Await(TimeSpan.FromDays(1)));

    [NativeDoor]
    public void TaskWhoseLimitPasses() => CoroutineScheduler.Run(() =>
    {
        Frame frame = Coroutine.Async(
            () => Native(() => new TaskCompletionSource().Task.Await(TimeSpan.FromMilliseconds(1))), "below");
        Assert.ThrowsExactly<TimeoutException>(frame.Await);
        AssertQuarantined("frame 'below'");
    });

    [NativeDoor]
    public void ItsTokenThrows() => CancelIn(() =>
    {
        CancellationToken token = Coroutine.CancellationToken;
        while (true)
        {
            Coroutine.Yield();
            token.ThrowIfCancellationRequested();
        }
    });

    [NativeDoor]
    public void Yields() => CancelIn(() =>
    {
        while (true)
        {
            Coroutine.Yield();
        }
    });

    [NativeDoor]
    public void Dequeue() => CancelIn(() => new CoroutineQueue<int>().Dequeue());

    [NativeDoor]
    public void DequeueByItsToken() => CancelIn(() => new CoroutineQueue<int>().Dequeue(Coroutine.CancellationToken));

    [NativeDoor]
    public void Enqueue() => CancelIn(() => new CoroutineQueue<int>(0).Enqueue(1));

    [NativeDoor]
    public void Selects() => CancelIn(() => Select.Any(new CoroutineQueue<int>().OnDequeue(_ => { }), Select.After(TimeSpan.FromDays(1))));

    [NativeDoor]
    public void AnotherFrame() => CancelIn(() => Coroutine.Async(() => Coroutine.Delay(TimeSpan.FromMilliseconds(300))).Await());

    [NativeDoor]
    public void ScopeInside() => CancelIn(() => CoroutineScope.Run(scope =>
    {
        scope.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
        Coroutine.Delay(Timeout.InfiniteTimeSpan);
    }));

    [NativeDoor]
    public void CoroutineInside() => CancelIn(() => Coroutine.Create<int>(_ =>
    {
        Coroutine.Delay(Timeout.InfiniteTimeSpan);
        return 1;
    }).Resume());

    [NativeDoor]
    public void InACoroutinesBody() => CoroutineScheduler.Run(
        () =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                try
                {
                    Coroutine.Create<int>(_ =>
                    {
                        Native(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                        return 1;
                    }).Resume();
                }
                finally
                {
                    _log.Add("clean-up");
                }
            });
            frame.Cancel();
            Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
            AssertLog("clean-up");
            AssertQuarantined("Coroutine");
        },
        Impatient);

    [NativeDoor]
    public void DisposalOfItsPool()
    {
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { DisposeTimeout = Timeout.InfiniteTimeSpan });
        CoroutineScheduler.Run(
            () =>
            {
                Frame frame = Coroutine.Async(() => Native(() => Coroutine.Delay(Timeout.InfiniteTimeSpan)), "below");
                frame.Cancel();
                Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
            },
            new CoroutineSchedulerOptions { ThreadPool = pool, NativePatience = TimeSpan.FromMilliseconds(50) });
        Assert.IsTrue(pool.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(10)), "the thread that was given up is not waited for");
        AssertQuarantined("frame 'below'");
    }

    [NativeDoor]
    public void ByItsScope() => CoroutineScheduler.Run(
        () =>
        {
            CoroutineScope.Run(scope =>
            {
                scope.Async(() => Native(() => Coroutine.Delay(Timeout.InfiniteTimeSpan)), "below");
                scope.Cancel();
            });
            AssertQuarantined("frame 'below'");
        },
        Impatient);

    [NativeDoor]
    public void BlockOfAScope() => CoroutineScheduler.Run(
        () =>
        {
            Frame frame = Coroutine.Async(
                () => CoroutineScope.Run(scope =>
                {
                    scope.Async(() =>
                    {
                        try
                        {
                            Coroutine.Delay(Timeout.InfiniteTimeSpan);
                        }
                        finally
                        {
                            _log.Add("function");
                        }
                    });
                    scope.Cancel();
                    Native(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                }),
                "below");
            Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
            AssertLog("function");
            AssertQuarantined("frame 'below'");
        },
        Impatient);

    [NativeDoor]
    public void BySiblingsFailure() => CoroutineScheduler.Run(
        () =>
        {
            Assert.ThrowsExactly<IOException>(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() => Native(() => Coroutine.Delay(Timeout.InfiniteTimeSpan)), "below");
                scope.Async(() => throw new IOException("a sibling"));
            }));
            AssertQuarantined("frame 'below'");
        },
        Impatient);

    [NativeDoor]
    public void ByTheRunsToken()
    {
        using CancellationTokenSource source = new();
        Task<int> run = CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(() =>
                {
                    try
                    {
                        Coroutine.Delay(Timeout.InfiniteTimeSpan);
                    }
                    finally
                    {
                        _log.Add("other");
                    }
                });
                source.CancelAfter(10);
                Native(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                return 1;
            },
            Impatient,
            source.Token);

        OperationCanceledException canceled = Assert.Throws<OperationCanceledException>(() => run.GetAwaiter().GetResult());
        Assert.AreEqual(source.Token, canceled.CancellationToken);
        Assert.IsTrue(run.IsCanceled);
        AssertLog("other");
        AssertQuarantined("frame 'run ByTheRunsToken (lambda)'");
    }

    [NativeDoor]
    public void ByMainsFailure()
    {
        Assert.ThrowsExactly<IOException>(() => CoroutineScheduler.Run(
            () =>
            {
                Coroutine.Async(() => Native(() => Coroutine.Delay(Timeout.InfiniteTimeSpan)), "below");
                throw new IOException("main");
            },
            Impatient));
        AssertQuarantined("frame 'below'");
    }

    [NativeDoor]
    public void ByTheSchedulersDisposal()
    {
        CoroutineScheduler scheduler = new(Impatient);
        Frame frame = scheduler.Start(() => Native(() => Coroutine.Delay(Timeout.InfiniteTimeSpan)), "below");
        Eventually.True(() => frame.Core.State is FrameState.AwaitingOutside or FrameState.AwaitingPool, "it waits");

        scheduler.Dispose();

        Assert.IsTrue(frame.IsCompleted);
        AssertQuarantined("frame 'below'");
    }

    [NativeDoor]
    public void InThePoolsLastThread()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "one", MaxThreads = 1 });
        CoroutineSchedulerOptions options = new() { ThreadPool = pool, NativePatience = TimeSpan.FromMilliseconds(50) };
        Assert.ThrowsExactly<CoroutineDeadlockException>(() => CoroutineScheduler.Run(
            () =>
            {
                Frame frame = Coroutine.Async(() => Native(() => Coroutine.Delay(Timeout.InfiniteTimeSpan)), "below");
                Frame next = Coroutine.Async(() => { }, "next");
                frame.Cancel();
                next.Await();
            },
            options));
        AssertQuarantined("frame 'below'");
    }

    [NativeDoor]
    public void MainOnTheCallersThread()
    {
        if (!IsVisible)
        {
            return; // documented: the thread belongs to the caller
        }

        using CancellationTokenSource source = new();
        CoroutineScheduler.Run(
            () =>
            {
                Coroutine.Async(() => throw new IOException("a failure that nobody awaits")).AsTask();
                CoroutineScope.Run(scope =>
                {
                    Native(() =>
                    {
                        scope.Cancel();
                        Late.After(300).Await();
                        _log.Add("native-ended");
                    });
                    Assert.ThrowsExactly<OperationCanceledException>(Coroutine.Yield);
                });
            },
            Impatient);
        AssertLog("native-ended");
        AssertQuarantined("frame 'main'");
    }

    [NativeDoor]
    public void WhereTheCallbackCatches() => CoroutineScheduler.Run(() =>
    {
        Frame frame = Coroutine.Async(() =>
        {
            Native(() =>
            {
                try
                {
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                }
                catch (OperationCanceledException)
                {
                    _log.Add("caught");
                }
            });
            _log.Add("out");
        });
        frame.Cancel();
        frame.Await();
        AssertLog("caught out");
        AssertNoneQuarantined();
    });

    // Cancels a frame that waits below native frames. It ends, canceled, and the run goes on.
    private void CancelIn(Action wait) => CoroutineScheduler.Run(
        () =>
        {
            Frame frame = Coroutine.Async(() => Native(wait), "below");
            Coroutine.Yield();
            frame.Cancel();
            Assert.Throws<OperationCanceledException>(frame.Await);
            Assert.IsTrue(frame.Core.IsCanceled);
            AssertQuarantined("frame 'below'");
            Coroutine.Yield();
        },
        Impatient);
}

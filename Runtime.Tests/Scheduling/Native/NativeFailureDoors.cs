namespace Baton.Tests;

/// <summary>What is thrown below native frames, in a frame, and is no cancellation: it becomes the frame's failure.</summary>
internal sealed class NativeFailureDoors : NativeDoors
{
    [NativeDoor]
    public void AwaitOfAFailedTask() => FailIn<IOException>(
        () => Task.Run(() => throw new IOException("the task's own")).Await());

    [NativeDoor]
    public void AwaitOfACanceledTask() => FailIn<TaskCanceledException>(
        () => Task.FromCanceled(new CancellationToken(true)).Await());

    [NativeDoor]
    public void AwaitOfAFailedFrame() => FailIn<IOException>(
        () => Coroutine.Async(() => throw new IOException("another frame's")).Await());

    [NativeDoor]
    public void ItsOwn() => FailIn<IOException>(() => throw new IOException("its own"));

    [NativeDoor]
    public void DelayByAToken() => FailIn<OperationCanceledException>(
        () => Coroutine.Delay(Timeout.InfiniteTimeSpan, new CancellationTokenSource(10).Token));

    [NativeDoor]
    public void QueueCompletes() => FailIn<QueueCompletedException>(() =>
    {
        CoroutineQueue<int> queue = new();
        Coroutine.Async(() =>
        {
            Coroutine.Yield();
            queue.Complete();
        });
        queue.Dequeue();
    });

    [NativeDoor]
    public void DequeueByAToken() => FailIn<OperationCanceledException>(
        () => new CoroutineQueue<int>().Dequeue(new CancellationTokenSource(10).Token));

    [NativeDoor]
    public void Forbid()
    {
        if (IsVisible)
        {
            ForbidLetsAWaitThrough(wait => wait());
            ForbidLetsAWaitThrough(wait => _ = Coroutine.Generate<int>(_ => wait()).Sum());
        }
        else
        {
            FailIn<InvalidOperationException>(static () => new ManualResetEventSlim().Wait(), BlockingMode.Forbid);
        }
    }

    private void ForbidLetsAWaitThrough(Action<Action> call) => CoroutineScheduler.Run(
        () =>
        {
            TaskCompletionSource<int> late = new();
            TestThread completes = null!;
            Frame frame = Coroutine.Async(() => Native(() => call(() =>
            {
                Thread me = Thread.CurrentThread;
                completes = TestThread.Start(() =>
                {
                    Eventually.Parked(me);
                    late.SetResult(1); // needs a lock of the wait's
                });
                Assert.AreEqual(1, late.Task.Result);
            })));
            frame.Await();
            completes.Joined().Await(); // a join that blocks is forbidden here
        },
        new CoroutineSchedulerOptions { Blocking = BlockingMode.Forbid, BlockingGrace = TimeSpan.Zero });

    [NativeDoor]
    public void InterruptOfABlockingCall() => FailIn<ThreadInterruptedException>(() => InterruptInAWait());

    [NativeDoor]
    public void InterruptInModeYield() => FailIn<ThreadInterruptedException>(() => InterruptInAWait(), BlockingMode.Yield);

    [NativeDoor]
    public void NoSuspendRegion() => FailIn<InvalidOperationException>(() =>
    {
        using NoSuspendRegion region = Coroutine.NoSuspend();
        Coroutine.Yield();
    });

    [NativeDoor]
    public void Deadlock()
    {
        Assert.ThrowsExactly<CoroutineDeadlockException>(() => CoroutineScheduler.Run(() =>
        {
            Frame? second = null;
            Frame first = Coroutine.Async(
                () =>
                {
                    Coroutine.Yield();
                    Native(() => second!.Await());
                },
                "first");
            second = Coroutine.Async(() => first.Await(), "second");
        }));
        AssertQuarantined("frame 'first'");
    }

    [NativeDoor]
    public void FailureOfAScopeAround() => CoroutineScheduler.Run(() =>
    {
        string ended = "";
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
                        ended = "canceled";
                    }
                });
                Native(() => throw new IOException("its own"));
            }),
            "below");
        Assert.ThrowsExactly<IOException>(frame.Await);
        Assert.AreEqual("canceled", ended, "the scope's functions end with it");
        AssertQuarantined("frame 'below'");
    });

    [NativeDoor]
    public void MainOfARun()
    {
        Task run = CoroutineScheduler.RunAsync(() =>
        {
            Coroutine.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
            Native(() => throw new IOException("its own"));
        });

        Assert.ThrowsExactly<IOException>(() => run.GetAwaiter().GetResult());
        AssertQuarantined("frame 'run MainOfARun (lambda)'");
    }

    private static void InterruptInAWait()
    {
        Thread me = Thread.CurrentThread;
        TestThread.Start(
            () =>
            {
                Eventually.Parked(me);
                me.Interrupt();
            },
            "interrupts");
        using SemaphoreSlim never = new(0);
        never.Wait();
    }

    private void FailIn<TException>(Action wait, BlockingMode blocking = BlockingMode.Hold)
        where TException : Exception => CoroutineScheduler.Run(
        () =>
        {
            Frame frame = Coroutine.Async(() => Native(wait), "below");
            Assert.ThrowsExactly<TException>(frame.Await);
            AssertQuarantined("frame 'below'");
            Coroutine.Yield();
        },
        new CoroutineSchedulerOptions { Blocking = blocking });
}

namespace Baton.Tests;

/// <summary>Clean-up that takes its time: whom it keeps waiting, and for how long.</summary>
[TestClass]
public sealed class GenerateAsyncDisposalTests : CoroutineTest
{
    private readonly ManualResetEventSlim _gate = new();
    private Thread? _cleaning;

    [TestCleanup]
    public void CloseGate() => _gate.Dispose();

    /// <summary>Suspended where disposing will run the clean-up.</summary>
    private async Task<IAsyncEnumerator<int>> Suspended(Action cleanUp, TimeSpan? unwindTimeout = null)
    {
        CoroutineOptions options = new() { ThreadPool = Pool, UnwindTimeout = unwindTimeout ?? Timeout.InfiniteTimeSpan };
        IAsyncEnumerator<int> enumerator = Coroutine.GenerateAsync<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                finally
                {
                    cleanUp();
                }
            },
            options: options).GetAsyncEnumerator(CancellationToken.None);
        Assert.IsTrue(await enumerator.MoveNextAsync());
        return enumerator;
    }

    private void WaitForTheGate()
    {
        Volatile.Write(ref _cleaning, Thread.CurrentThread);
        _gate.Wait();
    }

    private void AwaitBlockedCleanUp()
    {
        Eventually.True(() => Volatile.Read(ref _cleaning) is not null, "the clean-up runs");
        Eventually.Parked(_cleaning!);
    }

    /// <summary>For disposals that must give up by themselves: one that does not fails the test instead of hanging it.</summary>
    private static Task DisposedInTime(IAsyncEnumerator<int> enumerator) =>
        enumerator.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);

    [TestMethod]
    public async Task DisposeAsync_CleanUpBlocks_ReturnsAtOnceAndCompletesAfterIt()
    {
        IAsyncEnumerator<int> enumerator = await Suspended(WaitForTheGate);

        ValueTask disposing = enumerator.DisposeAsync();
        AwaitBlockedCleanUp();
        bool completedBefore = disposing.IsCompleted;
        _gate.Set();
        await disposing;

        Assert.IsFalse(completedBefore);
        Assert.AreEqual(0, Pool.Workers.Counts.Coroutines);
    }

    [TestMethod]
    public async Task DisposeAsync_CleanUpBlocks_GoesOnOffTheBodysThread()
    {
        IAsyncEnumerator<int> enumerator = await Suspended(WaitForTheGate);
        Task disposing = enumerator.DisposeAsync().AsTask();
        AwaitBlockedCleanUp();
        Task<Thread> continued = disposing.ContinueWith(
            _ => Thread.CurrentThread, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        _gate.Set();

        Assert.AreNotSame(_cleaning, await continued);
    }

    [TestMethod]
    public async Task MoveNextAsync_CleanUpUnderWay_IsRefusedAndTheCleanUpGoesOn()
    {
        IAsyncEnumerator<int> enumerator = await Suspended(WaitForTheGate);
        ValueTask disposing = enumerator.DisposeAsync();
        AwaitBlockedCleanUp();

        await Assert.ThrowsExactlyAsync<InvalidOperationException>(async () => await enumerator.MoveNextAsync());

        _gate.Set();
        await disposing;
        Assert.IsFalse(await enumerator.MoveNextAsync());
    }

    [TestMethod]
    public async Task DisposeAsync_WhileAnotherIsUnderWay_WaitsForTheCleanUpToo()
    {
        IAsyncEnumerator<int> enumerator = await Suspended(WaitForTheGate);
        ValueTask first = enumerator.DisposeAsync();
        AwaitBlockedCleanUp();

        ValueTask second = enumerator.DisposeAsync();
        bool completedBefore = second.IsCompleted;
        _gate.Set();
        await second;
        await first;
        ValueTask third = enumerator.DisposeAsync();

        Assert.IsFalse(completedBefore);
        Assert.IsTrue(third.IsCompletedSuccessfully);
        Assert.AreEqual(0, Pool.Workers.Counts.Coroutines);
    }

    [TestMethod]
    public async Task DisposeAsync_WhileAnotherIsUnderWayAndCleanUpThrows_BothThrowAndAThirdDoesNot()
    {
        NotSupportedException thrown = new("from the clean-up");
        IAsyncEnumerator<int> enumerator = await Suspended(() =>
        {
            WaitForTheGate();
            throw thrown;
        });
        Task first = enumerator.DisposeAsync().AsTask();
        Task second = enumerator.DisposeAsync().AsTask();

        _gate.Set();

        Assert.AreSame(thrown, await Assert.ThrowsExactlyAsync<NotSupportedException>(() => first));
        Assert.AreSame(thrown, await Assert.ThrowsExactlyAsync<NotSupportedException>(() => second));
        await enumerator.DisposeAsync();
    }

    [TestMethod]
    public async Task DisposeAsync_CleanUpOutlastsTheUnwindTimeout_QuarantinesItAndCompletes()
    {
        IAsyncEnumerator<int> enumerator = await Suspended(WaitForTheGate, TimeSpan.FromMilliseconds(1));
        ExpectedQuarantined = 1;

        await DisposedInTime(enumerator);

        Eventually.True(() => Telemetry.Quarantined == 1, "it is counted, by another thread");
        Assert.AreEqual(0, Pool.Workers.Counts.Coroutines);
        Assert.AreEqual(0, Pool.IdleThreads);
        Assert.IsFalse(await enumerator.MoveNextAsync());
        _gate.Set();
        Eventually.True(() => Pool.IdleThreads == 1, "the thread comes back");
    }

    [TestMethod]
    public async Task DisposeAsync_QuarantinedCleanUpEndsLater_GivesItsThreadBack()
    {
        IAsyncEnumerator<int> enumerator = await Suspended(WaitForTheGate, TimeSpan.FromMilliseconds(1));
        ExpectedQuarantined = 1;
        await DisposedInTime(enumerator);

        _gate.Set();

        Eventually.True(() => Pool.IdleThreads == 1, "the thread comes back");
        Assert.AreEqual(1, Pool.LiveThreads);
        Assert.AreEqual(0, Pool.Workers.Counts.Coroutines);
    }

    [TestMethod]
    public async Task DisposeAsync_QuarantinedCleanUpThrowsLater_ReportsTheException()
    {
        IAsyncEnumerator<int> enumerator = await Suspended(
            () =>
            {
                WaitForTheGate();
                throw new NotSupportedException("too late for the disposer");
            },
            TimeSpan.FromMilliseconds(1));
        ExpectedQuarantined = 1;
        ExpectedUnobserved = 1;
        await DisposedInTime(enumerator);

        _gate.Set();

        Eventually.True(() => Pool.IdleThreads == 1, "the thread comes back");
        Assert.AreEqual(1, Telemetry.Unobserved);
    }

    [TestMethod]
    public async Task DisposeAsync_QuarantinedCleanUpThenSwallowsForEver_IsCountedOnce()
    {
        using ManualResetEventSlim nearlyGivenUp = new();
        IAsyncEnumerator<int> enumerator = await Suspended(
            () =>
            {
                WaitForTheGate();
                for (int swallowed = 0; ; swallowed++)
                {
                    try
                    {
                        Coroutine.Suspend(1);
                    }
                    catch (CoroutineCanceledException) when (swallowed < 1000)
                    {
                        if (swallowed == CoroutineCore.MaxSignals - 2) // the first has brought it here
                        {
                            nearlyGivenUp.Set();
                        }
                    }
                }
            },
            TimeSpan.FromMilliseconds(1));
        ExpectedQuarantined = 1;
        await DisposedInTime(enumerator);

        _gate.Set();
        nearlyGivenUp.Wait(CancellationToken.None);
        Eventually.Parked(_cleaning!);

        Eventually.True(() => Telemetry.Quarantined == 1, "it is counted, by another thread");
    }

    [TestMethod]
    public async Task DisposeAsync_UnwindTimeoutOfZero_AlwaysCompletes()
    {
        await using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Zero", MaxThreads = 64 });
        CoroutineOptions options = new() { ThreadPool = pool, UnwindTimeout = TimeSpan.Zero };
        IAsyncEnumerable<int> sequence = Coroutine.GenerateAsync<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                finally
                {
                    _cleaning = null;
                }
            },
            options: options);

        for (int i = 0; i < 500; i++)
        {
            int first = await sequence.FirstAsync(CancellationToken.None);
            Assert.AreEqual(1, first);
            Eventually.True(() => pool.Workers.Counts is { Coroutines: 0 } now && now.Idle == now.Live, "the thread comes back");
        }

        ExpectedQuarantined = (int)Telemetry.Quarantined; // as often as the timer was faster than the clean-up
    }

    [TestMethod]
    public async Task DisposeAsync_ConsumerInterruptedWhileItSetsTheClock_CompletesAndTheInterruptStaysPending()
    {
        IAsyncEnumerator<int> enumerator = await Suspended(() => { }, TimeSpan.FromSeconds(30));
        Task? disposing = null;
        bool pending = false;
        TestThread consumer;

        using (TimerLock.Hold())
        {
            consumer = TestThread.Start(() =>
            {
                Thread.CurrentThread.Interrupt();
                disposing = enumerator.DisposeAsync().AsTask();
                pending = TestThread.TakePendingInterrupt();
            });
            Eventually.True(
                () => (consumer.Thread.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) != 0,
                "the consumer sets the clock");
        }

        consumer.Join();
        await disposing!;
        Assert.IsTrue(pending);
    }

    [TestMethod]
    public async Task DisposeAsync_BodysThreadInterruptedWhileItPutsTheClockAway_Completes()
    {
        ChildProcess.Result child = await ChildProcess.RunAsync(nameof(InterruptAfterTheCleanUp));

        Assert.AreEqual(0, child.ExitCode, child.ToString());
    }

    /// <summary>An exception on the body's thread would end the process.</summary>
    [ChildScenario]
    internal static int InterruptAfterTheCleanUp(string[] _)
    {
        using ManualResetEventSlim gate = new();
        Thread? body = null;
        bool cleanedUp = false;
        IAsyncEnumerator<int> enumerator = Coroutine.GenerateAsync<int>(yielder =>
        {
            try
            {
                yielder.Suspend(1);
            }
            finally
            {
                Volatile.Write(ref body, Thread.CurrentThread);
                gate.Wait();
                Volatile.Write(ref cleanedUp, true);
            }
        }).GetAsyncEnumerator();
        if (!enumerator.MoveNextAsync().AsTask().Result)
        {
            return 2;
        }

        Task disposing = enumerator.DisposeAsync().AsTask();
        Eventually.True(() => Volatile.Read(ref body) is not null, "the clean-up runs");
        using (TimerLock.Hold())
        {
            gate.Set();
            Eventually.True(() => Volatile.Read(ref cleanedUp), "the clean-up ends");
            for (int i = 0; i < 20; i++)
            {
                Eventually.Parked(body!);
                body!.Interrupt();
            }
        }

        return disposing.Wait(TimeSpan.FromSeconds(30)) ? 0 : 3;
    }
}

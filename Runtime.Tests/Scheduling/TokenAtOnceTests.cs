namespace Baton.Tests;

/// <summary>Code that computes, or blocks, with the baton learns of its cancellation by the token, whoever cancels.</summary>
[TestClass]
public sealed class TokenAtOnceTests : SchedulerTest
{
    private readonly TaskCompletionSource _computes = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [TestMethod]
    public async Task CancellationToken_RunIsCanceledWhileMainComputes_Fires()
    {
        using CancellationTokenSource source = new();
        Task run = CoroutineScheduler.RunAsync(Compute, OnPool, source.Token);
        await _computes.Task;

        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        Assert.IsTrue(run.IsCanceled);
    }

    [TestMethod]
    public async Task CancellationToken_RunIsCanceledWhileAnotherFrameComputes_FiresAndItIsNoFailure()
    {
        using CancellationTokenSource source = new();
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(Compute);
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            },
            OnPool,
            source.Token);
        await _computes.Task;

        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        Assert.IsTrue(run.IsCanceled, "the frame's cancellation is no failure of the run");
    }

    [TestMethod]
    public async Task CancellationToken_RunIsCanceledWhileMainBlocks_EndsTheBlocking()
    {
        using CancellationTokenSource source = new();
        using SemaphoreSlim never = new(0);
        using ManualResetEventSlim begun = new();
        Thread? thread = null;
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                thread = Thread.CurrentThread;
                begun.Set();
                never.Wait(Coroutine.CancellationToken);
            },
            OnPool,
            source.Token);
        begun.Wait(TestContext.CancellationToken);
        Eventually.Parked(thread!);

        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        Assert.IsTrue(run.IsCanceled);
    }

    [TestMethod]
    public async Task CancellationToken_BridgeIsCanceledWhileItsBodyComputes_Fires()
    {
        using CancellationTokenSource source = new();
        Task bridge = SyncBridge.RunAsync(Stream.Null, _ => Compute(), OnPool, source.Token);
        await _computes.Task;

        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => bridge);
    }

    [TestMethod]
    public async Task CancellationToken_SchedulerIsDisposedWhileAFrameComputes_Fires()
    {
        CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(Compute);
        await _computes.Task;

        await scheduler.DisposeAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => frame.AsTask());
    }

    [TestMethod]
    public async Task CancellationToken_ScopeIsCanceledElsewhereWhileAFunctionComputes_FiresAndItIsNoFailure()
    {
        CoroutineScope? opened = null;
        Task run = CoroutineScheduler.RunAsync(
            () => CoroutineScope.Run(scope =>
            {
                opened = scope;
                scope.Async(Compute);
            }),
            OnPool,
            CancellationToken.None);
        await _computes.Task;

        opened!.Cancel();

        await run;
    }

    [TestMethod]
    public async Task CancellationToken_ScopeIsCanceledElsewhereWhileItsBlockComputes_FiresAndTheBlockIsCanceled()
    {
        CoroutineScope? opened = null;
        Task run = CoroutineScheduler.RunAsync(
            () => CoroutineScope.Run(scope =>
            {
                opened = scope;
                ComputeUntil(scope.CancellationToken);
            }),
            OnPool,
            CancellationToken.None);
        await _computes.Task;

        opened!.Cancel();

        OperationCanceledException seen = await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        Assert.AreEqual(opened.CancellationToken, seen.CancellationToken);
    }

    [TestMethod]
    public async Task CancellationToken_FrameIsCanceledWhileAFunctionOfItsScopeComputes_Fires()
    {
        await using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() =>
        {
            CoroutineScope.Run(outer => CoroutineScope.Run(inner => inner.Async(Compute)));
            Coroutine.Yield();
        });
        await _computes.Task;

        frame.Cancel();

        await Assert.ThrowsAsync<OperationCanceledException>(() => frame.AsTask());
    }

    [TestMethod]
    public async Task CancellationToken_ScopeAroundIsCanceledElsewhereWhileAFunctionComputes_Fires()
    {
        CoroutineScope? opened = null;
        Task run = CoroutineScheduler.RunAsync(
            () => CoroutineScope.Run(outer =>
            {
                opened = outer;
                CoroutineScope.Run(inner => inner.Async(Compute));
            }),
            OnPool,
            CancellationToken.None);
        await _computes.Task;

        opened!.Cancel();

        await run;
    }

    [TestMethod]
    public async Task ScopesToken_RunIsCanceledWhileItsBlockComputes_Fires()
    {
        using CancellationTokenSource source = new();
        Task run = CoroutineScheduler.RunAsync(() => CoroutineScope.Run(scope => ComputeUntil(scope.CancellationToken)), OnPool, source.Token);
        await _computes.Task;

        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        Assert.IsTrue(run.IsCanceled);
    }

    [TestMethod]
    public async Task CancellationToken_FrameStartedByOneThatHasNotBeenToldYet_HasFired()
    {
        using CancellationTokenSource source = new();
        bool? fired = null;
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Assert.ThrowsExactly<OperationCanceledException>(Compute);
                fired = Coroutine.Async(() => Coroutine.CancellationToken.IsCancellationRequested).Await();
            },
            OnPool,
            source.Token);
        await _computes.Task;

        await source.CancelAsync();

        await run;
        Assert.IsTrue(fired);
    }

    [TestMethod]
    public async Task CancellationToken_FrameStartedInTheCleanUpOfACanceledRun_HasNotFired()
    {
        using CancellationTokenSource source = new();
        using ManualResetEventSlim begun = new();
        bool? fired = null;
        bool? firedInScope = null;
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                try
                {
                    begun.Set();
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                }
                finally
                {
                    fired = Coroutine.Async(IsTokenFired).Await();
                    CoroutineScope.Run(scope => firedInScope = scope.Async(IsTokenFired).Await());
                }
            },
            OnPool,
            source.Token);
        begun.Wait(TestContext.CancellationToken);

        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        Assert.IsFalse(fired);
        Assert.IsFalse(firedInScope);

        static bool IsTokenFired()
        {
            Coroutine.Yield();
            return Coroutine.CancellationToken.IsCancellationRequested;
        }
    }

    [TestMethod]
    public async Task Cancel_RunWhoseMainComputesAndThenWaitsInItsCleanUp_IsToldOnce()
    {
        using CancellationTokenSource source = new();
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                try
                {
                    Compute();
                }
                catch (OperationCanceledException)
                {
                    Log.Add("computing ended");
                }

                try
                {
                    Coroutine.Yield();
                    Log.Add("not told");
                }
                catch (OperationCanceledException)
                {
                    Log.Add("told");
                }

                Coroutine.Yield();
                Log.Add("once");
            },
            OnPool,
            source.Token);
        await _computes.Task;

        await source.CancelAsync();
        await run;

        AssertLog("computing ended told once");
    }

    [TestMethod]
    public void CancellationToken_AskedForByManyFramesOfOneScheduler_KeepsNothingOfThem()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        WeakReference captured = StartOne(scheduler);

        Eventually.Collected(captured, "what a frame that has ended had captured");
        GC.KeepAlive(scheduler);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference StartOne(CoroutineScheduler scheduler)
    {
        WeakReference? token = null;
        scheduler.Start(() => CoroutineScope.Run(scope => scope.Async(() =>
        {
            _ = Coroutine.CancellationToken;
            token = new WeakReference(scope);
        }))).AsTask().Wait();
        return token!;
    }

    private void Compute() => ComputeUntil(Coroutine.CancellationToken);

    private void ComputeUntil(CancellationToken token)
    {
        _computes.SetResult();
        while (true)
        {
            token.ThrowIfCancellationRequested();
            Thread.SpinWait(100);
        }
    }
}

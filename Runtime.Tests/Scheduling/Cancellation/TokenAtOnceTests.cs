using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Code that computes, or blocks, with the baton learns of its cancellation by the token, whoever cancels.</summary>
[TestClass]
public sealed class TokenAtOnceTests : SchedulerTest
{
    private readonly TaskCompletionSource _computes = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [TestMethod]
    public async Task CancellationToken_RunIsCanceledWhileMainComputes_Fires()
    {
        Task run = await Canceled(Compute);

        Assert.IsTrue(run.IsCanceled);
    }

    [TestMethod]
    public async Task CancellationToken_RunIsCanceledWhileAnotherFrameComputes_FiresAndItIsNoFailure()
    {
        Task run = await Canceled(() =>
        {
            Coroutine.Async(Compute);
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        });

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
        await ScopeCanceled(tell => CoroutineScope.Run(scope =>
        {
            tell(scope);
            scope.Async(Compute);
        }));
    }

    [TestMethod]
    public async Task CancellationToken_ScopeIsCanceledElsewhereWhileItsBlockComputes_FiresAndTheBlockIsCanceled()
    {
        CancellationToken token = default;

        OperationCanceledException seen = await Assert.ThrowsAsync<OperationCanceledException>(
            () => ScopeCanceled(tell => CoroutineScope.Run(scope =>
        {
            tell(scope);
            token = scope.CancellationToken;
            ComputeUntil(token);
        })));

        Assert.AreEqual(token, seen.CancellationToken);
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
        // the end of the inner scope is a suspension point of the outer one's block
        await Assert.ThrowsAsync<OperationCanceledException>(() => ScopeCanceled(tell => CoroutineScope.Run(outer =>
        {
            tell(outer);
            CoroutineScope.Run(inner => inner.Async(Compute));
        })));
    }

    [TestMethod]
    public async Task ScopesToken_RunIsCanceledWhileItsBlockComputes_Fires()
    {
        Task run = await Canceled(() => CoroutineScope.Run(scope => ComputeUntil(scope.CancellationToken)));

        Assert.IsTrue(run.IsCanceled);
    }

    [TestMethod]
    public async Task CancellationToken_FrameStartedByOneThatHasNotBeenToldYet_HasFired()
    {
        bool? fired = null;

        await await Canceled(() =>
        {
            ComputeWhileNotFired();
            fired = Coroutine.Async(() => Coroutine.CancellationToken.IsCancellationRequested).Await();
        });

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
        await await Canceled(() =>
        {
            ComputeWhileNotFired();
            Log.Add("computing ended");
            Assert.ThrowsExactly<OperationCanceledException>(Coroutine.Yield);
            Log.Add("told");
            Coroutine.Yield();
            Log.Add("once");
        });

        AssertLog("computing ended told once");
    }

    [TestMethod]
    public void CancellationToken_FrameThatAskedForItHasEnded_IsNotKeptByItsScheduler()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        WeakReference registered = StartOne(scheduler);

        Eventually.Collected(registered, "what was registered with the token");
        GC.KeepAlive(scheduler);
    }

    [TestMethod]
    public void ScopesToken_ScopeIsOver_IsNotKeptByItsFrame() => Run(() =>
    {
        WeakReference registered = OpenOne();

        Eventually.Collected(registered, "what was registered with the scope's token");
    });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference StartOne(CoroutineScheduler scheduler)
    {
        WeakReference? registered = null;
        scheduler.Start(() => registered = Register(Coroutine.CancellationToken)).AsTask().Wait();
        return registered!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference OpenOne() => CoroutineScope.Run(scope => Register(scope.CancellationToken));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Register(CancellationToken token)
    {
        object state = new();
        token.UnsafeRegister(static _ => { }, state);
        return new WeakReference(state);
    }

    // Runs it, and cancels the run when it computes.
    private async Task<Task> Canceled(Action main)
    {
        using CancellationTokenSource source = new();
        Task run = CoroutineScheduler.RunAsync(main, OnPool, source.Token);
        await _computes.Task;
        await source.CancelAsync();
        await Task.WhenAny(run);
        return run;
    }

    // As the other, and another thread cancels a scope that was opened in it.
    private async Task ScopeCanceled(Action<Action<CoroutineScope>> main)
    {
        CoroutineScope? opened = null;
        Task run = CoroutineScheduler.RunAsync(() => main(scope => opened = scope), OnPool, CancellationToken.None);
        await _computes.Task;
        opened!.Cancel();
        await run;
    }

    private void Compute() => ComputeUntil(Coroutine.CancellationToken);

    private void ComputeWhileNotFired()
    {
        CancellationToken token = Coroutine.CancellationToken;
        _computes.SetResult();
        while (!token.IsCancellationRequested)
        {
            Thread.SpinWait(100);
        }
    }

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

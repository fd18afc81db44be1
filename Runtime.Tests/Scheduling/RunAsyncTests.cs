using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>RunAsync: a run on pooled threads, and its caller's token.</summary>
[TestClass]
public sealed class RunAsyncTests : SchedulerTest
{
    private static readonly TaskCompletionSource s_never = new();

    [TestMethod]
    public async Task RunAsync_MainWaits_TheCallerIsNotBlockedAndNoThreadPoolThreadRunsIt()
    {
        TaskCompletionSource<bool> source = new();
        bool ofThreadPool = true;
        Task<bool> run = CoroutineScheduler.RunAsync(
            () =>
            {
                ofThreadPool = Thread.CurrentThread.IsThreadPoolThread;
                return source.Task.Await();
            },
            OnPool);
        Assert.IsFalse(run.IsCompleted);

        source.SetResult(true);

        Assert.IsTrue(await run);
        Assert.IsFalse(ofThreadPool);
    }

    [TestMethod]
    public async Task RunAsync_MainFunction_NamesItsFrame()
    {
        List<string?> names = [];

        await CoroutineScheduler.RunAsync(() => Note(), OnPool);
        await CoroutineScheduler.RunAsync(() => Five(), OnPool, CancellationToken.None);
        await CoroutineScheduler.RunAsync(Note, OnPool);
        await CoroutineScheduler.RunAsync(Five, OnPool);
        await CoroutineScheduler.RunAsync(NoteAsync, OnPool);
        RunHere();

        string lambda = $"run {nameof(RunAsync_MainFunction_NamesItsFrame)} (lambda)";
        Assert.AreSequenceEqual([lambda, lambda, "run Note", "run Five", "run NoteAsync", "main"], names);

        void RunHere() => CoroutineScheduler.Run(Note, OnPool);

        void Note() => names.Add(FrameCore.Current!.Name);

        int Five()
        {
            Note();
            return 5;
        }

        Task NoteAsync()
        {
            Note();
            return Task.CompletedTask;
        }
    }

    [TestMethod]
    public async Task RunAsync_MainReturnsFirst_CompletesAfterAllFrames()
    {
        TaskCompletionSource source = new();
        Frame? child = null;
        TaskCompletionSource started = new();
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                child = Coroutine.Async(() => source.Task.Await());
                started.SetResult();
            },
            OnPool);
        await started.Task;
        UntilItWaits(child!);
        Assert.IsFalse(run.IsCompleted);

        source.SetResult();
        await run;

        Assert.IsTrue(child!.IsCompleted);
    }

    [TestMethod]
    public async Task RunAsync_MainFails_TheTaskHoldsTheSameObject()
    {
        InvalidTimeZoneException failure = new();

        Task run = CoroutineScheduler.RunAsync(() => throw failure, OnPool);

        Assert.AreSame(failure, await Assert.ThrowsExactlyAsync<InvalidTimeZoneException>(() => run));
    }

    [TestMethod]
    public async Task RunAsync_SeveralFailures_AreAwaitedAsTheyComeOutOfRun()
    {
        InvalidTimeZoneException mains = new();
        InvalidCastException frames = new();

        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(() => throw frames);
                throw mains;
            },
            OnPool);

        AggregateException seen = await Assert.ThrowsExactlyAsync<AggregateException>(() => run);
        CollectionAssert.AreEqual(new Exception[] { mains, frames }, seen.InnerExceptions);
    }

    [TestMethod]
    public async Task RunAsync_TokenHasFired_NeverRuns()
    {
        CancellationToken fired = new(canceled: true);

        Task run = CoroutineScheduler.RunAsync(() => Log.Add("ran"), OnPool, fired);

        Assert.AreEqual(fired, (await Assert.ThrowsAsync<OperationCanceledException>(() => run)).CancellationToken);
        Assert.IsTrue(run.IsCanceled);
        AssertLog("");
    }

    [TestMethod]
    public async Task RunAsync_TokenFiresWhileMainWaits_UnwindsMainAndThenTheOthers()
    {
        using CancellationTokenSource source = new();
        TaskCompletionSource waiting = new();
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(() => Unwinds("child"));
                waiting.SetResult();
                Unwinds("main");
            },
            OnPool,
            source.Token);
        await waiting.Task;

        source.Cancel();
        OperationCanceledException seen = await Assert.ThrowsAsync<OperationCanceledException>(() => run);

        Assert.AreEqual(source.Token, seen.CancellationToken);
        Assert.IsTrue(run.IsCanceled);
        AssertLog("main child");
    }

    [TestMethod]
    public async Task RunAsync_TokenFiresAndMainsCleanUpAwaitsItsChildren_TheyAreCanceledToo()
    {
        using CancellationTokenSource source = new();
        TaskCompletionSource waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Frame child = Coroutine.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                waiting.SetResult();
                try
                {
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                }
                finally
                {
                    Log.Add("main cleans up");
                    Assert.ThrowsExactly<OperationCanceledException>(child.Await);
                    Log.Add("the child has ended");
                }
            },
            OnPool,
            source.Token);
        await waiting.Task;

        source.Cancel();

        OperationCanceledException seen = await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => run);
        Assert.AreEqual(source.Token, seen.CancellationToken);
        AssertLog("main cleans up the child has ended");
    }

    [TestMethod]
    public async Task RunAsync_TokenFiresAfterMainHasEnded_CancelsWhatIsLeftAndIsToldOf()
    {
        using CancellationTokenSource source = new();
        Frame? child = null;
        CancellationToken token = default;
        Task<int> run = CoroutineScheduler.RunAsync(
            () =>
            {
                child = Coroutine.Async(() =>
                {
                    token = Coroutine.CancellationToken;
                    Unwinds("child");
                });
                return 4;
            },
            OnPool,
            source.Token);
        Eventually.True(() => Volatile.Read(ref child) is not null, "main has begun");
        UntilItWaits(child!);

        source.Cancel();

        OperationCanceledException seen = await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        Assert.AreEqual(source.Token, seen.CancellationToken);
        Assert.IsTrue(token.IsCancellationRequested);
        AssertLog("child");
    }

    [TestMethod]
    public async Task RunAsync_MainSwallowsTheCancellationThatCutsAnother_IsToldOf()
    {
        using CancellationTokenSource source = new();
        TaskCompletionSource waiting = new();
        Task<int> run = CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(() => Unwinds("child"));
                waiting.SetResult();
                Assert.ThrowsExactly<OperationCanceledException>(s_never.Task.Await);
                return 4;
            },
            OnPool,
            source.Token);
        await waiting.Task;

        source.Cancel();

        OperationCanceledException seen = await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        Assert.AreEqual(source.Token, seen.CancellationToken);
        AssertLog("child");
    }

    [TestMethod]
    public async Task RunAsync_TokenOutlivesTheRun_KeepsNothingOfIt()
    {
        using CancellationTokenSource longLived = new();

        WeakReference kept = await RunWith(longLived.Token);

        Eventually.Collected(kept, "what main closed over");
        longLived.Cancel();
    }

    [TestMethod]
    public void RunAsync_TokenOutlivesARunThatFoundNoThread_KeepsNothingOfIt()
    {
        using CancellationTokenSource longLived = new();

        WeakReference kept = RunWithoutThreads(longLived.Token);

        Eventually.Collected(kept, "the main frame");
        longLived.Cancel();
    }

    [TestMethod]
    public async Task RunAsync_TokenFiresAtAnyMoment_EndsOneWayOrTheOther()
    {
        for (int i = 0; i < 50; i++)
        {
            using CancellationTokenSource source = new();
            Task run = CoroutineScheduler.RunAsync(
                () =>
                {
                    Coroutine.Async(Coroutine.Yield);
                    Coroutine.Yield();
                },
                OnPool,
                source.Token);
            source.Cancel();
            await run.ContinueWith(_ => { }, TaskScheduler.Default);
            Assert.IsFalse(run.IsFaulted, $"{run.Exception}");
        }
    }

    [TestMethod]
    public async Task RunAsync_PoolIsDisposed_Fails()
    {
        CoroutineThreadPool gone = new();
        gone.Dispose();

        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(
            () => CoroutineScheduler.RunAsync(() => { }, new CoroutineSchedulerOptions { ThreadPool = gone }));
    }

    private async Task<WeakReference> RunWith(CancellationToken token)
    {
        object local = new();
        WeakReference reference = new(local);
        await CoroutineScheduler.RunAsync(() => GC.KeepAlive(local), OnPool, token);
        return reference;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunWithoutThreads(CancellationToken token)
    {
        CoroutineThreadPool gone = new();
        gone.Dispose();
        Task<int> run = CoroutineScheduler.RunAsync(() => 1, new CoroutineSchedulerOptions { ThreadPool = gone }, token);
        Assert.ThrowsExactly<ObjectDisposedException>(() => run.GetAwaiter().GetResult());
        return new WeakReference(run.AsyncState);
    }

    private void Unwinds(string name)
    {
        try
        {
            s_never.Task.Await();
        }
        finally
        {
            Coroutine.Yield();
            Log.Add(name);
        }
    }
}

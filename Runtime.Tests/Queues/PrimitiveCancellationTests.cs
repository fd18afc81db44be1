using Nito.AsyncEx;

namespace Baton.Tests;

/// <summary>
/// A wait that was given a token of the frame's leaves its primitive when that fires. However the frame is canceled, it goes on only after
/// that: otherwise a lock that is let go of meanwhile would be taken by nobody.
/// </summary>
[TestClass]
public sealed class PrimitiveCancellationTests : SchedulerTest
{
    private const int Times = 50; // each is lost nine times in ten if the frame goes on first

    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(30);

    [TestMethod]
    public void LockAsync_ScopeFails_TheLockIsFreeAfterwards() => Repeat(mutex => Run(() =>
    {
        using IDisposable held = mutex.Lock();
        Assert.ThrowsExactly<IOException>(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() => TakeLock(mutex, Coroutine.CancellationToken));
            throw new IOException();
        }));
    }));

    [TestMethod]
    public void LockAsync_ScopeFailsAndItsTokenWasPassed_TheLockIsFreeAfterwards() => Repeat(mutex => Run(() =>
    {
        using IDisposable held = mutex.Lock();
        Assert.ThrowsExactly<IOException>(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() => TakeLock(mutex, scope.CancellationToken));
            throw new IOException();
        }));
    }));

    [TestMethod]
    public void LockAsync_ScopesBlockWaitsAndAFunctionFails_TheLockIsFreeAfterwards() => Repeat(mutex => Run(() =>
    {
        using IDisposable held = mutex.Lock();
        Assert.ThrowsExactly<IOException>(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() =>
            {
                Coroutine.Yield();
                throw new IOException();
            });
            TakeLock(mutex, scope.CancellationToken);
        }));
    }));

    [TestMethod]
    public void LockAsync_MainFails_TheLockIsFreeAfterwards() => Repeat(mutex =>
    {
        using IDisposable held = mutex.Lock();
        Assert.ThrowsExactly<IOException>(() => Run(() =>
        {
            Coroutine.Async(() => TakeLock(mutex, Coroutine.CancellationToken));
            throw new IOException();
        }));
    });

    [TestMethod]
    public void LockAsync_SchedulerIsDisposed_TheLockIsFreeAfterwards() => Repeat(mutex =>
    {
        using IDisposable held = mutex.Lock();
        using CoroutineScheduler scheduler = new(OnPool);
        Frame waits = scheduler.Start(() => TakeLock(mutex, Coroutine.CancellationToken));
        Eventually.True(() => waits.Core.State is FrameState.AwaitingOutside or FrameState.AwaitingPool, "it waits");
        scheduler.Dispose();
        Assert.Throws<OperationCanceledException>(waits.Await);
    });

    [TestMethod]
    public void Await_ScopeIsCanceled_TheFrameGoesOnWhenTheCallbacksOfItsTokenHaveRun()
    {
        Run(() => CoroutineScope.Run(scope =>
        {
            scope.Async(AwaitsForEver);
            scope.Dispose();
        }));

        AssertLog("called left");
    }

    [TestMethod]
    public void Await_RunIsCanceledByItsToken_TheFrameGoesOnWhenTheCallbacksOfItsTokenHaveRun()
    {
        using CancellationTokenSource source = new();
        TaskCompletionSource waits = new();
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(AwaitsForEver);
                waits.SetResult();
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            },
            OnPool,
            source.Token);

        waits.Task.Await();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(run.Await);
        AssertLog("called left");
    }

    [TestMethod]
    public void Await_ScopeIsCanceledAndACallbackEndsTheTaskWell_ItsResultIsTaken()
    {
        Run(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() =>
            {
                TaskCompletionSource<int> source = new();
                using ManualResetEventSlim gone = new();
                Coroutine.CancellationToken.Register(() =>
                {
                    gone.Wait(s_patience);
                    source.SetResult(5);
                });
                try
                {
                    Log.Add($"got{source.Task.Await()}");
                }
                finally
                {
                    gone.Set();
                }

                Coroutine.Yield();
                Log.Add("not reached");
            });
            scope.Dispose();
        }));

        AssertLog("got5");
    }

    private void AwaitsForEver()
    {
        ManualResetEventSlim gone = new();
        Coroutine.CancellationToken.Register(() =>
        {
            gone.Wait(s_patience); // for what must not happen
            Log.Add("called");
        });
        try
        {
            new TaskCompletionSource().Task.Await();
        }
        finally
        {
            Log.Add("left");
            gone.Set();
        }
    }

    private static void TakeLock(AsyncLock mutex, CancellationToken token)
    {
        using IDisposable key = mutex.LockAsync(token).AsTask().Await();
    }

    private static void Repeat(Action<AsyncLock> useAndLetGo)
    {
        for (int i = 0; i < Times; i++)
        {
            AsyncLock mutex = new();

            useAndLetGo(mutex);

            Assert.IsTrue(mutex.LockAsync().AsTask().IsCompleted, "the lock is free");
        }
    }
}

using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Combinations in which a cancellation was lost, told twice, or carried to the wrong place.</summary>
[TestClass]
public sealed class CancelCombinationTests : SchedulerTest
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task RunAsync_MainEndsAfterItsCleanUpStartedAFrame_TheFrameIsCanceledThen(bool fails)
    {
        using CancellationTokenSource source = new();
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                try
                {
                    source.Cancel();
                    Coroutine.Yield();
                }
                finally
                {
                    Coroutine.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                    FailIf(fails);
                }
            },
            OnPool,
            source.Token);

        await Task.WhenAny(run).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.AreEqual(fails, run.IsFaulted);
    }

    [TestMethod]
    public void Cancel_FrameIsReadyAndOpensAScopeBeforeItIsTold_TheScopeIsTakenAlong() => Run(() =>
    {
        CoroutineQueue<int> queue = new();
        Frame frame = Coroutine.Async(() =>
        {
            queue.Dequeue();
            CoroutineScope.Run(scope =>
            {
                Frame child = scope.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                try
                {
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                }
                finally
                {
                    Assert.ThrowsExactly<OperationCanceledException>(child.Await);
                    Log.Add("cleaned up");
                }
            });
        });
        queue.Enqueue(1);
        frame.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("cleaned up");
    });

    [TestMethod]
    public void Cancel_WhileTheBlockCleansUpAfterItsScopesCancellation_IsSeenBehindTheScope() => Run(() =>
    {
        Frame? frame = null;
        frame = CoroutineScheduler.Current!.Start(() =>
        {
            try
            {
                CoroutineScope.Run(scope =>
                {
                    try
                    {
                        scope.Cancel();
                        Coroutine.Yield();
                    }
                    finally
                    {
                        frame!.Cancel();
                        Assert.ThrowsExactly<OperationCanceledException>(scope.CancellationToken.ThrowIfCancellationRequested);
                    }
                });
            }
            catch (OperationCanceledException)
            {
                Log.Add("scope");
            }

            Assert.ThrowsExactly<OperationCanceledException>(Coroutine.Yield);
            Log.Add("frame");
        });

        frame.Await();
        AssertLog("scope frame");
    });

    [TestMethod]
    public void Cancel_OfAScopeThatCleanUpOpened_TellsItsBlockOnce() => Run(() =>
    {
        Frame frame = Coroutine.Async(() =>
        {
            try
            {
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            }
            finally
            {
                CancelsInside();
            }
        });
        frame.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("told once");
    });

    [TestMethod]
    public void Cancel_OfAScopeElsewhereThatItsTokenTold_CleanUpMayOpenScopes() => Run(() =>
    {
        Assert.ThrowsExactly<OperationCanceledException>(() => CoroutineScope.Run(scope =>
        {
            CancellationToken token = scope.CancellationToken;
            TestThread.Start(scope.Cancel);
            try
            {
                while (true)
                {
                    token.ThrowIfCancellationRequested();
                }
            }
            finally
            {
                CoroutineScope.Run(inner => inner.Async(() =>
                {
                    Coroutine.Delay(TimeSpan.FromTicks(1), Coroutine.CancellationToken);
                    Coroutine.Yield();
                    Log.Add("flushed");
                }));
            }
        }));

        AssertLog("flushed");
    });

    [TestMethod]
    public async Task RunAsync_MainThrowsTheRunsOwnToken_CleanUpIsNotInterrupted()
    {
        using CancellationTokenSource source = new();
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                try
                {
                    source.Cancel();
                    source.Token.ThrowIfCancellationRequested();
                }
                finally
                {
                    Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                    Log.Add("cleaned up");
                }
            },
            OnPool,
            source.Token);

        await Assert.ThrowsAsync<OperationCanceledException>(() => run);

        AssertLog("cleaned up");
    }

    [TestMethod]
    public void Cancel_AnAsyncMethodThrowsTheTokenIntoATaskThatNobodyAwaits_TheNextSuspensionTells() => Run(() =>
    {
        Frame? frame = null;
        frame = CoroutineScheduler.Current!.Start(() =>
        {
            CancellationToken token = Coroutine.CancellationToken;
            frame!.Cancel();
            Task forgotten = ThrowAsync(token);
            Assert.IsTrue(forgotten.IsCanceled);
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        });

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
    });

    [TestMethod]
    public void Cancel_OfAScopeInAGenerator_LeavesTheScopesAroundItsConsumerAlone() => Run(() => CoroutineScope.Run(scope =>
    {
        Frame sibling = scope.Async(() =>
        {
            Coroutine.Yield();
            Log.Add("sibling");
        });
        foreach (int _ in Coroutine.Generate<int>(_ => Swallow(() => CoroutineScope.Run(inner =>
        {
            inner.Cancel();
            Coroutine.Yield();
        })), options: InPool))
        {
        }

        sibling.Await();
        AssertLog("sibling");
    }));

    [TestMethod]
    public void Run_ManyScopesThatNeverWait_AreStoppedByACancellation() => Run(() =>
    {
        Frame? frame = null;
        frame = CoroutineScheduler.Current!.Start(() =>
        {
            frame!.Cancel();
            while (true)
            {
                CoroutineScope.Run(scope => scope.Async(() => { }));
            }
        });

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
    });

    [TestMethod]
    public void Cancel_AThousandNestedScopes_OnSmallStacks()
    {
        using CoroutineThreadPool small = new(new CoroutineThreadPoolOptions { StackSize = 128 * 1024 });
        TaskCompletionSource reached = new();
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(() => Nest(1000));
                reached.Task.Await();
                throw new InvalidDataException();
            },
            new CoroutineSchedulerOptions { ThreadPool = small });

        AggregateException failed = Assert.ThrowsExactly<AggregateException>(run.Wait);

        Assert.IsInstanceOfType<InvalidDataException>(failed.InnerException);

        void Nest(int depth) => CoroutineScope.Run(scope => scope.Async(() =>
        {
            _ = Coroutine.CancellationToken; // all tokens are linked
            if (depth > 0)
            {
                Nest(depth - 1);
            }
            else
            {
                reached.SetResult();
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            }
        }));
    }

    private void CancelsInside()
    {
        try
        {
            CoroutineScope.Run(scope =>
            {
                CancellationToken token = scope.CancellationToken;
                TestThread.Start(scope.Cancel);
                try
                {
                    while (true)
                    {
                        token.ThrowIfCancellationRequested();
                    }
                }
                finally
                {
                    Coroutine.Yield();
                    Log.Add("told once");
                }
            });
        }
        catch (OperationCanceledException)
        {
            // of the scope inside
        }
    }

    private static void FailIf(bool fails)
    {
        if (fails)
        {
            throw new InvalidDataException();
        }
    }

    private static void Swallow(Action action)
    {
        try
        {
            action();
        }
        catch (OperationCanceledException)
        {
            // looked at by the test
        }
    }

#pragma warning disable CS1998 // throws into its task
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task ThrowAsync(CancellationToken token) => token.ThrowIfCancellationRequested();
#pragma warning restore CS1998
}

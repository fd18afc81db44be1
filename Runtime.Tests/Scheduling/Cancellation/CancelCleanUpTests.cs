namespace Baton.Tests;

/// <summary>What a canceled frame does in its clean-up, which may suspend, and is not disturbed by the same cancellation twice.</summary>
[TestClass]
public sealed class CancelCleanUpTests : SchedulerTest
{
    private static readonly TaskCompletionSource s_never = new();

    [TestMethod]
    [TestProperty("Conformance", "ZIG-13")]
    public void Cancel_FinallyBlockThatSuspends_RunsToItsEndBeforeAnybodySees()
    {
        TaskCompletionSource source = new();
        Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                try
                {
                    s_never.Task.Await();
                }
                finally
                {
                    Coroutine.Yield();
                    source.Task.Await();
                    Log.Add("cleaned");
                }
            });
            frame.Cancel();
            Coroutine.Yield();
            Log.Add("main");
            source.SetResult();
            Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
            Log.Add("seen");
        });

        AssertLog("main cleaned seen");
    }

    [TestMethod]
    public void Cancel_TheAwaitedTaskTakesTheToken_CleanUpMaySuspend()
    {
        Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                try
                {
                    Late.Never(Coroutine.CancellationToken).Await();
                }
                finally
                {
                    Coroutine.Yield();
                    Log.Add("cleaned");
                }
            });
            frame.Cancel();
            Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        });

        AssertLog("cleaned");
    }

    [TestMethod]
    public void Cancel_BeforeAnAwaitOfATaskThatTheTokenCanceled_CleanUpMaySuspend()
    {
        Run(() =>
        {
            Frame? itself = null;
            itself = CoroutineScheduler.Current!.Start(() =>
            {
                itself!.Cancel();
                try
                {
                    Late.Never(Coroutine.CancellationToken).Await();
                }
                finally
                {
                    Coroutine.Yield();
                    Log.Add("cleaned");
                }
            });
            Assert.ThrowsExactly<OperationCanceledException>(itself.Await);
        });

        AssertLog("cleaned");
    }

    [TestMethod]
    public void Cancel_FrameAndTheOneItAwaits_CleanUpOfBothMaySuspend()
    {
        Run(() =>
        {
            Frame inner = Coroutine.Async(() => CleansUp("inner", s_never.Task.Await));
            Frame outer = Coroutine.Async(() => CleansUp("outer", inner.Await));
            inner.Cancel();
            Coroutine.Yield();
            outer.Cancel();
            Assert.ThrowsExactly<OperationCanceledException>(outer.Await);
            Assert.ThrowsExactly<OperationCanceledException>(inner.Await);
        });

        AssertLog("inner outer");
    }

    [TestMethod]
    public void Cancel_FrameInAScopeThatWasCanceledUnseen_IsNotLost()
    {
        Run(() =>
        {
            Frame? frame = null;
            frame = CoroutineScheduler.Current!.Start(() =>
            {
                CoroutineScope.Run(scope =>
                {
                    scope.Cancel();
                    frame!.Cancel();
                    Coroutine.Async(Coroutine.Yield); // looks at what has arrived
                });
                Log.Add("scope over");
                Coroutine.Yield();
                Log.Add("never");
            });
            Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        });

        AssertLog("");
    }

    private void CleansUp(string name, Action wait)
    {
        try
        {
            wait();
        }
        finally
        {
            Coroutine.Yield();
            Log.Add(name);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Cancel_RunsTokenFiresInTheCleanUp_WhatThatHasStartedGoesOn(bool inScope)
    {
        using CancellationTokenSource source = new();
        TaskCompletionSource mayEnd = new();
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Frame frame = Coroutine.Async(() =>
                {
                    try
                    {
                        s_never.Task.Await();
                    }
                    finally
                    {
                        CleanUp(Flush);
                    }
                });
                frame.Cancel();
                Coroutine.Yield();
                source.Cancel();
                mayEnd.SetResult();
                Assert.ThrowsExactly<OperationCanceledException>(Coroutine.Yield);
                Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
            },
            OnPool,
            source.Token);

        await run.WaitAsync(TimeSpan.FromSeconds(10));

        AssertLog("flushed cleaned");

        void CleanUp(Action flush)
        {
            if (inScope)
            {
                CoroutineScope.Run(scope => { scope.Async(flush); });
            }
            else
            {
                Coroutine.Async(flush).Await();
            }

            Log.Add("cleaned");
        }

        void Flush()
        {
            mayEnd.Task.Await();
            Coroutine.Yield();
            Log.Add("flushed");
        }
    }
}

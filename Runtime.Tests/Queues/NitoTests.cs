using Nito.AsyncEx;

namespace Baton.Tests;

/// <summary>What of Nito.AsyncEx is more than a wait and a signal, in frames.</summary>
[TestClass]
public sealed class NitoTests : SchedulerTest
{
    [TestMethod]
    public void AsyncMonitor_Pulsed_TheFrameGoesOnWithTheMonitor()
    {
        AsyncMonitor monitor = new();
        AssertPulseWakesOneWithTheLock(token => monitor.EnterAsync(token).AsTask(), monitor.WaitAsync, monitor.Pulse);
    }

    [TestMethod]
    public void AsyncConditionVariable_Notified_TheFrameGoesOnWithTheLock()
    {
        AsyncLock mutex = new();
        AsyncConditionVariable condition = new(mutex);
        AssertPulseWakesOneWithTheLock(token => mutex.LockAsync(token).AsTask(), condition.WaitAsync, condition.Notify);
    }

    [TestMethod]
    public void AsyncMonitor_FrameIsCanceledAndAwaitsTheEndOfItsWait_LeavesTheMonitorOnlyWhenItHasIt()
    {
        AsyncMonitor monitor = new();
        AssertCanceledWaiterLeavesTheLockToItsHolder(token => monitor.EnterAsync(token).AsTask(), monitor.WaitAsync);
    }

    [TestMethod]
    public void AsyncConditionVariable_FrameIsCanceledAndAwaitsTheEndOfItsWait_LeavesTheLockOnlyWhenItHasIt()
    {
        AsyncLock mutex = new();
        AssertCanceledWaiterLeavesTheLockToItsHolder(token => mutex.LockAsync(token).AsTask(), new AsyncConditionVariable(mutex).WaitAsync);
    }

    [TestMethod]
    public void AsyncLock_HeldOverASuspension_KeepsOtherFramesOut()
    {
        AsyncLock mutex = new();
        Run(() =>
        {
            for (int i = 0; i < 3; i++)
            {
                int frame = i;
                Coroutine.Async(() =>
                {
                    using (mutex.LockAsync(Coroutine.CancellationToken).AsTask().Await())
                    {
                        Log.Add($"in{frame}");
                        Coroutine.Yield();
                        Log.Add($"out{frame}");
                    }
                });
            }
        });

        AssertLog("in0 out0 in1 out1 in2 out2");
    }

    [TestMethod]
    public void AsyncReaderWriterLock_InFrames_ReadersAreTogetherAndAWriterIsAlone()
    {
        AsyncReaderWriterLock mutex = new();
        TaskCompletionSource leave = new();
        Run(() =>
        {
            Frame[] readers = [.. Enumerable.Range(0, 2).Select(_ => Coroutine.Async(() =>
            {
                using (mutex.ReaderLockAsync(Coroutine.CancellationToken).AsTask().Await())
                {
                    Log.Add("reads");
                    leave.Task.Await();
                    Log.Add("leaves");
                }
            }))];
            Frame writer = Coroutine.Async(() =>
            {
                using (mutex.WriterLockAsync(Coroutine.CancellationToken).AsTask().Await())
                {
                    Log.Add("writes");
                    Coroutine.Yield();
                    Log.Add("written");
                }
            });
            Frame late = Coroutine.Async(() =>
            {
                using (mutex.ReaderLockAsync(Coroutine.CancellationToken).AsTask().Await())
                {
                    Log.Add("late");
                }
            });
            Log.Add("main");
            leave.SetResult();
        });

        AssertLog("reads reads main leaves leaves writes written late");
    }

    [TestMethod]
    public void AsyncLazy_AwaitedByFrames_IsMadeOnceAndSuspendsThoseAlone()
    {
        TaskCompletionSource source = new();
        int made = 0;
        AsyncLazy<int> lazy = new(async () =>
        {
            await source.Task;
            return Interlocked.Increment(ref made);
        });
        Run(() =>
        {
            Frame<int>[] frames = [.. Enumerable.Range(0, 3).Select(_ => Coroutine.Async(() => lazy.Task.Await()))];
            Log.Add("main");
            source.SetResult();
            foreach (Frame<int> frame in frames)
            {
                Assert.AreEqual(1, frame.Await());
            }
        });

        AssertLog("main");
    }

    [TestMethod]
    public void AsyncLazy_FactoryIsBlockingWork_RunsOnThePoolGiven()
    {
        AsyncLazy<string?> lazy = new(() => Pool.Run(() => Thread.CurrentThread.Name));

        string? name = Run(() => lazy.Task.Await());

        StringAssert.StartsWith(name, "Test ");
    }

    [TestMethod]
    public void OrderByCompletion_AwaitedOneByOneInAFrame_GivesTheFirstToEndFirst()
    {
        TaskCompletionSource<int>[] sources = [.. Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource<int>())];
        Run(() =>
        {
            Frame collects = Coroutine.Async(() =>
            {
                foreach (Task<int> task in sources.Select(source => source.Task).ToList().OrderByCompletion())
                {
                    Log.Add($"got{task.Await()}");
                }
            });
            foreach (int i in (int[])[2, 0, 1])
            {
                Log.Add($"end{i}");
                sources[i].SetResult(i);
            }

            collects.Await();
        });

        AssertLog("end2 end0 end1 got2 got0 got1");
    }

    private void AssertPulseWakesOneWithTheLock(
        Func<CancellationToken, Task<IDisposable>> enter, Func<CancellationToken, Task> wait, Action pulse)
    {
        bool isSet = false;
        Run(() =>
        {
            Frame[] frames = [.. Enumerable.Range(0, 2).Select(i => Coroutine.Async(() =>
            {
                using (enter(Coroutine.CancellationToken).Await())
                {
                    Log.Add($"waits{i}");
                    while (!isSet)
                    {
                        wait(Coroutine.CancellationToken).Await();
                    }

                    isSet = false;
                    Log.Add($"goes{i}");
                }
            }))];
            foreach (Frame frame in frames)
            {
                using (enter(default).Await())
                {
                    isSet = true;
                    pulse();
                    Coroutine.Yield();
                    Log.Add("main has it");
                }

                frame.Await();
            }
        });

        AssertLog("waits0 waits1 main has it goes0 main has it goes1");
    }

    // The wait takes the lock once more before it ends, canceled or not. A frame that leaves before that lets go of a lock that somebody
    // else has.
    private static void AwaitToItsEnd(Task wait)
    {
        try
        {
            wait.Await();
        }
        finally
        {
            if (!wait.IsCompleted)
            {
                wait.Await(); // a frame is canceled once
            }
        }
    }

    private void AssertCanceledWaiterLeavesTheLockToItsHolder(
        Func<CancellationToken, Task<IDisposable>> enter, Func<CancellationToken, Task> wait)
    {
        Run(() =>
        {
            Frame canceled = Coroutine.Async(() =>
            {
                using (enter(Coroutine.CancellationToken).Await())
                {
                    Log.Add("waits");
                    try
                    {
                        AwaitToItsEnd(wait(Coroutine.CancellationToken));
                    }
                    finally
                    {
                        Log.Add("unwinds");
                    }
                }
            });
            using (enter(default).Await())
            {
                canceled.Cancel();
                Coroutine.Yield();
                Log.Add("main has it");
            }

            Assert.Throws<OperationCanceledException>(canceled.Await);
            using (enter(default).Await())
            {
                Log.Add("it is free");
            }
        });

        AssertLog("waits main has it unwinds it is free");
    }
}

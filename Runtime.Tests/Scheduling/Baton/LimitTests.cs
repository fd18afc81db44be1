namespace Baton.Tests;

/// <summary>More frames than threads: who gets one, in what order, and what becomes of those that get none.</summary>
[TestClass]
public sealed class LimitTests : SchedulerTest
{
    protected private override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Few", MaxThreads = 2 };

    [TestMethod]
    public void Async_MoreFramesThanThreads_BeginInTheOrderInWhichTheyWereStarted()
    {
        Run(() =>
        {
            TaskCompletionSource[] gates = [.. Enumerable.Range(0, 6).Select(_ => new TaskCompletionSource())];
            Frame[] frames = [.. gates.Select((gate, i) => Coroutine.Async(() =>
            {
                Log.Add($"begins{i}");
                gate.Task.Await();
                Log.Add($"ends{i}");
            }))];
            for (int i = 0; i < 6; i++)
            {
                gates[i].SetResult();
                frames[i].Await();
            }
        });

        Assert.AreEqual("begins0 begins1 begins2 begins3 begins4 begins5", string.Join(' ', Log.Where(step => step[0] == 'b')));
        Assert.AreEqual("ends0 ends1 ends2 ends3 ends4 ends5", string.Join(' ', Log.Where(step => step[0] == 'e')));
    }

    [TestMethod]
    public void Cancel_FrameThatWaitsForAThread_NeverRunsAndItsPlaceGoesToTheNext()
    {
        Run(() =>
        {
            TaskCompletionSource gate = new();
            for (int i = 0; i < 2; i++)
            {
                Coroutine.Async(() => gate.Task.Await());
            }

            Frame canceled = Coroutine.Async(() => Log.Add("canceled"));
            Frame next = Coroutine.Async(() => Log.Add("next"));
            canceled.Cancel();
            Coroutine.Yield();
            Assert.IsTrue(canceled.IsCompleted);
            gate.SetResult();
            next.Await();
            Assert.ThrowsExactly<OperationCanceledException>(canceled.Await);
        });

        AssertLog("next");
    }

    [TestMethod]
    public void Cancel_ManyFramesThatWaitForAThread_AreForgotten()
    {
        Run(() =>
        {
            TaskCompletionSource gate = new();
            for (int i = 0; i < 2; i++)
            {
                Coroutine.Async(() => gate.Task.Await());
            }

            Frame first = Coroutine.Async(() => Log.Add("first"));
            for (int i = 0; i < 5_000; i++)
            {
                Coroutine.Async(() => Log.Add("canceled")).Cancel();
                Coroutine.Yield();
            }

            Assert.IsLessThan(200, FrameCore.Current!.Scheduler.Threads.Waiting);
            Coroutine.Async(() => Log.Add("last"));
            gate.SetResult();
        });

        AssertLog("first last");
    }

    [TestMethod]
    public async Task RunAsync_CanceledWhileAllThreadsAreTaken_LeavesNoRequestInThePool()
    {
        using Occupant one = new(Pool);
        using Occupant other = new(Pool);

        for (int i = 0; i < 50; i++)
        {
            using CancellationTokenSource source = new();
            Task run = CoroutineScheduler.RunAsync(() => Log.Add("ran"), OnPool, source.Token);
            source.Cancel();
            await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => run);
        }

        Assert.AreEqual(0, Pool.Workers.Counts.Queued);
        AssertLog("");
    }

    [TestMethod]
    public void Run_SeveralSchedulersOverOneSmallPool_AllFramesEnd()
    {
        int[] ended = new int[3];

        TestThread.RunAtOnce(3, i => CoroutineScheduler.Run(
            () =>
            {
                for (int frame = 0; frame < 200; frame++)
                {
                    Coroutine.Async(() =>
                    {
                        Coroutine.Yield();
                        ended[i]++;
                    });
                }
            },
            OnPool));

        CollectionAssert.AreEqual(Enumerable.Repeat(200, 3).ToArray(), ended);
    }

    [TestMethod]
    public void Async_PoolSharedWithWorkAndCoroutines_AllEnd()
    {
        int frames = 0;
        int work = 0;
        int items = 0;
        Run(() =>
        {
            List<Task> tasks = [];
            for (int i = 0; i < 50; i++)
            {
                tasks.Add(Pool.Run(() => Interlocked.Increment(ref work)));
                Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    frames++;
                });
            }

            tasks.ForEach(task => task.Await());
            Coroutine.Yield();
        });
        foreach (int item in Coroutine.Generate<int>(y => y.Suspend(1), options: InPool))
        {
            items += item;
        }

        Assert.AreEqual(50, frames);
        Assert.AreEqual(50, work);
        Assert.AreEqual(1, items);
    }

    [TestMethod]
    public void Dispose_OfThePoolWhileFramesWaitForAThread_TheyFailAndTheSchedulerGoesOn()
    {
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Gone", MaxThreads = 1 });
        CoroutineScheduler.Run(
            () =>
            {
                TaskCompletionSource gate = new();
                Frame holder = Coroutine.Async(() =>
                {
                    gate.Task.Await();
                    Log.Add("holder");
                });
                Frame[] waiting = [.. Enumerable.Range(0, 3).Select(_ => Coroutine.Async(() => Log.Add("ran")))];
                pool.Dispose();

                foreach (Frame frame in waiting)
                {
                    StringAssert.Contains(Assert.ThrowsExactly<ObjectDisposedException>(frame.Await).Message, "'Gone' is disposed");
                }

                Assert.ThrowsExactly<ObjectDisposedException>(Coroutine.Async(() => Log.Add("ran")).Await);
                gate.SetResult();
                holder.Await();
            },
            new CoroutineSchedulerOptions { ThreadPool = pool });

        AssertLog("holder");
    }

    [TestMethod]
    public void Async_SystemRefusesToStartAThread_ComesOutOfAwaitAsTheLimit()
    {
        bool refuses = true;
        ThreadBudget budget = new(_ => new SeenRoom(100), TimeProvider.System);
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 4 }, budget, worker =>
        {
            if (refuses)
            {
#pragma warning disable CA2201 // it stands in for the runtime
                throw new OutOfMemoryException("Failed to start the thread.");
#pragma warning restore CA2201
            }

            worker.Start();
        });
        CoroutineScheduler.Run(
            () =>
            {
                Frame refused = Coroutine.Async(() => Log.Add("ran"));
                CoroutineLimitException limit = Assert.ThrowsExactly<CoroutineLimitException>(refused.Await);
                Assert.IsInstanceOfType<OutOfMemoryException>(limit.InnerException);
                refuses = false;
                Coroutine.Async(() => Log.Add("later")).Await();
            },
            new CoroutineSchedulerOptions { ThreadPool = pool });

        AssertLog("later");
    }

    [TestMethod]
    public void Async_SystemRefusesWhileAnotherFrameHasAThread_WaitsForThat()
    {
        bool refuses = false;
        ThreadBudget budget = new(_ => new SeenRoom(100), TimeProvider.System);
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 4 }, budget, worker =>
        {
            if (refuses)
            {
#pragma warning disable CA2201 // it stands in for the runtime
                throw new OutOfMemoryException("Failed to start the thread.");
#pragma warning restore CA2201
            }

            worker.Start();
        });
        CoroutineScheduler.Run(
            () =>
            {
                TaskCompletionSource gate = new();
                Frame holder = Coroutine.Async(() =>
                {
                    gate.Task.Await();
                    Log.Add("holder");
                });
                refuses = true;
                Frame waits = Coroutine.Async(() => Log.Add("waits"));
                gate.SetResult();
                waits.Await();
                holder.Await();
            },
            new CoroutineSchedulerOptions { ThreadPool = pool });

        AssertLog("holder waits");
    }
}

namespace Baton.Tests;

/// <summary>The system refuses to start a thread for a frame: the seam where threads are started stands in for it.</summary>
[TestClass]
public sealed class ThreadStartRefusedTests : SchedulerTest
{
    private int _refusals; // so many starts still fail
    private Action? _onRefusal; // when one fails; once

    [TestMethod]
    public void Cancel_FrameWhoseThreadDidNotStart_IsNotCountedAsHavingOne()
    {
        using CoroutineThreadPool pool = CreatePool(maxThreads: 2);
        using Occupant busy = new(pool); // so that requests wait in the queue
        CoroutineScheduler.Run(
            () =>
            {
                _refusals = 2;
                Frame canceled = Coroutine.Async(() => { });
                Assert.IsNull(canceled.Core.Worker, "it has no thread");

                canceled.Cancel();
                Coroutine.Yield();

                Assert.IsTrue(canceled.IsCompleted);
                Assert.AreEqual(0, FrameCore.Current!.Scheduler.Threads.Held);
            },
            new CoroutineSchedulerOptions { ThreadPool = pool });
    }

    [TestMethod]
    public void Await_ChildrenWithoutThreadsAfterAStartWasRefused_IsStillSeenAsADeadlock()
    {
        using CoroutineThreadPool pool = CreatePool(maxThreads: 1);
        CoroutineScheduler.Run(
            () =>
            {
                _refusals = 2; // of the direct start, and of the request, which with no thread in the pool fails the frame
                Frame refused = Coroutine.Async(() => { });
                Assert.ThrowsExactly<CoroutineLimitException>(refused.Await);

                Frame parent = Coroutine.Async(() => Coroutine.Async(() => { }).Await());

                Assert.ThrowsExactly<CoroutineDeadlockException>(parent.Await);
            },
            new CoroutineSchedulerOptions { ThreadPool = pool });
    }

    // The thread that asks in vain has the scheduler's baton, and no frame.
    [TestMethod]
    public void Start_FailsQueuedWorkToo_TheWorksContinuationsRunElsewhere()
    {
        using CoroutineThreadPool pool = CreatePool(maxThreads: 1);
        using CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { ThreadPool = pool });
        int continued = 0;
        Task? end = null;
        _refusals = 1;
        _onRefusal = () => TestThread.Run("submits", () => end = pool.Run(() => { }).ContinueWith(
            _ => continued = Environment.CurrentManagedThreadId,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default));

        Frame frame = scheduler.Start(() => { });

        Eventually.True(() => end?.IsCompleted == true, "the queued work has failed, or has run");
        Assert.AreNotEqual(Environment.CurrentManagedThreadId, continued);
        Assert.IsTrue(Task.WhenAny(frame.AsTask()).Wait(TimeSpan.FromSeconds(30)));
    }

    [TestMethod]
    public void Run_AFrameThatHasAskedForItsThread_IsWhatTheThreadRuns()
    {
        using CoroutineThreadPool pool = CreatePool(maxThreads: 2);
        Tenant? tenant = null;
        Frame? late = null;
        CoroutineScheduler.Run(
            () =>
            {
                using (Occupant busy = new(pool))
                {
                    using Occupant alsoBusy = new(pool);
                    late = Coroutine.Async(() => tenant = Worker.Current!.Tenant);
                    Assert.IsNull(late.Core.Worker, "it has no thread");
                }

                late.Await();
            },
            new CoroutineSchedulerOptions { ThreadPool = pool });

        Assert.AreEqual(late!.Core, tenant);
    }

    private CoroutineThreadPool CreatePool(int maxThreads) => new(
        new CoroutineThreadPoolOptions { MaxThreads = maxThreads },
        new ThreadBudget(_ => new SeenRoom(10_000), TimeProvider.System),
        Start);

    private void Start(Worker worker)
    {
        if (_refusals > 0)
        {
            _refusals--;
            Interlocked.Exchange(ref _onRefusal, null)?.Invoke();
#pragma warning disable CA2201 // it stands in for the runtime
            throw new OutOfMemoryException("Failed to start the thread.");
#pragma warning restore CA2201
        }

        worker.Start();
    }
}

namespace Baton.Tests;

/// <summary>The system refuses to start a thread for a frame: the seam where threads are started stands in for it.</summary>
[TestClass]
public sealed class ThreadStartRefusedTests : SchedulerTest
{
    private int _refusals; // so many starts still fail

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

    private CoroutineThreadPool CreatePool(int maxThreads) => new(
        new CoroutineThreadPoolOptions { MaxThreads = maxThreads },
        new ThreadBudget(_ => new SeenRoom(10_000), TimeProvider.System),
        Start);

    private void Start(Worker worker)
    {
        if (_refusals > 0)
        {
            _refusals--;
#pragma warning disable CA2201 // it stands in for the runtime
            throw new OutOfMemoryException("Failed to start the thread.");
#pragma warning restore CA2201
        }

        worker.Start();
    }
}

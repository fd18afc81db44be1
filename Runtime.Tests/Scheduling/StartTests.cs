using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Start on a scheduler object: by anybody, at any time until it is disposed.</summary>
[TestClass]
public sealed class StartTests : SchedulerTest
{
    [TestMethod]
    public void Start_ByAPlainThread_NeverRunsOnIt()
    {
        using CoroutineScheduler scheduler = new(OnPool);

        Thread thread = scheduler.Start(() => Thread.CurrentThread).Await();

        Assert.AreNotSame(Thread.CurrentThread, thread);
        Assert.IsFalse(thread.IsThreadPoolThread);
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIGCORO-3")]
    public void Start_WhileAFrameRuns_WaitsForItsTurn()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        using ManualResetEventSlim started = new();
        Frame first = scheduler.Start(() =>
        {
            started.Wait();
            Log.Add("first");
        });
        Frame<int> second = scheduler.Start(() =>
        {
            Log.Add("second");
            return 2;
        });
        Assert.IsFalse(second.IsCompleted);

        started.Set();

        Assert.AreEqual(2, second.Await());
        first.Await();
        AssertLog("first second");
    }

    [TestMethod]
    public void Start_ByManyThreadsAtOnce_OneRunsAtATimeAndAllEnd()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        int inside = 0;
        int ended = 0;
        Frame[][] frames = [[], [], [], []];
        TestThread.RunAtOnce(4, thread => frames[thread] = [.. Enumerable.Range(0, 25).Select(_ => scheduler.Start(() =>
        {
            Assert.AreEqual(1, Interlocked.Increment(ref inside));
            Interlocked.Decrement(ref inside);
            Coroutine.Yield();
            ended++;
        }))]);

        foreach (Frame frame in frames.SelectMany(some => some))
        {
            frame.Await();
        }

        Assert.AreEqual(100, ended);
    }

    [TestMethod]
    public void Start_AfterTheBatonRested_TakesItUpAgain()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        for (int i = 0; i < 3; i++)
        {
            scheduler.Start(() => Log.Add("ran")).Await();
        }

        AssertLog("ran ran ran");
    }

    [TestMethod]
    public void Current_InAStartedFrame_IsTheObjectItself()
    {
        using CoroutineScheduler scheduler = new(OnPool);

        Assert.AreSame(scheduler, scheduler.Start(() => CoroutineScheduler.Current).Await());
    }

    [TestMethod]
    public void Start_PoolIsDisposed_TheFrameFails()
    {
        CoroutineThreadPool gone = new();
        gone.Dispose();
        using CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { ThreadPool = gone });

        Frame frame = scheduler.Start(() => { });

        Assert.ThrowsExactly<ObjectDisposedException>(frame.Await);
    }

    [TestMethod]
    public void Start_NoFunction_Throws()
    {
        using CoroutineScheduler scheduler = new(OnPool);

        Assert.ThrowsExactly<ArgumentNullException>(() => scheduler.Start(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => scheduler.Start((Func<int>)null!));
    }

    [TestMethod]
    public void Drop_SchedulerWhoseFramesHaveEnded_KeepsNothing() => Eventually.Collected(DropAfterUse(), "the scheduler");

    [TestMethod]
    public void Drop_SchedulerWhoseFrameStillWaits_TheFrameEndsAndThenNothingIsKept()
    {
        TaskCompletionSource source = new();
        (WeakReference scheduler, Frame frame) = DropInUse(source.Task);

        source.SetResult();
        frame.Await();
        frame = null!;

        Eventually.Collected(scheduler, "the scheduler");
    }

    [TestMethod]
    public void Drop_WithoutDispose_GivesAllThreadsBack()
    {
        DropAfterUse();

        Eventually.True(() => Pool.IdleThreads == Pool.LiveThreads, "all threads are idle");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference DropAfterUse()
    {
        CoroutineScheduler scheduler = new(OnPool);
        scheduler.Start(() => Coroutine.Async(Coroutine.Yield).Await()).Await();
        return new WeakReference(scheduler);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (WeakReference Scheduler, Frame Frame) DropInUse(Task task)
    {
        CoroutineScheduler scheduler = new(OnPool);
        return (new WeakReference(scheduler), scheduler.Start(() => task.Await()));
    }
}

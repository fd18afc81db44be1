using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>The bound of a pool's disposal.</summary>
[TestClass]
public sealed class PoolDisposeTimeoutTests : CoroutineTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(100);

    public enum Left
    {
        Coroutine,
        Sequence,
        Work,
        Frame,
        FrameOfAnEndedMain,
    }

    public static IEnumerable<object[]> All => Enum.GetValues<Left>().Select(left => new object[] { left });

    [TestMethod]
    [DynamicData(nameof(All))]
    public void DisposeAsync_SomethingKeepsAThread_CompletesInTimeTellsOfItAndWhatIsLeftGoesOn(Left left)
    {
        using EventProbe probe = new(EventLevel.Warning);
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Kept", MaxThreads = 1, DisposeTimeout = s_short });
        Func<bool> end = Keep(pool, left);

        Task disposal = pool.DisposeAsync().AsTask();

        Assert.IsTrue(disposal.Wait(s_long), "the disposal has a bound");
        Eventually.True(() => probe.Count("ThreadsLeft", "Kept") == 1, "an event tells");
        Assert.IsTrue(end(), "what was left goes on");
        Eventually.True(() => pool.LiveThreads == 0, "the thread ends after it");
    }

    [TestMethod]
    public void DisposeAsync_SeveralTimes_EachHasTheBoundAndOneEventTells()
    {
        using EventProbe probe = new(EventLevel.Warning);
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Kept", DisposeTimeout = s_short });
        Func<bool> end = Keep(pool, Left.Coroutine);

        Task[] disposals = [.. Enumerable.Range(0, 4).Select(_ => pool.DisposeAsync().AsTask())];

        Assert.IsTrue(Task.WaitAll(disposals, s_long));
        Eventually.True(() => probe.Count("ThreadsLeft", "Kept") == 1, "an event tells");
        Assert.IsTrue(end());
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(600_000)]
    public void DisposeAsync_Idle_CompletesAtOnceHoweverLongItMayTake(int timeout)
    {
        CoroutineThreadPoolOptions options = new() { MinThreads = 2, DisposeTimeout = TimeSpan.FromMilliseconds(timeout) };
        CoroutineThreadPool pool = new(options);
        Assert.IsTrue(pool.Run(() => { }).Wait(s_long));

        Assert.IsTrue(pool.DisposeAsync().AsTask().Wait(s_long));
        Assert.AreEqual(0, pool.LiveThreads);
    }

    [TestMethod]
    public void DisposeAsync_WorkEndsInTime_IsWaitedForAndNothingIsTold()
    {
        using EventProbe probe = new(EventLevel.Warning);
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Kept" });
        Occupant occupant = new(pool);

        Task disposal = pool.DisposeAsync().AsTask();
        bool tooEarly = disposal.IsCompleted;
        occupant.Dispose();

        Assert.IsFalse(tooEarly);
        Assert.IsTrue(disposal.Wait(s_long));
        Assert.AreEqual(0, pool.LiveThreads);
        Assert.AreEqual(0, probe.Count("ThreadsLeft", "Kept"));
    }

    [TestMethod]
    public void DisposeAsync_NoTime_DoesNotWait()
    {
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Kept", DisposeTimeout = TimeSpan.Zero });
        Func<bool> end = Keep(pool, Left.Work);

        Assert.IsTrue(pool.DisposeAsync().AsTask().Wait(s_long));
        Assert.IsTrue(end());
    }

    [TestMethod]
    public async Task Dispose_AnIdleThreadIsHeldUpInAListener_HasTheBoundToo()
    {
        using ManualResetEventSlim mayEnd = new();
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Kept", DisposeTimeout = s_short });
        using EventProbe probe = new(EventLevel.Verbose);
        Thread idle = await pool.Run(() => Thread.CurrentThread);
        Eventually.True(() => pool.IdleThreads == 1, "the thread is idle");
        probe.OnEvent = (name, _) =>
        {
            if (name == "ThreadEnded" && Thread.CurrentThread == idle)
            {
                mayEnd.Wait();
            }
        };

        TestThread.Run("Disposer", pool.Dispose);
        int told = probe.Count("ThreadsLeft", "Kept");
        mayEnd.Set();

        Assert.AreEqual(1, told);
        Assert.IsTrue(idle.Join(s_long));
    }

    // Returns what ends it, and whether it ended well.
    private static Func<bool> Keep(CoroutineThreadPool pool, Left left)
    {
        CoroutineOptions options = new() { ThreadPool = pool };
        switch (left)
        {
            case Left.Coroutine:
                Coroutine<int> coroutine = Coroutine.Create<int>(
                    yielder =>
                    {
                        yielder.Suspend(1);
                        return 2;
                    },
                    options);
                coroutine.Resume();
                return () => coroutine.Resume() == 2;
            case Left.Sequence:
                IEnumerator<int> sequence = Coroutine.Generate<int>(
                    yielder =>
                    {
                        yielder.Suspend(1);
                        yielder.Suspend(2);
                    },
                    options: options).GetEnumerator();
                sequence.MoveNext();
                return () => sequence.MoveNext() && !sequence.MoveNext();
            case Left.Work:
                Occupant occupant = new(pool);
                return () =>
                {
                    occupant.Dispose();
                    return true;
                };
            default:
                TaskCompletionSource leave = new();
                FrameCore? waiting = null;
                void Wait()
                {
                    waiting = FrameCore.Current;
                    leave.Task.Await();
                }

                Task<int> run = CoroutineScheduler.RunAsync(
                    () =>
                    {
                        if (left == Left.FrameOfAnEndedMain)
                        {
                            Coroutine.Async(Wait); // gets main's thread
                        }
                        else
                        {
                            Wait();
                        }

                        return 1;
                    },
                    new CoroutineSchedulerOptions { ThreadPool = pool });
                Eventually.True(
                    () => waiting is not null && waiting.State is FrameState.AwaitingOutside or FrameState.AwaitingPool, "the frame waits");
                return () =>
                {
                    leave.TrySetResult();
                    return run.Wait(s_long) && run.Result == 1;
                };
        }
    }
}

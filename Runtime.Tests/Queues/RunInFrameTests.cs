namespace Baton.Tests;

/// <summary>Blocking work, handed to a pool and awaited in a frame: it suspends that frame alone, and blocks elsewhere.</summary>
[TestClass]
public sealed class RunInFrameTests : SchedulerTest
{
    private readonly ManualResetEventSlim _gate = new();

    [TestCleanup]
    public void DisposeGate() => _gate.Dispose();

    [TestMethod]
    public void Run_AwaitedInAFrame_SuspendsThatFrameAlone()
    {
        Run(() =>
        {
            Frame waits = Coroutine.Async(() =>
            {
                Log.Add("calls");
                Log.Add($"got{Pool.Run(() => Blocks(1)).Await()}");
            });
            Frame sibling = Coroutine.Async(() =>
            {
                Log.Add("sibling");
                Coroutine.Yield();
                Log.Add("again");
            });
            Log.Add("main");
            sibling.Await();
            _gate.Set(); // the work has blocked until now, wherever that was
            waits.Await();
        });

        AssertLog("calls sibling main again got1");
        Assert.AreEqual(0, Telemetry["baton.frames.blocked"]);
    }

    [TestMethod]
    public void Run_AwaitedInAFrame_TheWorkIsOutsideEverySchedulerAndOnAThreadOfItsOwn()
    {
        Run(() =>
        {
            Thread mine = Thread.CurrentThread;

            (bool inside, CoroutineScheduler? scheduler, Thread thread) =
                Pool.Run(() => (Coroutine.IsInside, CoroutineScheduler.Current, Thread.CurrentThread)).Await();

            Assert.IsFalse(inside);
            Assert.IsNull(scheduler);
            Assert.AreNotSame(mine, thread);
            Assert.AreSame(mine, Thread.CurrentThread);
        });
    }

    [TestMethod]
    public void Run_ManyFrames_TheirWorkBlocksAtTheSameTime()
    {
        const int Count = 20; // of the pool's 64 threads, 20 for the frames and 20 for their work
        using CountdownEvent all = new(Count);

        Run(() =>
        {
            for (int i = 0; i < Count; i++)
            {
                Coroutine.Async(() => Pool.Run(() =>
                {
                    all.Signal();
                    all.Wait(); // each waits for all the others
                }).Await());
            }
        });

        Assert.IsTrue(all.IsSet);
    }

    [TestMethod]
    public void Run_InsideAGeneratorThatAFramePullsFrom_SuspendsThatFrame()
    {
        Run(() =>
        {
            Frame<int> pulls = Coroutine.Async(() =>
                Coroutine.Generate<int>(y => y.Suspend(Pool.Run(() => Blocks(3)).Await()), options: InPool).First());
            Log.Add("main");
            _gate.Set();
            Log.Add($"got{pulls.Await()}");
        });

        AssertLog("main got3");
    }

    [TestMethod]
    public void Run_WorkFails_TheSameExceptionComesOutOfAwaitAndSiblingsGoOn()
    {
        FormatException thrown = new("from the work");
        Run(() =>
        {
            Frame fails = Coroutine.Async(() => Pool.Run(() =>
            {
                _gate.Wait();
                throw thrown;
            }).Await());
            Frame sibling = Coroutine.Async(() => { Pool.Run(() => Blocks(1)).Await(); });
            _gate.Set();

            Assert.AreSame(thrown, Assert.ThrowsExactly<FormatException>(fails.Await));
            sibling.Await();
        });

        StringAssert.Contains(thrown.StackTrace, nameof(Run_WorkFails_TheSameExceptionComesOutOfAwaitAndSiblingsGoOn));
    }

    [TestMethod]
    public void Run_WorkEndsByItsOwnToken_AwaitThrowsWithThatToken()
    {
        using CancellationTokenSource source = new();
        Run(() =>
        {
            Frame waits = Coroutine.Async(() => Pool.Run(
                () =>
                {
                    source.Token.WaitHandle.WaitOne();
                    source.Token.ThrowIfCancellationRequested();
                },
                source.Token).Await());
            source.Cancel();

            Assert.AreEqual(source.Token, Assert.Throws<OperationCanceledException>(waits.Await).CancellationToken);
        });
    }

    [TestMethod]
    public void Cancel_FrameWhoseWorkRuns_LeavesItAtOnceAndTheWorkGoesOnToItsEnd()
    {
        using ManualResetEventSlim hasBegun = new();
        Task<int>? work = null;
        Run(() =>
        {
            Frame waits = Coroutine.Async(() =>
            {
                work = Pool.Run(() =>
                {
                    hasBegun.Set();
                    return Blocks(5);
                });
                work.Await();
            });
            Eventually.True(() => hasBegun.IsSet, "the work has begun");
            waits.Cancel();

            Assert.Throws<OperationCanceledException>(waits.Await);
            Assert.IsFalse(work!.IsCompleted);
            _gate.Set();
            Assert.AreEqual(5, work.Await());
        });
    }

    [TestMethod]
    public void Cancel_FrameThatGaveItsTokenToTheWork_TheWorkCanStop()
    {
        Task<int>? work = null;
        Run(() =>
        {
            Frame waits = Coroutine.Async(() =>
            {
                CancellationToken token = Coroutine.CancellationToken;
                work = Pool.Run(() =>
                {
                    token.WaitHandle.WaitOne();
                    return Blocks(6); // not before the frame has seen its cancellation, or it would have the result
                });
                work.Await();
            });
            waits.Cancel();
            Assert.Throws<OperationCanceledException>(waits.Await);
            _gate.Set();
        });

        Assert.AreEqual(6, work!.Await());
    }

    [TestMethod]
    public void Cancel_FrameWhoseWorkIsStillQueued_TakesItOutOfTheQueue()
    {
        using CoroutineThreadPool own = new(new CoroutineThreadPoolOptions { Name = "Own", MaxThreads = 1 });
        using Occupant occupant = new(own);
        Run(() =>
        {
            Frame waits = Coroutine.Async(() => own.Run(() => Log.Add("ran"), Coroutine.CancellationToken).Await());
            Assert.AreEqual(1, own.Workers.Counts.Queued);
            waits.Cancel();
            Assert.Throws<OperationCanceledException>(waits.Await);
        });

        Assert.AreEqual(0, own.Workers.Counts.Queued);
        AssertLog("");
    }

    [TestMethod]
    public void Run_PoolOfItsOwn_TakesNoThreadOfTheSchedulers()
    {
        using CoroutineThreadPool own = new(new CoroutineThreadPoolOptions { Name = "Own", MaxThreads = 1 });
        Run(() =>
        {
            Frame<string?>[] frames =
                [.. Enumerable.Range(0, 3).Select(_ => Coroutine.Async(() => own.Run(() => Thread.CurrentThread.Name).Await()))];
            foreach (Frame<string?> frame in frames)
            {
                Assert.AreEqual("Own 1", frame.Await());
            }
        });

        Assert.AreEqual(1, own.LiveThreads);
        Assert.IsLessThanOrEqualTo(3, Pool.LiveThreads);
    }

    [TestMethod]
    public void Run_SchedulersPoolAtItsLimit_TheWorkWaitsForAThreadOfAFrameThatEnds()
    {
        using CoroutineThreadPool few = new(new CoroutineThreadPoolOptions { Name = "Few", MaxThreads = 2 });
        TaskCompletionSource leave = new();
        CoroutineScheduler.Run(
            () =>
            {
                Frame holds = Coroutine.Async(() =>
                {
                    leave.Task.Await();
                    Log.Add("ends");
                });
                Frame waits = Coroutine.Async(() =>
                {
                    few.Run(() => Log.Add("work")).Await();
                    Log.Add("goes on");
                });
                Assert.AreEqual(1, few.Workers.Counts.Queued);
                leave.SetResult();
                holds.Await();
                waits.Await();
            },
            new CoroutineSchedulerOptions { ThreadPool = few });

        AssertLog("ends work goes on");
    }

    [TestMethod]
    public void Run_EveryThreadOfThePoolHasAFrameThatWaitsForWorkThere_WaitsUntilOneIsCanceled()
    {
        using CoroutineThreadPool few = new(new CoroutineThreadPoolOptions { Name = "Few", MaxThreads = 2 });
        CoroutineScheduler.Run(
            () =>
            {
                Frame[] frames = [.. Enumerable.Range(0, 2).Select(i => Coroutine.Async(() =>
                {
                    Coroutine.Yield(); // until both have a thread
                    few.Run(() => Log.Add($"work{i}"), Coroutine.CancellationToken).Await();
                    Log.Add($"goes on{i}");
                }))];
                Coroutine.Yield();
                Assert.AreEqual(2, few.Workers.Counts.Queued); // nobody is left to do it, and nothing says so
                frames[0].Cancel();
                Assert.Throws<OperationCanceledException>(frames[0].Await);
                frames[1].Await();
            },
            new CoroutineSchedulerOptions { ThreadPool = few });

        AssertLog("work1 goes on1");
    }

    private int Blocks(int result)
    {
        _gate.Wait();
        return result;
    }
}

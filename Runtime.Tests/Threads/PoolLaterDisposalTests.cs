using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>
/// A pool is disposed of again: after its end, after threads were given up, and meanwhile. The limit is infinite: a disposal that began a
/// time of its own would never return.
/// </summary>
[TestClass]
public sealed class PoolLaterDisposalTests : CoroutineTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _giveUp = new();

    public enum Way
    {
        Dispose,
        DisposeAsync,
        DisposeInFrame,
        DisposeAsyncInFrame,
    }

    public static IEnumerable<object[]> Ways => Enum.GetValues<Way>().Select(static way => new object[] { way });

    [TestCleanup]
    public void Free() => _giveUp.Dispose();

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public async Task FirstEndedWell_LaterOneReturns(Way later)
    {
        CoroutineThreadPool pool = New();
        await pool.Run(static () => { });
        await pool.DisposeAsync().AsTask().WaitAsync(s_long);

        await Begin(pool, later).WaitAsync(s_long);

        Assert.AreEqual(0, pool.LiveThreads);
    }

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public async Task FirstGaveUp_LaterOnesReturnAndNothingIsToldAgain(Way later)
    {
        using EventProbe probe = new(EventLevel.Warning);
        CoroutineThreadPool pool = New();
        using Occupant occupant = new(pool);
        Task first = pool.DisposeAsync(_giveUp.Token).AsTask();
        Assert.IsFalse(first.IsCompleted);
        await _giveUp.CancelAsync();
        await first.WaitAsync(s_long);

        await Begin(pool, later).WaitAsync(s_long);
        Assert.IsTrue(pool.DisposeAsync().AsTask().IsCompletedSuccessfully);
        Assert.AreEqual(1, pool.LiveThreads);
        occupant.Dispose();
        Eventually.True(() => pool.LiveThreads == 0, "the thread ends by itself");
        await Begin(pool, later).WaitAsync(s_long);

        Assert.AreEqual(1, probe.Count("ThreadsLeft", "Kept"));
    }

    [TestMethod]
    [DataRow(Way.DisposeAsync)]
    [DataRow(Way.DisposeAsyncInFrame)]
    public async Task FirstIsUnderWay_TheOthersReturnWithIt(Way other)
    {
        using EventProbe probe = new(EventLevel.Warning);
        foreach (bool givesUp in new[] { false, true })
        {
            CoroutineThreadPool pool = New();
            using Occupant occupant = new(pool);
            Task[] all = [Begin(pool, other), pool.DisposeAsync(_giveUp.Token).AsTask(), Begin(pool, other)];
            pool.Dispose(); // no thread is idle
            Assert.IsFalse(all.Any(static one => one.IsCompleted));

            if (givesUp)
            {
                await _giveUp.CancelAsync();
            }
            else
            {
                occupant.Dispose();
            }

            await Task.WhenAll(all).WaitAsync(s_long);
            Assert.AreEqual(givesUp ? 1 : 0, pool.LiveThreads);
            Assert.AreEqual(givesUp ? 1 : 0, probe.Count("ThreadsLeft", "Kept"));
            occupant.Dispose();
            Eventually.True(() => pool.LiveThreads == 0, "the thread ends");
        }
    }

    [TestMethod]
    public async Task Dispose_WhileAnotherWaitsForIdleThreads_WaitsForThemToo()
    {
        using ManualResetEventSlim mayEnd = new();
        using EventProbe probe = new(EventLevel.Verbose);
        CoroutineThreadPool pool = New();
        Thread idle = await pool.Run(static () => Thread.CurrentThread);
        Eventually.True(() => pool.IdleThreads == 1, "the thread is idle");
        probe.OnEvent = (name, _) =>
        {
            if (name == "ThreadEnded" && Thread.CurrentThread == idle)
            {
                pool.Dispose(); // of a thread that others wait for
                mayEnd.Wait();
            }
        };

        TestThread[] both = [TestThread.Start(pool.Dispose), TestThread.Start(pool.Dispose)];
        foreach (TestThread one in both)
        {
            Eventually.Parked(one.Thread);
        }

        Assert.IsTrue(idle.IsAlive);
        mayEnd.Set();
        foreach (TestThread one in both)
        {
            one.Join();
        }

        Assert.IsFalse(idle.IsAlive);
        Assert.AreEqual(0, probe.Count("ThreadsLeft", "Kept"));
    }

    // An idle thread is held up behind its end, and the first disposal gives it up.
    [TestMethod]
    public async Task FirstGaveIdleThreadsUp_ALaterOneWaitsForThemWithinItsTime()
    {
        using ManualResetEventSlim mayEnd = new();
        using EventProbe probe = new(EventLevel.Verbose);
        CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "Kept", DisposeTimeout = TimeSpan.FromSeconds(1) });
        Thread idle = await pool.Run(static () => Thread.CurrentThread);
        Eventually.True(() => pool.IdleThreads == 1, "the thread is idle");
        probe.OnEvent = (name, _) =>
        {
            if (name == "ThreadEnded" && Thread.CurrentThread == idle)
            {
                mayEnd.Wait();
            }
        };
        TestThread.Run("Disposer", pool.Dispose);
        Assert.AreEqual(1, pool.LiveThreads, "it was given up");

        Task all = pool.DisposeAsync().AsTask();

        Assert.IsFalse(all.IsCompleted, "a thread is still ending");
        mayEnd.Set();
        await all.WaitAsync(s_long);
        Eventually.True(() => pool.LiveThreads == 0, "the thread ends");
        Assert.AreEqual(1, probe.Count("ThreadsLeft", "Kept"));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Handle_OfADisposedPool_KeepsNoThreadThatHasEnded(bool isAsync)
    {
        CoroutineThreadPool pool = New();
        WeakReference worker = RunOnce(pool);

        if (isAsync)
        {
            Assert.IsTrue(pool.DisposeAsync().AsTask().Wait(s_long));
        }
        else
        {
            pool.Dispose();
        }

        Eventually.Collected(worker, "a thread that has ended");
        GC.KeepAlive(pool);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunOnce(CoroutineThreadPool pool)
    {
        WeakReference worker = pool.Run(static () => new WeakReference(Worker.Current)).Result;
        Eventually.True(() => pool.IdleThreads == 1, "the thread is idle");
        return worker;
    }

    [TestMethod]
    [DataRow("pool")]
    [DataRow("scheduler")]
    public async Task DisposeAsync_NoMemoryForItsToken_HasBegunNothing(string what)
    {
        ChildProcess.Result result = await FullHeap.RunAsync(nameof(DisposeWithTheHeapFull), what);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    // Less and less is left. A disposal that fails leaves the object as it was. The first rounds have all methods compiled.
    [ChildScenario]
    private static int DisposeWithTheHeapFull(string[] arguments)
    {
        using CancellationTokenSource source = new();
        int failed = 0;
        for (int round = 0; round < 60; round++)
        {
            using CoroutineThreadPool pool = new();
            using CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { ThreadPool = pool });
            object?[] left = [.. Enumerable.Range(0, round).Select(static _ => new byte[40])];
            if (round >= 5)
            {
                FullHeap.Fill();
            }

            bool hasFailed = false;
            ValueTask end = default;
            Array.Clear(left);
            try
            {
                end = arguments[0] == "pool" ? pool.DisposeAsync(source.Token) : scheduler.DisposeAsync(source.Token);
            }
            catch (OutOfMemoryException)
            {
                hasFailed = true;
            }

            FullHeap.Free();
            if (!hasFailed)
            {
                end.AsTask().Wait();
                continue;
            }

            failed++;
            if (!(arguments[0] == "pool" ? pool.Run(static () => true) : scheduler.Start(static () => true).AsTask()).Wait(s_long))
            {
                return 1;
            }
        }

        return failed > 0 ? 0 : 2;
    }

    [TestMethod]
    public void Coroutine_ThatWasGivenUp_IsNotWaitedForAgain()
    {
        CoroutineOptions options = new() { ThreadPool = Pool, UnwindTimeout = Timeout.InfiniteTimeSpan };
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                Stubborn(yielder);
                return 2;
            },
            options);
        coroutine.Resume();
        IEnumerator<int> sequence = Coroutine.Generate<int>(Stubborn, options: options).GetEnumerator();
        sequence.MoveNext();

        for (int i = 0; i < 3; i++)
        {
            TestThread.Run("Disposer", coroutine.Dispose);
            TestThread.Run("Disposer", sequence.Dispose);
        }

        ExpectedQuarantined = 2;
        _giveUp.Cancel();

        void Stubborn(Yielder<int> yielder)
        {
            while (!_giveUp.IsCancellationRequested)
            {
                try
                {
                    yielder.Suspend(1);
                }
                catch (CoroutineCanceledException)
                {
                    // it goes on
                }
            }
        }
    }

    [TestMethod]
    public async Task GenerateAsync_ThatWasGivenUp_IsNotWaitedForAgain()
    {
        CoroutineOptions options = new() { ThreadPool = Pool, UnwindTimeout = TimeSpan.FromMilliseconds(1) };
        using ManualResetEventSlim mayEnd = new();
        IAsyncEnumerator<int> sequence = Coroutine.GenerateAsync<int>(
            yielder =>
            {
                using (new Cleanup(mayEnd.Wait))
                {
                    yielder.Suspend(1);
                }
            },
            options: options).GetAsyncEnumerator();
        await sequence.MoveNextAsync();
        await sequence.DisposeAsync().AsTask().WaitAsync(s_long);

        Assert.IsTrue(sequence.DisposeAsync().AsTask().IsCompletedSuccessfully);
        ExpectedQuarantined = 1;
        mayEnd.Set();
    }

    private static CoroutineThreadPool New() =>
        new(new CoroutineThreadPoolOptions { Name = "Kept", DisposeTimeout = Timeout.InfiniteTimeSpan });

    private Task Begin(CoroutineThreadPool pool, Way way)
    {
        CoroutineSchedulerOptions frames = new() { ThreadPool = Pool };
        switch (way)
        {
            case Way.Dispose:
                TestThread.Run("Disposer", pool.Dispose);
                return Task.CompletedTask;
            case Way.DisposeAsync:
                return pool.DisposeAsync().AsTask();
            case Way.DisposeInFrame:
                return CoroutineScheduler.RunAsync(pool.Dispose, frames);
            default:
                return CoroutineScheduler.RunAsync(() => pool.DisposeAsync().Await(), frames);
        }
    }
}

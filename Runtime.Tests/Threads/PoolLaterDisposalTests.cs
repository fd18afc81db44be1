using System.Diagnostics.Tracing;

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

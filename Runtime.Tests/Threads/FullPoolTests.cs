using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>
/// All threads of a pool wait, perhaps for the work in its queue. An event tells, and nothing is told while work goes on.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class FullPoolTests
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_long = 8 * s_look; // longer than the looks take

    private const string Subject = "pool 'full'";

    private readonly CoroutineThreadPool _pool = new(
        new CoroutineThreadPoolOptions { Name = "full", MaxThreads = 2, FullPoolInterval = s_look });
    private readonly Barrier _bothHaveThreads = new(2);
    private readonly EventProbe _events = new(EventLevel.Informational);

    private int Told => _events.Count("SchedulerStoodStill", Subject);

    [TestCleanup]
    public void Dispose()
    {
        _events.Dispose();
        _pool.Dispose();
        Leftovers.End();
        _bothHaveThreads.Dispose();
    }

    [TestMethod]
    public async Task Frames_AwaitQueuedWorkByWhenAll_IsToldOnce()
    {
        using CancellationTokenSource source = new();
        Task[] runs = [Run(InFrame, source.Token), Run(InFrame, source.Token)];

        AssertToldOnce("2 belong to frames, 0 to work");
        source.Cancel();
        Task all = Task.WhenAll(runs); // one gives its thread up, and then the work of the other may be done before that is canceled
        await Assert.ThrowsAsync<OperationCanceledException>(() => all);

        void InFrame()
        {
            _bothHaveThreads.SignalAndWait(CancellationToken.None);
            Task.WhenAll(_pool.Run(() => 1), _pool.Run(() => 2)).Await();
        }
    }

    [TestMethod]
    public async Task Frames_BlockOnQueuedWork_IsToldOnce()
    {
        TaskCompletionSource<int> goOn = new();
        Task[] runs = [Run(InFrame), Run(InFrame)];

        AssertToldOnce("2 belong to frames, 0 to work");
        goOn.SetResult(1);
        await Task.WhenAll(runs);

        void InFrame()
        {
            _bothHaveThreads.SignalAndWait(CancellationToken.None);
            Task.WhenAny(_pool.Run(() => 1), goOn.Task).Wait(CancellationToken.None);
        }
    }

    [TestMethod]
    public async Task Work_BlocksOnQueuedWork_IsToldOnce()
    {
        TaskCompletionSource<int> goOn = new();
        Task[] runs = [_pool.Run(InWork), _pool.Run(InWork)];

        AssertToldOnce("0 belong to frames, 2 to work");
        goOn.SetResult(1);
        await Task.WhenAll(runs);

        void InWork()
        {
            _bothHaveThreads.SignalAndWait(CancellationToken.None);
            Task.WhenAny(_pool.Run(() => 1), goOn.Task).Wait(CancellationToken.None);
        }
    }

    [TestMethod]
    public async Task FrameAndWork_WaitForQueuedWork_IsToldAgainAfterProgress()
    {
        SemaphoreSlim first = new(0);
        SemaphoreSlim second = new(0);
        Task run = Run(() =>
        {
            _bothHaveThreads.SignalAndWait(CancellationToken.None);
            Task.WhenAny(_pool.Run(() => 1), Gone(second)).Await();
        });
        Task work = _pool.Run(() =>
        {
            _bothHaveThreads.SignalAndWait(CancellationToken.None);
            first.Wait();
            second.Wait();
        });
        _ = _pool.Run(() => 2);

        AssertToldOnce("1 belong to frames, 1 to work");
        first.Release();
        Eventually.True(() => Told == 2, "the next standstill is told");
        second.Release(2);
        await Task.WhenAll(run, work);

        static async Task Gone(SemaphoreSlim semaphore) => await semaphore.WaitAsync();
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Bodies_AwaitQueuedWork_IsToldOnce()
    {
        using CancellationTokenSource source = new();
        Task[] pulls = [Pull(), Pull()];

        AssertToldOnce("0 belong to frames, 0 to work, 2 to coroutines");
        source.Cancel();
        Assert.Throws<AggregateException>(() => Task.WaitAll(pulls));

        Task Pull() => Task.Factory.StartNew(
            () => Coroutine.WithCancellation(source.Token, () =>
            {
                using Coroutine<int> body = Coroutine.Create<int>(
                    _ =>
                    {
                        _bothHaveThreads.SignalAndWait(CancellationToken.None);
                        return _pool.Run(() => 1).Await();
                    },
                    new CoroutineOptions { ThreadPool = _pool });
                body.Resume();
            }),
            TaskCreationOptions.LongRunning);
    }

    [TestMethod]
    public async Task Work_ComputesForLong_NothingIsTold()
    {
        Task[] runs = [_pool.Run(Compute), _pool.Run(Compute), _pool.Run(() => { })];

        await Task.WhenAll(runs);

        Assert.AreEqual(0, Told);

        static void Compute()
        {
            for (long begin = Environment.TickCount64; Environment.TickCount64 - begin < s_long.TotalMilliseconds;)
            {
                Thread.SpinWait(1000);
            }
        }
    }

    [TestMethod]
    public async Task Frames_WaitAndGoOnAgain_NothingIsTold()
    {
        Task[] runs = [Run(WaitOften), Run(WaitOften), _pool.Run(() => { })];

        await Task.WhenAll(runs);

        Assert.AreEqual(0, Told);

        static void WaitOften()
        {
            for (int i = 0; i < s_long.TotalMilliseconds / 50; i++)
            {
                Coroutine.Delay(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Work_BlocksAgainAndAgain_NothingIsTold()
    {
        Task[] runs = [_pool.Run(SleepOften), _pool.Run(SleepOften), _pool.Run(() => { })];

        await Task.WhenAll(runs);

        Assert.AreEqual(0, Told);

        static void SleepOften()
        {
            for (int i = 0; i < s_long.TotalMilliseconds / 50; i++)
            {
                Blocking.For(50);
            }
        }
    }

    [TestMethod]
    public async Task Queue_IsServedMeanwhile_NothingIsTold()
    {
        using ManualResetEventSlim goOn = new();
        Task held = _pool.Run(goOn.Wait);
        Task[] works = [.. Enumerable.Range(0, 48).Select(_ => _pool.Run(() => Blocking.For(50)))];

        await Task.WhenAll(works);

        Assert.AreEqual(0, Told);
        goOn.Set();
        await held;
    }

    private Task Run(Action main, CancellationToken token = default) =>
        CoroutineScheduler.RunAsync(main, new CoroutineSchedulerOptions { ThreadPool = _pool }, token);

    private void AssertToldOnce(string holders)
    {
        Eventually.True(() => Told == 1, "told");
        IReadOnlyList<object?> payload = _events.Payloads("SchedulerStoodStill").Single(static payload => payload[0] is Subject);
        StringAssert.Contains((string)payload[1]!, holders);
        StringAssert.Contains((string)payload[1]!, "Frame.AwaitAll");
    }
}

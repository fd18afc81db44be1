using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Bodies that block: whom they keep waiting, and on which threads their consumers go on.</summary>
[TestClass]
public sealed class GenerateAsyncBlockingTests : CoroutineTest
{
    private readonly ManualResetEventSlim _gate = new();
    private Thread? _body;

    [TestCleanup]
    public void CloseGate() => _gate.Dispose();

    /// <summary>A body that waits for the gate, and then does the rest.</summary>
    private IAsyncEnumerator<int> Gated(Action<Yielder<int>> rest, int batch = 1) => Coroutine.GenerateAsync<int>(
        yielder =>
        {
            Volatile.Write(ref _body, Thread.CurrentThread);
            _gate.Wait();
            rest(yielder);
        },
        batch,
        InPool).GetAsyncEnumerator(CancellationToken.None);

    private void AwaitBlockedBody()
    {
        Eventually.True(() => Volatile.Read(ref _body) is not null, "the body runs");
        Eventually.Parked(_body!);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task MoveNextAsync_BodyBlocks_ReturnsAtOnceAndCompletesLater(int batch)
    {
        await using IAsyncEnumerator<int> enumerator = Gated(yielder => yielder.Suspend(1), batch);

        ValueTask<bool> moving = enumerator.MoveNextAsync();
        AwaitBlockedBody();
        bool completedBefore = moving.IsCompleted;
        _gate.Set();
        bool moved = await moving;

        Assert.IsFalse(completedBefore);
        Assert.IsTrue(moved);
        Assert.AreEqual(1, enumerator.Current);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task MoveNextAsync_AnotherUnderWay_IsRefusedAndTheFirstGoesOn(int batch)
    {
        await using IAsyncEnumerator<int> enumerator = Gated(
            yielder =>
            {
                yielder.Suspend(1);
                yielder.Suspend(2);
            },
            batch);
        ValueTask<bool> first = enumerator.MoveNextAsync();
        AwaitBlockedBody();

        ValueTask<bool> second = enumerator.MoveNextAsync();

        Assert.IsTrue(second.IsFaulted);
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(async () => await second);
        _gate.Set();
        Assert.IsTrue(await first);
        Assert.AreEqual(1, enumerator.Current);
        Assert.IsTrue(await enumerator.MoveNextAsync());
        Assert.AreEqual(2, enumerator.Current);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task DisposeAsync_MoveNextAsyncUnderWay_IsRefusedInItsTaskAndTheFirstGoesOn(int batch)
    {
        IAsyncEnumerator<int> enumerator = Gated(yielder => yielder.Suspend(1), batch);
        ValueTask<bool> moving = enumerator.MoveNextAsync();
        AwaitBlockedBody();

        ValueTask disposing = enumerator.DisposeAsync();

        Assert.IsTrue(disposing.IsFaulted);
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(async () => await disposing);
        _gate.Set();
        Assert.IsTrue(await moving);
        Assert.AreEqual(1, enumerator.Current);
        await enumerator.DisposeAsync();
    }

    [TestMethod]
    [DataRow("item")]
    [DataRow("end")]
    [DataRow("exception")]
    public async Task MoveNextAsync_CompletedByTheBody_GoesOnOffTheBodysThread(string how)
    {
        IAsyncEnumerator<int> enumerator = Gated(yielder =>
        {
            switch (how)
            {
                case "item":
                    yielder.Suspend(1);
                    break;
                case "exception":
                    throw new NotSupportedException();
            }
        });
        Task<bool> moving = enumerator.MoveNextAsync().AsTask();
        AwaitBlockedBody();
        Task<(Thread, bool)> continued = moving.ContinueWith(
            _ => (Thread.CurrentThread, Coroutine.IsInside),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

        _gate.Set();
        (Thread thread, bool inside) = await continued;

        Assert.AreNotSame(_body, thread);
        Assert.IsFalse(inside);
        Assert.AreEqual(how == "exception", moving.IsFaulted);
        await enumerator.DisposeAsync();
    }

    [TestMethod]
    public async Task MoveNextAsync_ConsumerHasASynchronizationContext_GoesOnThere()
    {
        IAsyncEnumerator<int> enumerator = Gated(yielder => yielder.Suspend(1));
        Recorder context = new();
        async Task<int> Consume()
        {
            await enumerator.MoveNextAsync();
            return enumerator.Current;
        }

        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        Task<int> consuming = Consume();
        SynchronizationContext.SetSynchronizationContext(before);
        AwaitBlockedBody();

        _gate.Set();
        int item = await consuming;

        Assert.AreEqual(1, item);
        Assert.AreEqual(1, context.Posts);
        await enumerator.DisposeAsync();
    }

    [TestMethod]
    public void MoveNextAsync_AbandonedWhileTheBodyRuns_UnwindsTheBodyOnceItSuspends()
    {
        StartAndAbandon();
        AwaitBlockedBody();
        ExpectedDropped = 1;

        _gate.Set();

        Eventually.True(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return Telemetry.Dropped == 1;
            },
            "the abandoned generator is unwound");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StartAndAbandon() => _ = Gated(yielder => yielder.Suspend(1)).MoveNextAsync().AsTask();

    [TestMethod]
    public async Task Enumerate_ManyItems_NeverRunsTheConsumerOnTheBodysThread()
    {
        int body = 0;
        int shared = 0;
        IAsyncEnumerable<int> sequence = Coroutine.GenerateAsync<int>(
            yielder =>
            {
                body = Environment.CurrentManagedThreadId;
                for (int i = 0; i < 1000; i++)
                {
                    yielder.Suspend(i);
                }
            },
            options: InPool);

        await foreach (int item in sequence.ConfigureAwait(false))
        {
            shared += body == Environment.CurrentManagedThreadId ? 1 : 0;
        }

        Assert.AreEqual(0, shared);
    }

    [TestMethod]
    public async Task MoveNextAsync_BodiesBlockWithAThreadPoolOfTwo_LeavesItsThreadsFree()
    {
        ChildProcess.Result child = await ChildProcess.RunAsync(nameof(BlockWithASmallThreadPool));

        Assert.AreEqual(0, child.ExitCode, child.ToString());
    }

    /// <summary>Were a thread-pool thread held by each blocked body, none would be left to run the work at the end.</summary>
    [ChildScenario]
    internal static int BlockWithASmallThreadPool(string[] _)
    {
        int threads = Environment.ProcessorCount;
        if (!ThreadPool.SetMinThreads(threads, threads) || !ThreadPool.SetMaxThreads(threads, threads))
        {
            return 1;
        }

        using ManualResetEventSlim gate = new();
        using CountdownEvent started = new(4 * threads);
        IAsyncEnumerable<int> sequence = Coroutine.GenerateAsync<int>(yielder =>
        {
            started.Signal();
            gate.Wait();
            yielder.Suspend(Thread.CurrentThread.IsThreadPoolThread ? 1000 : 1);
        });
        Task<int>[] consumers = new Task<int>[4 * threads];
        for (int i = 0; i < consumers.Length; i++)
        {
            consumers[i] = Task.Run(async () => await sequence.SumAsync());
        }

        started.Wait();
        Task free = Task.Run(() => { });
        if (!free.Wait(TimeSpan.FromSeconds(60)) || consumers.Any(consumer => consumer.IsCompleted))
        {
            return 2;
        }

        gate.Set();
        return Task.WhenAll(consumers).Result.Sum() == consumers.Length ? 0 : 3;
    }

    [TestMethod]
    public async Task MoveNextAsync_AnotherDoneButItsTaskNotYet_IsRefusedAndTheFirstGoesOn()
    {
        ChildProcess.Result child = await ChildProcess.RunAsync(nameof(CallWhileNothingCompletes));

        Assert.AreEqual(0, child.ExitCode, child.ToString());
    }

    /// <summary>
    /// The .NET thread pool and the errands are kept from completing the first task, although the body has handed back. Were a second move
    /// not refused, both would complete the one task, which ends the process.
    /// </summary>
    [ChildScenario]
    internal static int CallWhileNothingCompletes(string[] _)
    {
        int threads = Environment.ProcessorCount;
        if (!ThreadPool.SetMinThreads(threads, threads) || !ThreadPool.SetMaxThreads(threads, threads))
        {
            return 1;
        }

        using ManualResetEvent release = new(false);
        using CountdownEvent busy = new(threads + 2);
        for (int i = 0; i < threads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    busy.Signal();
                    release.WaitOne();
                },
                null);
        }

        Action<object> hold = _ =>
        {
            busy.Signal();
            release.WaitOne();
        };
        Errands.Send(hold, string.Empty);
        new ClockTimer(hold, string.Empty).Set(TimeSpan.Zero); // the clock would have another thread run errands
        busy.Wait();
        Thread? body = null;
        IAsyncEnumerator<int> enumerator = Coroutine.GenerateAsync<int>(yielder =>
        {
            Volatile.Write(ref body, Thread.CurrentThread);
            yielder.Suspend(1);
            yielder.Suspend(2);
        }).GetAsyncEnumerator();

        Task<bool> first = enumerator.MoveNextAsync().AsTask();
        Eventually.True(() => Volatile.Read(ref body) is not null, "the body runs");
        Eventually.Parked(body!);
        ValueTask<bool> second = enumerator.MoveNextAsync();
        ValueTask disposing = enumerator.DisposeAsync();
        bool refused = !first.IsCompleted && second.IsFaulted && disposing.IsFaulted;
        release.Set();

        return !refused ? 2
            : !first.Result || enumerator.Current != 1 ? 3
            : !enumerator.MoveNextAsync().AsTask().Result || enumerator.Current != 2 ? 4
            : 0;
    }

    private sealed class Recorder : SynchronizationContext
    {
        private int _posts;

        internal int Posts => Volatile.Read(ref _posts);

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _posts);
            base.Post(d, state);
        }
    }
}

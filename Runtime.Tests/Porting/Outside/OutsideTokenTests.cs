namespace Baton.Tests;

/// <summary>A consumer's token, and a bridge's, end Baton's own waits in code that is no frame. Clean-up runs, and may wait.</summary>
[TestClass]
public sealed class OutsideTokenTests : SchedulerTest
{
    private readonly CancellationTokenSource _source = new();

    private static IEnumerable<object[]> All => Enum.GetValues<OutsideWait>().Select(wait => new object[] { wait });

    private static IEnumerable<object[]> InThreads =>
        from wait in Enum.GetValues<OutsideWait>()
        where wait != OutsideWait.BodyOfACoroutineMadeElsewhere // it runs in the context that it was made in, for whoever resumes it
        from starter in Enum.GetValues<Starter>()
        select new object[] { wait, starter };

    [TestCleanup]
    public void DisposeSource() => _source.Dispose();

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task Wait_InTheBodyOfGenerateAsync_EndsWithTheConsumersToken(OutsideWait wait)
    {
        using OutsideWaits waits = new(Pool);
        int blocked = BlockedSoFar;
        IAsyncEnumerator<int> enumerator = Coroutine.GenerateAsync<int>(_ => WaitAndCleanUp(waits, wait), options: InPool)
            .GetAsyncEnumerator(_source.Token);
        Task<bool> moving = enumerator.MoveNextAsync().AsTask();
        UntilItBlocks(wait, blocked);

        await _source.CancelAsync();

        OperationCanceledException canceled = await Assert.ThrowsAsync<OperationCanceledException>(
            () => moving.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.AreEqual(_source.Token, canceled.CancellationToken);
        await enumerator.DisposeAsync();
        AssertLog("cleaned");
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task Wait_AfterTheTokenHasFired_EndsAtOnce(OutsideWait wait)
    {
        using OutsideWaits waits = new(Pool);
        IAsyncEnumerator<int> enumerator = Coroutine.GenerateAsync<int>(
            _ =>
            {
                _source.Cancel();
                WaitAndCleanUp(waits, wait);
            },
            options: InPool).GetAsyncEnumerator(_source.Token);

        await Assert.ThrowsAsync<OperationCanceledException>(
            () => enumerator.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)));

        await enumerator.DisposeAsync();
        AssertLog("cleaned");
    }

    [TestMethod]
    [DynamicData(nameof(InThreads))]
    public async Task Wait_OnAThreadThatABridgesBodyHasStarted_EndsWithTheBridgesToken(OutsideWait wait, Starter starter)
    {
        using OutsideWaits waits = new(Pool);
        int blocked = BlockedSoFar;
        Exception? thrown = null;
        Task bridge = SyncBridge.RunAsync(
            new ScriptedStream(),
            _ => Start(starter, () => thrown = Assert.Throws<OperationCanceledException>(() => WaitAndCleanUp(waits, wait))),
            OnPool,
            _source.Token);
        UntilItBlocks(wait, blocked);

        await _source.CancelAsync();

        await Task.WhenAny(bridge).WaitAsync(TimeSpan.FromSeconds(30));
        Eventually.True(() => Volatile.Read(ref thrown) is not null, "the wait has ended");
        AssertLog("cleaned");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task BridgesStream_OnAThreadThatNoContextFlowsTo_EndsWithTheBridgesToken(bool inAnotherRun)
    {
        using Pending pending = new();
        Exception? first = null;
        Exception? second = null;
        Task bridge = SyncBridge.RunAsync(
            pending.Stream,
            stream =>
            {
                Thread thread = new(() =>
                {
                    if (inAnotherRun)
                    {
                        CoroutineScheduler.Run(Read, OnPool);
                    }
                    else
                    {
                        Read();
                    }
                });
                thread.UnsafeStart();
                thread.Join();

                void Read()
                {
                    first = Assert.Throws<OperationCanceledException>(() => stream.ReadByte());
                    second = Assert.Throws<OperationCanceledException>(() => stream.WriteByte(1)); // refused from now on
                }
            },
            OnPool,
            _source.Token);
        pending.UntilCalled(1);

        await _source.CancelAsync();

        await Task.WhenAny(bridge).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.AreEqual(_source.Token, ((OperationCanceledException)first!).CancellationToken);
        Assert.AreEqual(_source.Token, ((OperationCanceledException)second!).CancellationToken);
        Assert.AreEqual("read", pending.Stream.Calls);
    }

    [TestMethod]
    public async Task Wait_OfCleanUpThatTheBodysOwnLookAtTheTokenBegan_IsNotCut()
    {
        IAsyncEnumerator<int> enumerator = Coroutine.GenerateAsync<int>(
            yielder =>
            {
                try
                {
                    _source.Cancel();
                    yielder.CancellationToken.ThrowIfCancellationRequested();
                }
                finally
                {
                    Coroutine.Delay(TimeSpan.FromTicks(1));
                    Log.Add("cleaned");
                }
            },
            options: InPool).GetAsyncEnumerator(_source.Token);

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await enumerator.MoveNextAsync());

        AssertLog("cleaned");
    }

    [TestMethod]
    public async Task Wait_ResultCameFirst_IsNotLost()
    {
        IAsyncEnumerator<int> enumerator = Coroutine.GenerateAsync<int>(
            yielder =>
            {
                CoroutineQueue<int> queue = new();
                queue.Enqueue(5);
                _source.Cancel();
                Log.Add($"{queue.Dequeue()} {Task.FromResult(6).Await()}");
            },
            options: InPool).GetAsyncEnumerator(_source.Token);

        Assert.IsFalse(await enumerator.MoveNextAsync());
        AssertLog("5 6");
    }

    [TestMethod]
    public async Task Wait_OnAThreadThatOutlivesTheBridge_IsLeftAlone()
    {
        TaskCompletionSource<int> ready = new();
        TestThread? thread = null;
        int got = 0;
        await SyncBridge.RunAsync(
            new ScriptedStream(), _ => thread = TestThread.Start(() => got = ready.Task.Await()), OnPool, _source.Token);
        Eventually.Parked(thread!.Thread);

        await _source.CancelAsync();
        ready.SetResult(8);
        thread.Join();

        Assert.AreEqual(8, got);
    }

    [TestMethod]
    public async Task Wait_InAGeneratorWithoutAToken_IsLeftAlone()
    {
        TaskCompletionSource ready = new();
        ValueTask<bool> moving =
            Coroutine.GenerateAsync<int>(_ => ready.Task.Await(), options: InPool).GetAsyncEnumerator().MoveNextAsync();
        await _source.CancelAsync();
        ready.SetResult();

        Assert.IsFalse(await moving);
    }

    private int BlockedSoFar => (int)Telemetry["baton.blocking.outside"];

    private void WaitAndCleanUp(OutsideWaits waits, OutsideWait wait)
    {
        try
        {
            waits.Do(wait);
        }
        finally
        {
            Coroutine.Delay(TimeSpan.FromTicks(1));
            Log.Add("cleaned");
        }
    }

    // A run, and what runs in a frame, is not counted.
    private void UntilItBlocks(OutsideWait wait, int before)
    {
        if (wait == OutsideWait.RunOfAScheduler)
        {
            Eventually.True(() => Pool.Workers.Counts.Live > Pool.IdleThreads + 2, "the run has begun");
        }
        else
        {
            Eventually.True(() => BlockedSoFar > before, "the wait has begun");
        }
    }

    private static void Start(Starter starter, Action work)
    {
        switch (starter)
        {
            case Starter.Thread:
                TestThread.Run("Helper", work);
                break;
            case Starter.TaskRun:
                Task.Run(work).Wait(TimeSpan.FromSeconds(30));
                break;
            default:
                CoroutineThreadPool.Shared.Run(work).Wait(TimeSpan.FromSeconds(30));
                break;
        }
    }

    /// <summary>How a bridge's body starts a helper.</summary>
    public enum Starter
    {
        Thread,
        TaskRun,
        WorkOfAPool,
    }
}

namespace Baton.Tests;

/// <summary>How the consumer's token reaches the body, wherever the body is, and what the consumer sees of it.</summary>
[TestClass]
public sealed class GenerateAsyncCancellationTests : CoroutineTest
{
    private readonly CancellationTokenSource _source = new();

    [TestCleanup]
    public void DisposeSource() => _source.Dispose();

    private IAsyncEnumerator<int> Start(Action<Yielder<int>> body, int batch = 1) =>
        Coroutine.GenerateAsync(body, batch, InPool).GetAsyncEnumerator(_source.Token);

    private async Task<OperationCanceledException> AssertCanceled(IAsyncEnumerator<int> enumerator)
    {
        OperationCanceledException canceled =
            await Assert.ThrowsExactlyAsync<OperationCanceledException>(async () => await enumerator.MoveNextAsync());
        Assert.AreEqual(_source.Token, canceled.CancellationToken);
        return canceled;
    }

    [TestMethod]
    public async Task CancellationToken_InTheBody_IsTheConsumers()
    {
        CancellationToken seen = default;

        await foreach (int item in Coroutine.GenerateAsync<int>(yielder => seen = yielder.CancellationToken, options: InPool)
            .WithCancellation(_source.Token))
        {
        }

        Assert.AreEqual(_source.Token, seen);
    }

    [TestMethod]
    public async Task CancellationToken_ConsumerGivesNone_NeverFires()
    {
        bool canBeCanceled = true;

        await foreach (int item in Coroutine.GenerateAsync<int>(
            yielder => canBeCanceled = yielder.CancellationToken.CanBeCanceled, options: InPool))
        {
        }

        Assert.IsFalse(canBeCanceled);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task MoveNextAsync_CanceledBeforeTheFirst_NeverRunsTheBody(int batch)
    {
        bool ran = false;
        await using IAsyncEnumerator<int> enumerator = Start(yielder => ran = true, batch);
        await _source.CancelAsync();

        ValueTask<bool> moving = enumerator.MoveNextAsync();

        Assert.IsTrue(moving.IsCanceled);
        OperationCanceledException canceled = await Assert.ThrowsAsync<OperationCanceledException>(async () => await moving);
        Assert.AreEqual(_source.Token, canceled.CancellationToken);
        Assert.IsFalse(ran);
        Assert.AreEqual(0, Pool.LiveThreads);
        Assert.IsFalse(await enumerator.MoveNextAsync());
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task MoveNextAsync_CanceledWhileSuspended_UnwindsTheBodyFromThere(int batch)
    {
        Steps steps = new();
        await using IAsyncEnumerator<int> enumerator = Start(
            yielder =>
            {
                try
                {
                    for (int i = 0; i < batch; i++)
                    {
                        yielder.Suspend(i);
                    }

                    Assert.Fail("the body went on");
                }
                finally
                {
                    steps.Reach(2);
                }
            },
            batch);
        for (int i = 0; i < batch; i++)
        {
            await enumerator.MoveNextAsync();
        }

        steps.Reach(1);

        await _source.CancelAsync();
        await AssertCanceled(enumerator);

        steps.Reach(3);
        Assert.IsFalse(await enumerator.MoveNextAsync());
    }

    [TestMethod]
    public async Task MoveNextAsync_CanceledWithItemsLeftInTheBatch_GivesThemFirst()
    {
        await using IAsyncEnumerator<int> enumerator = Start(
            yielder =>
            {
                while (true)
                {
                    yielder.Suspend(1);
                }
            },
            batch: 3);
        await enumerator.MoveNextAsync();
        await _source.CancelAsync();

        bool second = await enumerator.MoveNextAsync();
        bool third = await enumerator.MoveNextAsync();

        Assert.IsTrue(second && third);
        await AssertCanceled(enumerator);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task MoveNextAsync_CanceledBehindAnItem_GivesACanceledTask(int batch)
    {
        await using IAsyncEnumerator<int> enumerator = Start(
            yielder =>
            {
                yielder.Suspend(1);
                throw new OperationCanceledException("its own reasons");
            },
            batch);
        await enumerator.MoveNextAsync();

        Task<bool> moving = enumerator.MoveNextAsync().AsTask();

        OperationCanceledException canceled = await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => moving);
        Assert.AreEqual("its own reasons", canceled.Message);
        Assert.IsTrue(moving.IsCanceled);
    }

    [TestMethod]
    public async Task DisposeAsync_CanceledBehindAnItem_ReportsNothing()
    {
        IAsyncEnumerator<int> enumerator = Start(
            yielder =>
            {
                yielder.Suspend(1);
                _source.Cancel();
                yielder.Suspend(2);
            },
            batch: 3);
        await enumerator.MoveNextAsync();

        await enumerator.DisposeAsync();

        Assert.AreEqual(0, Telemetry.Unobserved);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task MoveNextAsync_CanceledWhileTheBodyRuns_UnwindsItAtItsNextItem(int batch)
    {
        using ManualResetEventSlim running = new();
        using ManualResetEventSlim gate = new();
        bool cleaned = false;
        await using IAsyncEnumerator<int> enumerator = Start(
            yielder =>
            {
                try
                {
                    running.Set();
                    gate.Wait();
                    yielder.Suspend(1);
                    Assert.Fail("the body went on");
                }
                finally
                {
                    cleaned = true;
                }
            },
            batch);
        ValueTask<bool> moving = enumerator.MoveNextAsync();
        running.Wait(CancellationToken.None);

        await _source.CancelAsync();
        gate.Set();

        await Assert.ThrowsExactlyAsync<OperationCanceledException>(async () => await moving);
        Assert.IsTrue(cleaned);
        Assert.IsFalse(await enumerator.MoveNextAsync());
    }

    [TestMethod]
    public async Task MoveNextAsync_CanceledWhileTheBodyRunsToItsEnd_IsAtTheEnd()
    {
        using ManualResetEventSlim running = new();
        using ManualResetEventSlim gate = new();
        await using IAsyncEnumerator<int> enumerator = Start(yielder =>
        {
            running.Set();
            gate.Wait();
        });
        ValueTask<bool> moving = enumerator.MoveNextAsync();
        running.Wait(CancellationToken.None);

        await _source.CancelAsync();
        gate.Set();

        Assert.IsFalse(await moving);
    }

    [TestMethod]
    public async Task MoveNextAsync_CanceledWhileTheBodyBlocksOnTheToken_EndsItsWait()
    {
        using ManualResetEventSlim never = new();
        Thread? body = null;
        await using IAsyncEnumerator<int> enumerator = Start(yielder =>
        {
            Volatile.Write(ref body, Thread.CurrentThread);
            never.Wait(yielder.CancellationToken);
        });
        ValueTask<bool> moving = enumerator.MoveNextAsync();
        Eventually.True(() => Volatile.Read(ref body) is not null, "the body runs");
        Eventually.Parked(body!);
        bool completedBefore = moving.IsCompleted;

        await _source.CancelAsync();

        OperationCanceledException canceled = await Assert.ThrowsExactlyAsync<OperationCanceledException>(async () => await moving);
        Assert.AreEqual(_source.Token, canceled.CancellationToken);
        Assert.IsFalse(completedBefore);
        Assert.IsFalse(await enumerator.MoveNextAsync());
    }

    [TestMethod]
    public async Task Enumerate_CanceledInTheLoop_ThrowsOutOfTheStatement()
    {
        List<int> items = [];
        IAsyncEnumerable<int> endless = Coroutine.GenerateAsync<int>(
            yielder =>
            {
                for (int i = 1; ; i++)
                {
                    yielder.Suspend(i);
                }
            },
            options: InPool);

        await Assert.ThrowsExactlyAsync<OperationCanceledException>(async () =>
        {
            await foreach (int item in endless.WithCancellation(_source.Token))
            {
                items.Add(item);
                if (item == 3)
                {
                    await _source.CancelAsync();
                }
            }
        });

        PullAssert.Gives(items, 1, 2, 3);
    }
}

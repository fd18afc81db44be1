namespace Baton.Tests;

/// <summary>Adds what disposing a generator does: before it ran, while it is suspended, and when its clean-up misbehaves.</summary>
public abstract class PullDisposalContract : PullEndingContract
{
    [TestMethod]
    [TestProperty("Conformance", "GOPULL-6")]
    public async Task Dispose_NotMoved_NeverRunsTheBody()
    {
        bool ran = false;
        IAsyncEnumerator<int> enumerator = Start<int>(yielder => ran = true);

        await enumerator.DisposeAsync();
        bool moved = await enumerator.MoveNextAsync();

        Assert.IsFalse(moved);
        Assert.IsFalse(ran);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [TestProperty("Conformance", "GOPULL-1")]
    public async Task Dispose_AfterSomeItems_LeavesNoCoroutineAndIsAtTheEnd(int items)
    {
        IAsyncEnumerator<int> enumerator = Start<int>(yielder => Count(yielder, 20));
        for (int i = 1; i <= items; i++)
        {
            Assert.IsTrue(await enumerator.MoveNextAsync());
            Assert.AreEqual(i, enumerator.Current);
            Assert.AreEqual(1, Pool.Workers.Counts.Coroutines);
        }

        await enumerator.DisposeAsync();
        int live = Pool.Workers.Counts.Coroutines;
        await enumerator.DisposeAsync();
        await enumerator.DisposeAsync();

        Assert.AreEqual(0, live);
        Assert.IsFalse(await enumerator.MoveNextAsync());
        Assert.AreEqual(0, enumerator.Current);
    }

    [TestMethod]
    [TestProperty("Conformance", "GOPULL-1")]
    public async Task MoveNext_ToTheEnd_LeavesNoCoroutine()
    {
        IAsyncEnumerator<int> enumerator = Start<int>(yielder => Count(yielder, 3));

        while (await enumerator.MoveNextAsync())
        {
        }

        Assert.AreEqual(0, Pool.Workers.Counts.Coroutines);
        Assert.AreEqual(1, Pool.LiveThreads);
    }

    [TestMethod]
    [TestProperty("Conformance", "GOPULL-4")]
    public async Task Dispose_CleanUpThrows_ThrowsThatOnceAndIsThenAtTheEnd()
    {
        NotSupportedException thrown = new("from the clean-up");
        IAsyncEnumerator<int> enumerator = Guarded(() => throw thrown).GetAsyncEnumerator(CancellationToken.None);
        await enumerator.MoveNextAsync();

        NotSupportedException caught = await Assert.ThrowsExactlyAsync<NotSupportedException>(async () => await enumerator.DisposeAsync());
        bool moved = await enumerator.MoveNextAsync();
        await enumerator.DisposeAsync();

        Assert.AreSame(thrown, caught);
        Assert.IsFalse(moved);
    }

    [TestMethod]
    public async Task Dispose_BodySuspended_SeesTheSignalToUnwind()
    {
        CoroutineCanceledException? signal = null;
        IAsyncEnumerator<int> enumerator = Start<int>(yielder =>
        {
            try
            {
                Count(yielder, 10);
            }
            catch (CoroutineCanceledException e)
            {
                signal = e;
                throw;
            }
        });
        await enumerator.MoveNextAsync();

        await enumerator.DisposeAsync();

        Assert.IsNotNull(signal);
    }

    [TestMethod]
    public async Task Dispose_BodySwallowsTheSignalOnce_UnwindsItAtItsNextItem()
    {
        int signals = 0;
        IAsyncEnumerator<int> enumerator = Start<int>(yielder =>
        {
            while (signals < 2)
            {
                try
                {
                    Count(yielder, 10);
                }
                catch (CoroutineCanceledException) when (++signals == 1)
                {
                }
            }
        });
        await enumerator.MoveNextAsync();

        await enumerator.DisposeAsync();

        Assert.AreEqual(2, signals);
        Assert.IsFalse(await enumerator.MoveNextAsync());
    }

    [TestMethod]
    public async Task Dispose_BodySwallowsTheSignalForEver_QuarantinesItAndReturns()
    {
        IAsyncEnumerator<int> enumerator = Start<int>(yielder =>
        {
            while (true)
            {
                try
                {
                    yielder.Suspend(1);
                }
                catch (CoroutineCanceledException)
                {
                }
            }
        });
        await enumerator.MoveNextAsync();
        ExpectedQuarantined = 1;

        await enumerator.DisposeAsync();

        Assert.AreEqual(1, Telemetry.Quarantined);
        Assert.IsFalse(await enumerator.MoveNextAsync());
    }

    [TestMethod]
    public async Task Dispose_AgainByItsOwnCleanUp_HasNoEffect()
    {
        IAsyncEnumerator<int> enumerator = null!;
        Exception? refused = null;
        enumerator = Guarded(() => refused = enumerator.DisposeAsync().AsTask().Exception).GetAsyncEnumerator(CancellationToken.None);
        await enumerator.MoveNextAsync();

        await enumerator.DisposeAsync();

        Assert.IsNull(refused);
    }
}

using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Adds what holds for generators whose items travel three at a time: the body runs ahead of its consumer.</summary>
public abstract class PullBatchContract : PullMemoryContract
{
    private protected sealed override int Batch => 3;

    [TestMethod]
    public async Task MoveNext_Batched_RunsTheBodyAheadByTheBatch()
    {
        int produced = 0;
        await using IAsyncEnumerator<int> enumerator = Start<int>(yielder =>
        {
            while (true)
            {
                yielder.Suspend(++produced);
            }
        });
        List<int> seen = [];

        for (int i = 0; i < 7; i++)
        {
            await enumerator.MoveNextAsync();
            seen.Add(produced);
        }

        PullAssert.Gives(seen, 3, 3, 3, 6, 6, 6, 9);
    }

    [TestMethod]
    public async Task MoveNext_BodyEndsWithinABatch_GivesWhatIsLeft()
    {
        bool ended = false;
        await using IAsyncEnumerator<int> enumerator = Start<int>(yielder =>
        {
            Count(yielder, 5);
            ended = true;
        });
        List<(int Item, bool Ended)> seen = [];

        while (await enumerator.MoveNextAsync())
        {
            seen.Add((enumerator.Current, ended));
        }

        PullAssert.Gives(seen, (1, false), (2, false), (3, false), (4, true), (5, true));
    }

    [TestMethod]
    public async Task MoveNext_BodyEndsWithABatch_GivesNoItemMore()
    {
        List<int> items = await ListOf<int>(yielder => Count(yielder, 6));

        PullAssert.Gives(items, 1, 2, 3, 4, 5, 6);
    }

    [TestMethod]
    public async Task MoveNext_BatchBeyondTheSequence_RunsTheBodyToItsEndAtOnce()
    {
        bool ended = false;
        await using IAsyncEnumerator<int> enumerator = Generate<int>(
            yielder =>
            {
                Count(yielder, 10);
                ended = true;
            },
            batch: 100,
            InPool).GetAsyncEnumerator(CancellationToken.None);

        await enumerator.MoveNextAsync();

        Assert.IsTrue(ended);
        Assert.AreEqual(1, enumerator.Current);
    }

    [TestMethod]
    public async Task MoveNext_BodyEndsWithinABatch_HasGivenItsThreadBackBeforeTheItemsAreTaken()
    {
        await using IAsyncEnumerator<int> enumerator = Start<int>(yielder => Count(yielder, 2));

        await enumerator.MoveNextAsync();

        Assert.AreEqual(0, Pool.Workers.Counts.Coroutines);
        Assert.IsTrue(await enumerator.MoveNextAsync());
    }

    [TestMethod]
    public async Task Dispose_ItemsLeftInTheBatch_AreNotGivenAnyMore()
    {
        IAsyncEnumerator<int> enumerator = Start<int>(yielder => Count(yielder, 2));
        await enumerator.MoveNextAsync();

        await enumerator.DisposeAsync();

        Assert.IsFalse(await enumerator.MoveNextAsync());
        Assert.AreEqual(0, enumerator.Current);
    }

    [TestMethod]
    public async Task Dispose_BodyThrewAhead_ReportsTheExceptionThatNobodyWillSee()
    {
        IAsyncEnumerator<int> enumerator = Start<int>(yielder =>
        {
            yielder.Suspend(1);
            throw new NotSupportedException("ahead");
        });
        await enumerator.MoveNextAsync();
        ExpectedUnobserved = 1;

        await enumerator.DisposeAsync();

        Assert.AreEqual(1, Telemetry.Unobserved);
    }

    [TestMethod]
    public async Task Dispose_ExceptionOfTheBodyAlreadySeen_ReportsNothing()
    {
        IAsyncEnumerator<int> enumerator = Start<int>(yielder =>
        {
            yielder.Suspend(1);
            throw new NotSupportedException("ahead");
        });
        await enumerator.MoveNextAsync();
        await Assert.ThrowsExactlyAsync<NotSupportedException>(async () => await enumerator.MoveNextAsync());

        await enumerator.DisposeAsync();

        Assert.AreEqual(0, Telemetry.Unobserved);
    }

    [TestMethod]
    public void GetEnumerator_DroppedWithAnExceptionAhead_ReportsTheException()
    {
        ExpectedUnobserved = 1;

        MoveOnceAndDrop();

        DroppedHandleTests.CollectUntil(() => Telemetry.Unobserved == 1, "the exception is reported");
        Assert.AreEqual(0, Telemetry.Dropped, "the body had ended");

        [MethodImpl(MethodImplOptions.NoInlining)]
        void MoveOnceAndDrop()
        {
            IAsyncEnumerator<int> enumerator = Start<int>(yielder =>
            {
                yielder.Suspend(1);
                throw new NotSupportedException("ahead");
            });
            Assert.IsTrue(enumerator.MoveNextAsync().AsTask().GetAwaiter().GetResult());
        }
    }

    [TestMethod]
    [DataRow(63)]
    [DataRow(64)]
    [DataRow(65)]
    [DataRow(1000)]
    public async Task MoveNext_BatchOfAnySize_TakesNoMoreRoomThanTheItemsThatCome(int count)
    {
        IAsyncEnumerable<int> sequence = Generate<int>(yielder => Count(yielder, count), batch: int.MaxValue, InPool);

        List<int> items = await sequence.ToListAsync(CancellationToken.None);

        Assert.AreSequenceEqual(Enumerable.Range(1, count), items);
    }

    [TestMethod]
    public async Task MoveNext_LargeBatches_EachHoldsAsManyAsAskedFor()
    {
        int produced = 0;
        await using IAsyncEnumerator<int> enumerator = Generate<int>(
            yielder =>
            {
                while (true)
                {
                    yielder.Suspend(++produced);
                }
            },
            batch: 150,
            InPool).GetAsyncEnumerator(CancellationToken.None);
        List<int> seen = [];

        for (int i = 1; i <= 451; i++)
        {
            Assert.IsTrue(await enumerator.MoveNextAsync());
            Assert.AreEqual(i, enumerator.Current);
            seen.Add(produced);
        }

        PullAssert.Gives([.. seen.Distinct()], 150, 300, 450, 600);
    }
}

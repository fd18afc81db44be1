namespace Baton.Tests;

/// <summary>
/// What every generator does, pulled by <c>MoveNext</c> or by <c>MoveNextAsync</c>, item by item or in batches: the items it gives.
/// </summary>
/// <remarks>
/// The rest comes in layers, each derived from the one before: <see cref="PullDepthContract"/>, <see cref="PullEndingContract"/>,
/// <see cref="PullDisposalContract"/>, <see cref="PullRefusalContract"/>, <see cref="PullMemoryContract"/>. The last is either
/// <see cref="PullStepContract"/>, for generators that run step by step with their consumer, or <see cref="PullBatchContract"/>, for
/// those that run ahead.
/// </remarks>
public abstract class PullContract : CoroutineTest
{
    private protected abstract int Batch { get; }

    private protected abstract IAsyncEnumerable<T> Generate<T>(Action<Yielder<T>> body, int batch, CoroutineOptions? options);

    private protected IAsyncEnumerable<T> Generate<T>(Action<Yielder<T>> body) => Generate(body, Batch, InPool);

    private protected IAsyncEnumerator<T> Start<T>(Action<Yielder<T>> body) => Generate(body).GetAsyncEnumerator(CancellationToken.None);

    private protected static void Count(Yielder<int> yielder, int upTo)
    {
        for (int i = 1; i <= upTo; i++)
        {
            yielder.Suspend(i);
        }
    }

    private protected async Task<List<T>> ListOf<T>(Action<Yielder<T>> body) => await Generate(body).ToListAsync(CancellationToken.None);

    [TestMethod]
    [TestProperty("Conformance", "KSEQ-1")]
    public async Task Enumerate_Again_RunsTheBodyAnew()
    {
        int runs = 0;
        IAsyncEnumerable<int> sequence = Generate<int>(yielder =>
        {
            runs++;
            yielder.Suspend(2 * runs);
            yielder.Suspend(4 * runs);
            yielder.Suspend(6 * runs);
        });

        List<int> first = await sequence.ToListAsync(CancellationToken.None);
        List<int> second = await sequence.ToListAsync(CancellationToken.None);

        PullAssert.Gives(first, 2, 4, 6);
        PullAssert.Gives(second, 4, 8, 12);
        Assert.AreEqual(2, runs);
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEQ-2")]
    public async Task MoveNext_PastTheEnd_StaysAtTheEndAndRunsNothing()
    {
        int produced = 0;
        await using IAsyncEnumerator<int> enumerator = Start<int>(yielder =>
        {
            produced++;
            yielder.Suspend(1);
            produced++;
        });
        Assert.IsTrue(await enumerator.MoveNextAsync());

        bool end = await enumerator.MoveNextAsync();
        bool again = await enumerator.MoveNextAsync();
        bool andAgain = await enumerator.MoveNextAsync();

        Assert.IsFalse(end || again || andAgain);
        Assert.AreEqual(2, produced);
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEQ-3")]
    public async Task MoveNext_TwoEnumeratorsOfOneSequence_AreIndependent()
    {
        IAsyncEnumerable<int> sequence = Generate<int>(yielder => Count(yielder, 3));
        await using IAsyncEnumerator<int> ahead = sequence.GetAsyncEnumerator(CancellationToken.None);
        await using IAsyncEnumerator<int> behind = sequence.GetAsyncEnumerator(CancellationToken.None);

        await ahead.MoveNextAsync();
        await ahead.MoveNextAsync();
        await behind.MoveNextAsync();
        await ahead.MoveNextAsync();

        Assert.AreEqual(3, ahead.Current);
        Assert.AreEqual(1, behind.Current);
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEQ-4")]
    [TestProperty("Conformance", "BOOST-6")]
    public async Task MoveNext_BodyGivesNothing_IsAtTheEndAtOnce()
    {
        await using IAsyncEnumerator<string> enumerator = Start<string>(yielder => { });

        bool first = await enumerator.MoveNextAsync();
        bool second = await enumerator.MoveNextAsync();

        Assert.IsFalse(first);
        Assert.IsFalse(second);
        Assert.IsNull(enumerator.Current);
    }

    [TestMethod]
    [TestProperty("Conformance", "BOOST-1")]
    public async Task MoveNext_BodyGivesNothing_RunsItOnce()
    {
        int ran = 0;
        await using IAsyncEnumerator<int> enumerator = Start<int>(yielder => ran++);

        await enumerator.MoveNextAsync();
        await enumerator.MoveNextAsync();

        Assert.AreEqual(1, ran);
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEQ-5")]
    public async Task GetEnumerator_NotMoved_RunsNothingAndTakesNoThread()
    {
        bool ran = false;

        await using IAsyncEnumerator<int> enumerator = Start<int>(yielder => ran = true);

        Assert.IsFalse(ran);
        Assert.AreEqual(0, Pool.LiveThreads);
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEQ-5")]
    public async Task MoveNext_First_BodySeesWhatWasWrittenBeforeIt()
    {
        int shared = 1;
        await using IAsyncEnumerator<int> enumerator = Start<int>(yielder =>
        {
            if (shared == 1)
            {
                return;
            }

            yielder.Suspend(shared);
        });
        shared = 2;

        bool moved = await enumerator.MoveNextAsync();

        Assert.IsTrue(moved);
        Assert.AreEqual(2, enumerator.Current);
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEQ-8")]
    public async Task Enumerate_BodyDelegatesToOtherSources_GivesTheirItemsInPlace()
    {
        int[] collection = [2, 3];
        IEnumerable<int> lazy = Enumerable.Range(5, 2);
        IAsyncEnumerable<int> generator = Generate<int>(yielder => Count(yielder, 2));

        List<int> items = await ListOf<int>(yielder =>
        {
            Array.ForEach(collection, yielder.Suspend);
            yielder.Suspend(4);
            foreach (int item in lazy)
            {
                yielder.Suspend(item);
            }

            foreach (int item in generator.ToBlockingEnumerable())
            {
                yielder.Suspend(item);
            }
        });

        PullAssert.Gives(items, 2, 3, 4, 5, 6, 1, 2);
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEQ-9")]
    public async Task Enumerate_BodyDelegatesToEmptySources_GivesNoItemForThem()
    {
        IAsyncEnumerable<int> empty = Generate<int>(yielder => { });

        List<int> items = await ListOf<int>(yielder =>
        {
            for (int i = 0; i < 3; i++)
            {
                foreach (int item in empty.ToBlockingEnumerable())
                {
                    yielder.Suspend(item);
                }
            }

            yielder.Suspend(1);
        });

        PullAssert.Gives(items, 1);
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEQ-11")]
    public async Task Enumerate_TakeFromEndless_GivesThemAndUnwindsTheBody()
    {
        bool unwound = false;
        IAsyncEnumerable<int> endless = Generate<int>(yielder =>
        {
            try
            {
                while (true)
                {
                    Count(yielder, 3);
                }
            }
            finally
            {
                unwound = true;
            }
        });

        int sum = await endless.Take(10).SumAsync(CancellationToken.None);

        Assert.AreEqual((3 * (1 + 2 + 3)) + 1, sum);
        Assert.IsTrue(unwound);
    }

    [TestMethod]
    [TestProperty("Conformance", "BOOST-10")]
    public async Task Enumerate_ByStatementAndByHand_GivesTheSameItems()
    {
        IAsyncEnumerable<int> sequence = Generate<int>(yielder => Count(yielder, 5));
        List<int> byStatement = [];
        List<int> byHand = [];

        await foreach (int item in sequence)
        {
            byStatement.Add(item);
        }

        await using IAsyncEnumerator<int> enumerator = sequence.GetAsyncEnumerator(CancellationToken.None);
        while (await enumerator.MoveNextAsync())
        {
            byHand.Add(enumerator.Current);
        }

        PullAssert.Gives(byStatement, 1, 2, 3, 4, 5);
        PullAssert.Gives(byHand, [.. byStatement]);
    }

    [TestMethod]
    public async Task Enumerate_TenThousandItems_GivesEach()
    {
        IAsyncEnumerable<int> sequence = Generate<int>(yielder => Count(yielder, 10_000));

        long sum = 0;
        await foreach (int item in sequence)
        {
            sum += item;
        }

        Assert.AreEqual(10_000L * 10_001 / 2, sum);
    }

    [TestMethod]
    [TestProperty("Conformance", "BOOST-3")]
    public async Task Current_ReadAgain_IsTheSameAndRunsNothing()
    {
        int produced = 0;
        await using IAsyncEnumerator<string> enumerator = Start<string>(yielder =>
        {
            yielder.Suspend($"item {++produced}");
            yielder.Suspend($"item {++produced}");
        });
        await enumerator.MoveNextAsync();
        int before = produced;

        string first = enumerator.Current;
        string again = enumerator.Current;

        Assert.AreEqual("item 1", first);
        Assert.AreSame(first, again);
        Assert.AreEqual(before, produced);
    }

    [TestMethod]
    public async Task Current_BeforeTheFirstAndAfterTheLast_IsDefault()
    {
        await using IAsyncEnumerator<int> enumerator = Start<int>(yielder => yielder.Suspend(1));

        int before = enumerator.Current;
        await enumerator.MoveNextAsync();
        int first = enumerator.Current;
        await enumerator.MoveNextAsync();
        int after = enumerator.Current;

        Assert.AreEqual((0, 1, 0), (before, first, after));
    }
}

namespace Baton.Tests;

/// <summary>Adds how a generator ends: left early, at its end, or by an exception.</summary>
public abstract class PullEndingContract : PullDepthContract
{
    private protected IAsyncEnumerable<int> Guarded(Action cleanUp) => Generate<int>(yielder =>
    {
        try
        {
            Count(yielder, 10);
        }
        finally
        {
            cleanUp();
        }
    });

    private static void FailDeepInTheBody() => throw new NotSupportedException("from the body");

    [TestMethod]
    public async Task Enumerate_LeftByBreak_CleansUpBeforeTheStatementEnds()
    {
        Steps steps = new();

        await foreach (int item in Guarded(() => steps.Reach(2)))
        {
            steps.Reach(1);
            break;
        }

        steps.Reach(3);
        Assert.AreEqual(3, steps.Last);
    }

    [TestMethod]
    public async Task Enumerate_LoopBodyThrows_CleansUpBeforeTheExceptionIsCaught()
    {
        Steps steps = new();
        IAsyncEnumerable<int> sequence = Guarded(() => steps.Reach(2));

        await Assert.ThrowsExactlyAsync<NotSupportedException>(async () =>
        {
            await foreach (int item in sequence)
            {
                steps.Reach(1);
                throw new NotSupportedException();
            }
        });

        steps.Reach(3);
        Assert.AreEqual(3, steps.Last);
    }

    [TestMethod]
    public async Task Enumerate_RunToItsEnd_CleansUpOnce()
    {
        int cleaned = 0;

        int count = await Guarded(() => cleaned++).CountAsync(CancellationToken.None);

        Assert.AreEqual(10, count);
        Assert.AreEqual(1, cleaned);
    }

    [TestMethod]
    public async Task Enumerate_NestedGeneratorsLeftByBreak_CleanUpInsideOut()
    {
        List<string> order = [];
        IAsyncEnumerable<int> nested = Guarded(() => order.Add("innermost"));
        foreach (string name in (string[])["middle", "outermost"])
        {
            IAsyncEnumerable<int> inner = nested;
            nested = Generate<int>(yielder =>
            {
                try
                {
                    foreach (int item in inner.ToBlockingEnumerable())
                    {
                        yielder.Suspend(item);
                    }
                }
                finally
                {
                    order.Add(name);
                }
            });
        }

        await foreach (int item in nested)
        {
            break;
        }

        PullAssert.Gives(order, "innermost", "middle", "outermost");
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEQ-6")]
    [TestProperty("Conformance", "GOPULL-4")]
    public async Task MoveNext_BodyThrows_ThrowsThatOnceAndIsThenAtTheEnd()
    {
        NotSupportedException thrown = new("from the body");
        int runs = 0;
        await using IAsyncEnumerator<int> enumerator = Start<int>(yielder =>
        {
            runs++;
            throw thrown;
        });

        NotSupportedException caught = await Assert.ThrowsExactlyAsync<NotSupportedException>(async () => await enumerator.MoveNextAsync());
        bool moved = await enumerator.MoveNextAsync();
        bool again = await enumerator.MoveNextAsync();

        Assert.AreSame(thrown, caught);
        Assert.IsFalse(moved || again);
        Assert.AreEqual(1, runs);
    }

    [TestMethod]
    public async Task MoveNext_BodyThrowsAfterItems_GivesTheItemsFirst()
    {
        List<int> items = [];

        await Assert.ThrowsExactlyAsync<NotSupportedException>(async () =>
        {
            await foreach (int item in Generate<int>(yielder =>
            {
                Count(yielder, 5);
                FailDeepInTheBody();
            }))
            {
                items.Add(item);
            }
        });

        PullAssert.Gives(items, 1, 2, 3, 4, 5);
    }

    [TestMethod]
    public async Task MoveNext_BodyThrew_HasNoCurrent()
    {
        await using IAsyncEnumerator<int> enumerator = Start<int>(yielder =>
        {
            yielder.Suspend(1);
            FailDeepInTheBody();
        });
        await enumerator.MoveNextAsync();

        await Assert.ThrowsExactlyAsync<NotSupportedException>(async () => await enumerator.MoveNextAsync());

        Assert.AreEqual(0, enumerator.Current);
    }

    [TestMethod]
    public async Task MoveNext_BodyThrowsAfterAnItem_ShowsTheBodysFrames()
    {
        await using IAsyncEnumerator<int> enumerator = Start<int>(yielder =>
        {
            yielder.Suspend(1);
            FailDeepInTheBody();
        });
        await enumerator.MoveNextAsync();

        NotSupportedException caught = await Assert.ThrowsExactlyAsync<NotSupportedException>(async () => await enumerator.MoveNextAsync());

        StringAssert.Contains(caught.StackTrace, nameof(FailDeepInTheBody), StringComparison.Ordinal);
    }
}

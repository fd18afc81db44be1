namespace Baton.Tests;

/// <summary>Adds what holds for generators whose items travel one by one: body and consumer go step by step.</summary>
public abstract class PullStepContract : PullMemoryContract
{
    private protected sealed override int Batch => 1;

    [TestMethod]
    [TestProperty("Conformance", "KSEQ-10")]
    public async Task MoveNext_SideEffectsBetweenItems_HappenWhenTheNextIsAskedFor()
    {
        Steps steps = new();
        await using IAsyncEnumerator<int> enumerator = Start<int>(yielder =>
        {
            steps.Reach(2);
            yielder.Suspend(1);
            steps.Reach(4);
            yielder.Suspend(2);
            yielder.Suspend(3);
            steps.Reach(7);
        });

        steps.Reach(1);
        await enumerator.MoveNextAsync();
        steps.Reach(3);
        await enumerator.MoveNextAsync();
        steps.Reach(5);
        await enumerator.MoveNextAsync();
        steps.Reach(6);
        await enumerator.MoveNextAsync();
        steps.Reach(8);

        Assert.AreEqual(8, steps.Last);
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEQ-7")]
    public async Task MoveNext_SequenceZippedWithItself_InterleavesItsTwoRuns()
    {
        int shared = 0;
        IAsyncEnumerable<int> sequence = Generate<int>(yielder =>
        {
            for (int i = 1; i <= 3; i++)
            {
                shared++;
                yielder.Suspend(shared * i);
            }
        });

        List<(int, int)> pairs = await sequence.Zip(sequence).ToListAsync(CancellationToken.None);

        PullAssert.Gives(pairs, (1, 2), (6, 8), (15, 18));
        Assert.AreEqual(6, shared);
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEQ-2")]
    public async Task MoveNext_EachTime_RunsTheBodyForOneItem()
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

        for (int i = 0; i < 5; i++)
        {
            await enumerator.MoveNextAsync();
            seen.Add(produced);
        }

        PullAssert.Gives(seen, 1, 2, 3, 4, 5);
    }

    [TestMethod]
    public async Task MoveNext_BodySuspended_SeesWhatTheConsumerWroteSince()
    {
        int answer = 0;
        await using IAsyncEnumerator<int> enumerator = Start<int>(yielder =>
        {
            while (true)
            {
                yielder.Suspend(answer * 2);
            }
        });
        List<int> items = [];

        for (int i = 1; i <= 4; i++)
        {
            answer = i;
            await enumerator.MoveNextAsync();
            items.Add(enumerator.Current);
        }

        PullAssert.Gives(items, 2, 4, 6, 8);
    }
}

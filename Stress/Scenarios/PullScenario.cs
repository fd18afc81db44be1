namespace Baton.Stress;

/// <summary>Random generators, pulled singly or in batches, to the end or not, against plain iterators.</summary>
internal sealed class PullScenario : IScenario
{
    public string Name => "pull";

    public string Description => "Generate gives the items, exceptions and clean-up of a plain iterator, nested, batched and left early";

    public void Run(Iteration iteration)
    {
        IReadOnlyList<Feed> feed = new FeedWriter(iteration.Random).Write();
        int batch = iteration.Random.Next(2) == 0 ? 1 : iteration.Random.Next(2, 20);
        FeedTrace trace = new();
        int emitted = 0;
        IEnumerable<int> sequence = Coroutine.Generate<int>(
            yielder => new FeedPusher(
                item =>
                {
                    emitted++;
                    yielder.Suspend(item);
                },
                trace,
                iteration.InPool).Run(feed),
            batch,
            iteration.InPool);
        for (int runs = iteration.Random.Next(1, 3); runs > 0; runs--)
        {
            int take = iteration.Random.Next(2) == 0 ? int.MaxValue : iteration.Random.Next(0, 60);
            FeedTrace expectedTrace = new();
            FeedOutcome expected = Consume(FeedModel.Items(feed, expectedTrace), take, iteration.Checks);
            trace = new FeedTrace();
            emitted = 0;

            FeedOutcome actual = Consume(sequence, take, iteration.Checks);

            iteration.Expected.AddUnobserved(trace.Unobserved - (actual.IsFault ? 1 : 0));
            iteration.Checks.Same("the items of a plain iterator", expected.Items, actual.Items);
            iteration.Checks.Equal("the end of a plain iterator", expected.End, actual.End);
            iteration.Checks.That("every block entered was left, innermost first", trace.IsOver);
            if (expected.End != FeedOutcome.Left)
            {
                iteration.Checks.Same("the clean-up of a plain iterator, in its order", expectedTrace.Steps, trace.Steps);
            }

            int most = batch * ((actual.Items.Count + batch - 1) / batch);
            iteration.Checks.That("the body runs ahead by a batch at most", emitted <= most, () => $"{emitted} for " +
                $"{actual.Items.Count} in batches of {batch}");
        }
    }

    private static FeedOutcome Consume(IEnumerable<int> sequence, int take, Checks checks)
    {
        List<int> items = [];
        using IEnumerator<int> enumerator = sequence.GetEnumerator();
        try
        {
            while (items.Count < take)
            {
                if (!enumerator.MoveNext())
                {
                    return new FeedOutcome(items, FeedOutcome.Completed);
                }

                items.Add(enumerator.Current);
            }

            return new FeedOutcome(items, FeedOutcome.Left);
        }
        catch (ScenarioException e)
        {
            checks.That("at its end after an exception", !enumerator.MoveNext());
            return new FeedOutcome(items, e.Message);
        }
    }
}

namespace Baton.Stress;

/// <summary>Random asynchronous generators, several at once, left early or canceled, against plain iterators.</summary>
internal sealed class PullAsyncScenario : IScenario
{
    private enum Leaving
    {
        AtTheEnd,
        Early,
        CancelBetween,
        CancelAnytime,
    }

    public string Name => "pull-async";

    public string Description => "GenerateAsync gives the items, exceptions and clean-up of a plain iterator to await foreach, and " +
        "cancellation reaches the body";

    public void Run(Iteration iteration)
    {
        List<Task> consumers = [];
        for (int left = iteration.Random.Next(1, 6); left > 0; left--)
        {
            Random random = iteration.Fork();
            consumers.Add(Task.Run(() => ConsumeAsync(iteration, random)));
        }

        Task.WhenAll(consumers).GetAwaiter().GetResult();
    }

    private static async Task ConsumeAsync(Iteration iteration, Random random)
    {
        IReadOnlyList<Feed> feed = new FeedWriter(random).Write();
        int batch = random.Next(2) == 0 ? 1 : random.Next(2, 20);
        Leaving leaving = (Leaving)random.Next(4);
        int at = leaving == Leaving.AtTheEnd ? int.MaxValue : random.Next(0, 60);
        FeedTrace expectedTrace = new();
        FeedOutcome expected = Model(feed, expectedTrace);
        FeedTrace trace = new();
        IAsyncEnumerable<int> sequence = Coroutine.GenerateAsync<int>(
            yielder => new FeedPusher(yielder.Suspend, trace, iteration.InPool).Run(feed), batch, iteration.InPool);

        FeedOutcome actual = await PullAsync(sequence, leaving, at).ConfigureAwait(false);

        iteration.Expected.AddUnobserved(trace.Unobserved - (actual.IsFault ? 1 : 0));
        Checks checks = iteration.Checks;
        checks.Same("the first items of a plain iterator", [.. expected.Items.Take(actual.Items.Count)], actual.Items);
        checks.That("an allowed end", IsAllowed(expected, actual, leaving, at, batch), () => $"{leaving} at {at} of " +
            $"{expected.Items.Count}: {actual.Items.Count} items, {actual.End}");
        checks.That("every block entered was left, innermost first", trace.IsOver);
        if (actual.End == expected.End)
        {
            checks.Same("all items of a plain iterator", expected.Items, actual.Items);
            checks.Same("the clean-up of a plain iterator, in its order", expectedTrace.Steps, trace.Steps);
        }
    }

    private static FeedOutcome Model(IReadOnlyList<Feed> feed, FeedTrace trace)
    {
        List<int> items = [];
        try
        {
            foreach (int item in FeedModel.Items(feed, trace))
            {
                items.Add(item);
            }

            return new FeedOutcome(items, FeedOutcome.Completed);
        }
        catch (ScenarioException e)
        {
            return new FeedOutcome(items, e.Message);
        }
    }

    private static bool IsAllowed(FeedOutcome expected, FeedOutcome actual, Leaving leaving, int at, int batch)
    {
        bool ranOut = at > expected.Items.Count;
        return leaving switch
        {
            Leaving.Early when at > 0 && !ranOut => actual.End == FeedOutcome.Left && actual.Items.Count == at,
            Leaving.CancelBetween when !ranOut && batch == 1 => actual.End == FeedOutcome.Canceled && actual.Items.Count == at,
            Leaving.CancelBetween when !ranOut => actual.End == expected.End
                || (actual.End == FeedOutcome.Canceled && actual.Items.Count >= at && actual.Items.Count < at + batch),
            Leaving.CancelAnytime => actual.End == expected.End || actual.End == FeedOutcome.Canceled,
            _ => actual.End == expected.End,
        };
    }

    private static async Task<FeedOutcome> PullAsync(IAsyncEnumerable<int> sequence, Leaving leaving, int at)
    {
        List<int> items = [];
        using CancellationTokenSource canceler = new();
        if (leaving == Leaving.CancelAnytime)
        {
            canceler.CancelAfter(TimeSpan.FromMilliseconds(at / 20));
        }

        try
        {
            if (leaving == Leaving.CancelBetween && at == 0)
            {
                await canceler.CancelAsync().ConfigureAwait(false);
            }

            await foreach (int item in sequence.WithCancellation(canceler.Token).ConfigureAwait(false))
            {
                items.Add(item);
                if (items.Count == at && leaving == Leaving.Early)
                {
                    return new FeedOutcome(items, FeedOutcome.Left);
                }

                if (items.Count == at && leaving == Leaving.CancelBetween)
                {
                    await canceler.CancelAsync().ConfigureAwait(false);
                }
            }

            return new FeedOutcome(items, FeedOutcome.Completed);
        }
        catch (OperationCanceledException)
        {
            return new FeedOutcome(items, FeedOutcome.Canceled);
        }
        catch (ScenarioException e)
        {
            return new FeedOutcome(items, e.Message);
        }
    }
}

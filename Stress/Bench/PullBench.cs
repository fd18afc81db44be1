using System.Collections.Concurrent;

namespace Baton.Stress;

/// <summary>What pulling from push-style code costs an item.</summary>
internal static class PullBench
{
    internal static IEnumerable<Comparison> All(Rounds rounds)
    {
        yield return rounds.Compare("pull, batch 1, per item", "BlockingCollection(1)", "ns", 0.2, () => Pull(100_000, 1), () =>
            Collection(30_000));
        yield return rounds.Compare("pull, batch 64, per item", "yield return", "ns", 8, () => Pull(2_000_000, 64), () =>
            Iterator(2_000_000));
    }

    private static double Pull(int items, int batch) => Consume(items, Coroutine.Generate<int>(
        yielder =>
        {
            for (int i = 0; i < items; i++)
            {
                yielder.Suspend(i);
            }
        },
        batch));

    private static double Iterator(int items)
    {
        return Consume(items, Items(items));

        static IEnumerable<int> Items(int count)
        {
            for (int i = 0; i < count; i++)
            {
                yield return i;
            }
        }
    }

    private static double Collection(int items)
    {
        using BlockingCollection<int> collection = new(1);
        Thread producer = new(() =>
        {
            for (int i = 0; i < items; i++)
            {
                collection.Add(i);
            }

            collection.CompleteAdding();
        });
        producer.Start();
        double perItem = Consume(items, collection.GetConsumingEnumerable());
        producer.Join();
        return perItem;
    }

    private static double Consume(int items, IEnumerable<int> sequence) => Stopclock.PerTurn(items, () =>
    {
        int count = 0;
        foreach (int _ in sequence)
        {
            count++;
        }

        if (count != items)
        {
            throw new InvalidOperationException($"{items} items went in and {count} came out.");
        }
    });
}

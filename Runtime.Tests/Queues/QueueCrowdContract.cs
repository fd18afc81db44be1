namespace Baton.Tests;

/// <summary>The part of <see cref="QueueContract"/> with many at once: every item is counted.</summary>
public abstract class QueueCrowdContract(int? capacity) : QueueTest
{
    private protected int? Capacity { get; } = capacity;

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(1, 10)]
    [DataRow(2, 1)]
    [DataRow(2, 10)]
    [DataRow(10, 1)]
    [DataRow(10, 10)]
    [TestProperty("Conformance", "KCH-25")]
    public void Items_OfManySendersToManyReceivers_EachComesOnceAndAllEnd(int senders, int receivers)
    {
        const int Items = 400;
        CoroutineQueue<int> queue = new(Capacity);
        int[] times = new int[Items];
        int sending = senders;
        List<PartyRun> runs = [];
        for (int i = 0; i < receivers; i++)
        {
            runs.Add(Receives(i));
        }

        for (int i = 0; i < senders; i++)
        {
            runs.Add(Sends(i));
        }

        runs.ForEach(run => run.Join());
        Assert.IsTrue(times.All(count => count == 1), "each item came once");
        Assert.IsTrue(queue.IsCompleted);
        Assert.AreEqual(0, queue.Core.Places);

        PartyRun Sends(int sender) => Start(
            Kinds[sender % 3],
            () =>
            {
                for (int i = sender; i < Items; i += senders)
                {
                    queue.Enqueue(i);
                }

                End();
            },
            async () =>
            {
                for (int i = sender; i < Items; i += senders)
                {
                    await queue.EnqueueAsync(i);
                }

                End();
            });

        void End()
        {
            if (Interlocked.Decrement(ref sending) == 0)
            {
                Assert.IsTrue(queue.Complete());
            }
        }

        PartyRun Receives(int receiver)
        {
            SelectCase[] cases = [queue.OnDequeue(Count), Select.After(Timeout.InfiniteTimeSpan)];
            return (receiver / 3 % 3) switch
            {
                0 => Start(Kinds[receiver % 3], () => CountEach(queue.DequeueAll()), () => CountEachAsync(queue.DequeueAllAsync())),
                1 => Start(
                    Kinds[receiver % 3],
                    () => UntilCompleted(() => Count(queue.Dequeue())),
                    () => UntilCompletedAsync(async () => Count(await queue.DequeueAsync()))),
                _ => Start(
                    Kinds[receiver % 3],
                    () => UntilCompleted(() => Select.Any(cases)),
                    () => UntilCompletedAsync(async () => await Select.AnyAsync(cases))),
            };
        }

        void Count(int item) => Interlocked.Increment(ref times[item]);

        void CountEach(IEnumerable<int> items)
        {
            foreach (int item in items)
            {
                Count(item);
            }
        }

        async Task CountEachAsync(IAsyncEnumerable<int> items)
        {
            await foreach (int item in items)
            {
                Count(item);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(EachPair), typeof(QueueTest))]
    [TestProperty("Conformance", "KCH-27")]
    public void Complete_RacesAnotherAndASender_OneIsTheFirstAndWhatWasSentComes(Party sender, Party receiver)
    {
        for (int round = 0; round < 10; round++)
        {
            CoroutineQueue<int> queue = new(Capacity);
            int firsts = 0;
            int sent = 0;
            List<int> received = [];
            PartyRun receives = Start(receiver, () => received.AddRange(queue.DequeueAll()), () => ReceiveAllAsync(queue, received));
            PartyRun sends = Start(
                sender,
                () => UntilCompleted(() =>
                {
                    queue.Enqueue(sent);
                    sent++;
                }),
                () => UntilCompletedAsync(async () =>
                {
                    await queue.EnqueueAsync(sent);
                    sent++;
                }));

            TestThread.RunAtOnce(2, _ =>
            {
                if (queue.Complete())
                {
                    Interlocked.Increment(ref firsts);
                }
            });
            sends.Join();
            receives.Join();

            Assert.AreEqual(1, firsts);
            Assert.AreSequenceEqual(Enumerable.Range(0, sent), received);
            Assert.AreEqual(0, queue.Core.Places);
        }
    }

    private protected static async Task ReceiveAllAsync(CoroutineQueue<int> queue, List<int> received)
    {
        await foreach (int item in queue.DequeueAllAsync())
        {
            received.Add(item);
        }
    }

    private static void UntilCompleted(Action step)
    {
        try
        {
            while (true)
            {
                step();
            }
        }
        catch (QueueCompletedException)
        {
            // the end
        }
    }

    private static async Task UntilCompletedAsync(Func<Task> step)
    {
        try
        {
            while (true)
            {
                await step();
            }
        }
        catch (QueueCompletedException)
        {
            // the end
        }
    }
}

using System.Collections.Concurrent;

namespace Baton.Tests;

/// <summary>Few and many at one queue, of all kinds at once. At scale, and canceled and interrupted meanwhile, in Stress.</summary>
[TestClass]
public sealed class SendReceiveTests : QueueTest
{
    private const int Items = 150;

    public enum Style
    {
        Dequeue,
        TryDequeue,
        DequeueAll,
        DequeueAllAsync,
        Select,
    }

    private static readonly int[] s_senders = [1, 2, 10];
    private static readonly int[] s_receivers = [1, 10];

    public static IEnumerable<object[]> EachMix =>
        from senders in s_senders
        from receivers in s_receivers
        from style in Enum.GetValues<Style>()
        select new object[] { senders, receivers, style };

    [TestMethod]
    [DynamicData(nameof(EachMix))]
    [TestProperty("Conformance", "KCH-25")]
    public void Items_OfAllSenders_ReachTheReceiversOnceAndEachThatWaitedHasOne(int senders, int receivers, Style style)
    {
        CoroutineQueue<int> queue = new(senders == 2 ? 0 : 8);
        ConcurrentBag<int>[] received = [.. Enumerable.Range(0, receivers).Select(_ => new ConcurrentBag<int>())];
        PartyRun[] receives = [.. received.Select((own, number) => Receives(Kinds[number % 3], style, queue, own.Add))];
        if (style != Style.TryDequeue)
        {
            Eventually.True(() => queue.Core.Places == receivers, "all that receive wait"); // so the first items go one to each
        }

        PartyRun[] sends = [.. Enumerable.Range(0, senders).Select(number => Sends(Kinds[number % 3], queue, number, senders))];
        Array.ForEach(sends, send => send.Join());
        queue.Complete();
        Array.ForEach(receives, receive => receive.Join());

        Assert.AreSequenceEqual(Enumerable.Range(0, Items), received.SelectMany(own => own).Order());
        Assert.IsTrue(style == Style.TryDequeue || Array.TrueForAll(received, own => !own.IsEmpty));
        Assert.IsTrue(queue.IsCompleted);
        Assert.AreEqual(0, queue.Core.Places);
    }

    [TestMethod]
    [TestProperty("Conformance", "KCH-27")]
    public void Complete_AgainstAnotherAndAnEnqueue_OneIsTheFirstAndTheItemIsDeliveredOrRefused()
    {
        CoroutineQueue<int>[] queues = [.. Enumerable.Range(0, 1000).Select(_ => new CoroutineQueue<int>(1))];
        int[] firsts = new int[queues.Length];
        bool[] accepted = new bool[queues.Length];
        int arrived = 0;

        TestThread.RunAtOnce(2, number =>
        {
            for (int round = 0; round < queues.Length; round++)
            {
                SetOut(2 * (round + 1));
                Thread.SpinWait(number == 0 ? round % 7 : 3); // who is ahead differs
                if (number == 0 && round % 2 == 0)
                {
                    accepted[round] = IsAccepted(queues[round]);
                }

                if (queues[round].Complete())
                {
                    Interlocked.Increment(ref firsts[round]);
                }
            }
        });

        Assert.IsTrue(Array.TrueForAll(firsts, count => count == 1));
        Assert.AreSequenceEqual(accepted, queues.Select(queue => queue.TryDequeue(out _)));
        Assert.IsTrue(Array.TrueForAll(queues, queue => queue.IsCompleted));

        // By spinning: threads that are woken would set out microseconds apart.
        void SetOut(int all)
        {
            Interlocked.Increment(ref arrived);
            for (int reads = 1; Volatile.Read(ref arrived) < all; reads++)
            {
                if (reads % 1000 == 0)
                {
                    Thread.Yield(); // the other may want this processor
                }
            }
        }
    }

    private static bool IsAccepted(CoroutineQueue<int> queue)
    {
        try
        {
            queue.Enqueue(1);
            return true;
        }
        catch (QueueCompletedException)
        {
            return false;
        }
    }

    private PartyRun Sends(Party kind, CoroutineQueue<int> queue, int first, int step)
    {
        IEnumerable<int> items = Enumerable.Range(0, Items).Where(item => item % step == first);
        return Start(
            kind,
            () => Array.ForEach([.. items], item => queue.Enqueue(item)),
            async () =>
            {
                foreach (int item in items)
                {
                    await queue.EnqueueAsync(item);
                }
            });
    }

    private PartyRun Receives(Party kind, Style style, CoroutineQueue<int> queue, Action<int> receive)
    {
        CoroutineQueue<int> never = new();
        return Start(kind, () => ReceiveAll(style, queue, never, receive), () => ReceiveAllAsync(style, queue, never, receive));
    }

    private static void ReceiveAll(Style style, CoroutineQueue<int> queue, CoroutineQueue<int> never, Action<int> receive)
    {
        try
        {
            while (!queue.IsCompleted)
            {
                switch (style)
                {
                    case Style.Dequeue:
                        receive(queue.Dequeue());
                        break;
                    case Style.Select:
                        Select.Any(queue.OnDequeue(receive), never.OnDequeue(receive));
                        break;
                    case Style.DequeueAll:
                        Array.ForEach([.. queue.DequeueAll()], receive);
                        break;
                    case Style.DequeueAllAsync:
                        ReceiveAllAsync(style, queue, never, receive).Await();
                        break;
                    default:
                        TryReceive(queue, receive);
                        Coroutine.Yield();
                        Thread.Yield();
                        break;
                }
            }
        }
        catch (QueueCompletedException)
        {
            // the end
        }
    }

    private static async Task ReceiveAllAsync(Style style, CoroutineQueue<int> queue, CoroutineQueue<int> never, Action<int> receive)
    {
        try
        {
            while (!queue.IsCompleted)
            {
                switch (style)
                {
                    case Style.Dequeue:
                        receive(await queue.DequeueAsync());
                        break;
                    case Style.Select:
                        await Select.AnyAsync(queue.OnDequeue(receive), never.OnDequeue(receive));
                        break;
                    case Style.TryDequeue:
                        TryReceive(queue, receive);
                        await Task.Yield();
                        break;
                    default:
                        await foreach (int item in queue.DequeueAllAsync())
                        {
                            receive(item);
                        }

                        break;
                }
            }
        }
        catch (QueueCompletedException)
        {
            // the end
        }
    }

    private static void TryReceive(CoroutineQueue<int> queue, Action<int> receive)
    {
        if (queue.TryDequeue(out int item))
        {
            receive(item);
        }
    }
}

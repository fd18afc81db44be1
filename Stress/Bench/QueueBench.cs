using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Baton.Stress;

/// <summary>What an item costs on its way through a queue, and a choice among several.</summary>
internal static class QueueBench
{
    private const int Items = 300_000;
    private const int Room = 64;

    internal static IEnumerable<Comparison> All(Rounds rounds)
    {
        yield return rounds.Compare(
            "frame to frame, capacity 64, per item", "Channel.CreateBounded(64), two tasks", "ns", 1.2, () => Frames(Room, Items), Tasks);
        yield return rounds.Compare(
            "frame to frame, rendezvous, per item", "resume + suspend, tight", "ns", 2, () => Frames(0, Items), () =>
                HandoffBench.Ours(Items));
        yield return rounds.Compare(
            "thread to thread, capacity 64, per item", "BlockingCollection(64)", "ns", 0.5, Threads, BlockingThreads);
        yield return rounds.Compare("TryEnqueue + TryDequeue, uncontended", "Channel's TryWrite + TryRead", "ns", 1.5, Try, TryChannel);
        yield return rounds.Compare("select over 4 queues, one ready", "four TryDequeue", "ns", 4, Choose, TryFour);
        yield return rounds.Alone("allocated per item, no waiting", "bytes", 0, Allocated);
    }

    private static double Frames(int capacity, int items) => CoroutineScheduler.Run(() =>
    {
        CoroutineQueue<int> queue = new(capacity);
        int warm = items / 10;
        Frame sender = Coroutine.Async(() => Send(queue, warm + items));
        Receive(queue, warm);
        double perItem = Stopclock.PerTurn(items, () => Receive(queue, items));
        sender.Await();
        return perItem;
    });

    private static double Tasks()
    {
        Channel<int> channel = Channel.CreateBounded<int>(Room);
        const int Warm = Items / 10;
        Task sender = Task.Run(async () =>
        {
            for (int i = 0; i < Warm + Items; i++)
            {
                await channel.Writer.WriteAsync(i);
            }
        });
        return Task.Run(async () =>
        {
            await Receive(Warm);
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            await Receive(Items);
            double perItem = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalNanoseconds / Items;
            await sender;
            return perItem;
        }).GetAwaiter().GetResult();

        async ValueTask Receive(int count)
        {
            for (int i = 0; i < count; i++)
            {
                await channel.Reader.ReadAsync();
            }
        }
    }

    private static double Threads()
    {
        CoroutineQueue<int> queue = new(Room);
        const int Warm = Items / 10;
        Thread sender = Begin(() => Send(queue, Warm + Items));
        Receive(queue, Warm);
        double perItem = Stopclock.PerTurn(Items, () => Receive(queue, Items));
        sender.Join();
        return perItem;
    }

    private static double BlockingThreads()
    {
        using BlockingCollection<int> queue = new(Room);
        const int Warm = Items / 10;
        Thread sender = Begin(() =>
        {
            for (int i = 0; i < Warm + Items; i++)
            {
                queue.Add(i);
            }
        });
        Take(Warm);
        double perItem = Stopclock.PerTurn(Items, () => Take(Items));
        sender.Join();
        return perItem;

        void Take(int count)
        {
            for (int i = 0; i < count; i++)
            {
                queue.Take();
            }
        }
    }

    private static double Try()
    {
        CoroutineQueue<int> queue = new(Room);
        return Stopclock.PerTurn(10 * Items, () => PassThrough(queue, 10 * Items));
    }

    private static double TryChannel()
    {
        Channel<int> channel = Channel.CreateBounded<int>(Room);
        return Stopclock.PerTurn(10 * Items, () =>
        {
            for (int i = 0; i < 10 * Items; i++)
            {
                channel.Writer.TryWrite(i);
                channel.Reader.TryRead(out _);
            }
        });
    }

    private static double Choose()
    {
        CoroutineQueue<int>[] queues = FourOfWhichOneIsFull();
        SelectCase[] cases = [.. queues.Select(queue => queue.OnDequeue(static _ => { }))];
        return Stopclock.PerTurn(Items, () =>
        {
            for (int i = 0; i < Items; i++)
            {
                Select.AnyOrDefault(cases);
            }
        });
    }

    private static double TryFour()
    {
        CoroutineQueue<int>[] queues = FourOfWhichOneIsFull();
        return Stopclock.PerTurn(Items, () =>
        {
            for (int i = 0; i < Items; i++)
            {
                foreach (CoroutineQueue<int> queue in queues)
                {
                    queue.TryDequeue(out _);
                }
            }
        });
    }

    private static CoroutineQueue<int>[] FourOfWhichOneIsFull()
    {
        CoroutineQueue<int>[] queues = [new(), new(), new(), new()];
        Send(queues[2], Items);
        return queues;
    }

    private static double Allocated()
    {
        CoroutineQueue<int> queue = new(Room);
        PassThrough(queue, 1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        PassThrough(queue, Items);
        return Math.Round((GC.GetAllocatedBytesForCurrentThread() - before) / (double)Items, 1);
    }

    private static void PassThrough(CoroutineQueue<int> queue, int count)
    {
        for (int i = 0; i < count; i++)
        {
            queue.TryEnqueue(i);
            queue.TryDequeue(out _);
        }
    }

    private static void Send(CoroutineQueue<int> queue, int count)
    {
        for (int i = 0; i < count; i++)
        {
            queue.Enqueue(i);
        }
    }

    private static void Receive(CoroutineQueue<int> queue, int count)
    {
        for (int i = 0; i < count; i++)
        {
            queue.Dequeue();
        }
    }

    private static Thread Begin(Action action)
    {
        Thread thread = new(() => action()) { IsBackground = true };
        thread.Start();
        return thread;
    }
}

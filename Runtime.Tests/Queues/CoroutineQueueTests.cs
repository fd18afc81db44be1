using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>What a queue is, without anybody who waits.</summary>
[TestClass]
public sealed class CoroutineQueueTests : QueueTest
{
    [TestMethod]
    [TestProperty("Conformance", "KCH-8")]
    public void Capacity_Negative_IsRefused()
    {
        ArgumentOutOfRangeException seen = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CoroutineQueue<int>(-1));

        Assert.AreEqual("capacity", seen.ParamName);
    }

    [TestMethod]
    [TestProperty("Conformance", "KCH-7")]
    public void Capacity_Huge_CostsNothingUntilItIsUsed()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1000; i++)
        {
            Assert.AreEqual(int.MaxValue, new CoroutineQueue<long>(int.MaxValue).Capacity);
        }

        Assert.IsLessThan(1_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    [TestProperty("Conformance", "KCH-5")]
    public void Try_FullOrEmpty_FailsAndIsNotCompleted()
    {
        CoroutineQueue<int> queue = new(1);

        Assert.IsFalse(queue.TryDequeue(out int none));
        Assert.AreEqual(0, none);
        Assert.IsTrue(queue.TryEnqueue(1));
        Assert.IsFalse(queue.TryEnqueue(2));

        Assert.IsFalse(queue.IsAddingCompleted);
        Assert.IsFalse(queue.IsCompleted);
        Assert.AreEqual(1, queue.Count);
    }

    [TestMethod]
    [TestProperty("Conformance", "KCH-6")]
    public void Unbounded_Many_NeverWaitsAndDrainsAfterItsCompletion()
    {
        CoroutineQueue<int> queue = new();
        for (int i = 0; i < 10_000; i++)
        {
            queue.Enqueue(i);
        }

        Assert.IsNull(queue.Capacity);
        Assert.IsTrue(queue.Complete());
        Assert.IsFalse(queue.Complete());
        Assert.AreSequenceEqual(Enumerable.Range(0, 10_000), queue.DequeueAll());
        Assert.IsNull(Assert.ThrowsExactly<QueueCompletedException>(() => queue.Dequeue()).InnerException);
    }

    [TestMethod]
    [TestProperty("Conformance", "KCH-19")]
    public void Items_NullAndExceptions_AreItemsLikeAnyOther()
    {
        CoroutineQueue<Exception?> queue = new(0);
        IOException item = new();
        Run(() =>
        {
            Coroutine.Async(() => queue.Enqueue(null));
            Assert.IsTrue(queue.TryDequeue(out Exception? seen));
            Assert.IsNull(seen);
            Coroutine.Async(() => queue.Enqueue(item));
            Assert.AreSame(item, queue.Dequeue());
        });

        CoroutineQueue<int?> numbers = new();
        numbers.Enqueue(null);
        Assert.IsNull(numbers.Dequeue());
    }

    [TestMethod]
    [TestProperty("Conformance", "KCH-18")]
    public async Task DequeueAll_Ended_StaysEnded()
    {
        CoroutineQueue<int> queue = new();
        queue.Enqueue(1);
        queue.Complete();
        using IEnumerator<int> items = queue.DequeueAll().GetEnumerator();
        Assert.IsTrue(items.MoveNext());
        Assert.AreEqual(1, items.Current);
        Assert.AreEqual(1, items.Current);
        Assert.IsFalse(items.MoveNext());
        Assert.IsFalse(items.MoveNext());
        await using IAsyncEnumerator<int> none = queue.DequeueAllAsync().GetAsyncEnumerator();
        Assert.IsFalse(await none.MoveNextAsync());
        Assert.IsFalse(await none.MoveNextAsync());
    }

    [TestMethod]
    public async Task DequeueAllAsync_WithCancellation_EndsTheWaitAndTakesNothing()
    {
        CoroutineQueue<int> queue = new();
        using CancellationTokenSource source = new();
        await using IAsyncEnumerator<int> items = queue.DequeueAllAsync().GetAsyncEnumerator(source.Token);
        Task<bool> next = items.MoveNextAsync().AsTask();
        Eventually.True(() => queue.Core.Places == 1, "it waits");

        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => next);

        Assert.AreEqual(0, queue.Core.Places);
    }

    [TestMethod]
    public void DequeueAll_LeftEarly_TakesNothingMore()
    {
        CoroutineQueue<int> queue = new();
        queue.Enqueue(1);
        queue.Enqueue(2);

        foreach (int item in queue.DequeueAll())
        {
            Assert.AreEqual(1, item);
            break;
        }

        Assert.AreEqual(2, queue.Dequeue());
    }

    [TestMethod]
    [TestProperty("Conformance", "KCH-14")]
    [TestProperty("Conformance", "KCH-20")]
    public void Discard_ItemsAndWaitingSenders_TellsOfEachItemOnceAndRefusesTheSenders()
    {
        List<int> dropped = [];
        CoroutineQueue<int> queue = new(2) { OnUndelivered = dropped.Add };
        queue.Enqueue(1);
        queue.Enqueue(2);
        IOException error = new();
        List<PartyRun> senders = [];
        foreach (Party kind in Kinds)
        {
            senders.Add(Enqueues(kind, queue, 3));
            senders[^1].UntilItWaits(queue, senders.Count);
        }

        Assert.AreEqual(2, queue.Discard(error));
        Assert.AreEqual(0, queue.Discard());

        Assert.AreSequenceEqual([1, 2], dropped);
        Assert.IsTrue(queue.IsCompleted);
        senders.ForEach(sender => Assert.AreSame(error, Assert.ThrowsExactly<QueueCompletedException>(sender.Join).InnerException));
    }

    [TestMethod]
    [TestProperty("Conformance", "KCH-20")]
    public void Discard_CallbackThrows_TheOthersAreToldAndItComesOut()
    {
        int calls = 0;
        CoroutineQueue<int> queue = new()
        {
            OnUndelivered = item =>
            {
                calls++;
                throw new IOException($"{item}");
            },
        };
        queue.Enqueue(1);
        queue.Enqueue(2);

        AggregateException seen = Assert.ThrowsExactly<AggregateException>(() => queue.Discard());

        Assert.AreEqual(2, calls);
        Assert.AreEqual("1 2", string.Join(' ', seen.InnerExceptions.Select(e => e.Message)));
    }

    [TestMethod]
    [TestProperty("Conformance", "KCH-28")]
    public void Items_TakenOrDiscarded_AreNotKeptAlive()
    {
        CoroutineQueue<object> queue = new(3);

        Eventually.Collected(PassOne(queue), "the item taken");
        Eventually.Collected(DiscardOne(queue), "the item discarded");
        GC.KeepAlive(queue);
    }

    [TestMethod]
    [DynamicData(nameof(EachPair), typeof(QueueTest))]
    [TestProperty("Conformance", "KCH-28")]
    public void Items_HandedOverOrCanceled_AreNotKeptAliveByThePartiesThatWaited(Party sender, Party receiver)
    {
        CoroutineQueue<object> queue = new(0);
        using ManualResetEventSlim end = new();
        Task ended = Task.Run(end.Wait);
        List<PartyRun> parties = [];
        WeakReference item = HandOver(queue, sender, receiver, ended, parties);

        Eventually.Collected(item, "the item");

        end.Set();
        parties.ForEach(party => party.Join());
    }

    [TestMethod]
    public void Steady_WithoutWaiting_AllocatesNothing()
    {
        CoroutineQueue<int> queue = new(4);
        Turn(queue, 100);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Turn(queue, 1000);

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Steady_FramesThatWaitForEachOther_AllocateNothing()
    {
        CoroutineQueue<int> queue = new(0);
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                for (int i = 0; i < 2000; i++)
                {
                    queue.Enqueue(i);
                }
            });
            for (int i = 0; i < 1000; i++)
            {
                queue.Dequeue();
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                queue.Dequeue();
            }

            Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
        });
    }

    private static void Turn(CoroutineQueue<int> queue, int times)
    {
        for (int i = 0; i < times; i++)
        {
            queue.Enqueue(i);
            queue.TryEnqueue(i);
            queue.Dequeue();
            queue.TryDequeue(out _);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference PassOne(CoroutineQueue<object> queue)
    {
        object item = new();
        queue.Enqueue(item);
        Assert.AreSame(item, queue.Dequeue());
        return new WeakReference(item);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference DiscardOne(CoroutineQueue<object> queue)
    {
        object item = new();
        queue.Enqueue(item);
        queue.Discard();
        return new WeakReference(item);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference HandOver(CoroutineQueue<object> queue, Party sender, Party receiver, Task ended, List<PartyRun> parties)
    {
        Box box = new() { Item = new object() };
        WeakReference item = new(box.Item);
        parties.Add(Start(
            sender,
            () =>
            {
                SendAndCancel(queue, box);
                ended.Await();
            },
            async () =>
            {
                await queue.EnqueueAsync(box.Item!);
                box.Item = null;
                await ended;
            }));
        parties[0].UntilItWaits(queue, 1);
        parties.Add(Start(
            receiver,
            () =>
            {
                Receive(queue);
                ended.Await();
            },
            async () =>
            {
                _ = await queue.DequeueAsync();
                await ended;
            }));
        Eventually.True(() => box.Item is null, "it has been sent");
        return item;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Receive(CoroutineQueue<object> queue) => queue.Dequeue();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SendAndCancel(CoroutineQueue<object> queue, Box box)
    {
        queue.Enqueue(box.Item!);
        using CancellationTokenSource source = new();
        source.CancelAfter(1);
        Assert.Throws<OperationCanceledException>(() => queue.Enqueue(box.Item!, source.Token));
        box.Item = null;
    }

    private sealed class Box
    {
        internal volatile object? Item;
    }
}

namespace Baton.Tests;

/// <summary>What holds for every capacity and every pair of sender and receiver.</summary>
public abstract class QueueContract(int? capacity) : QueueCrowdContract(capacity)
{
    private protected CoroutineQueue<int> Queue { get; } = new(capacity);

    [TestMethod]
    [DynamicData(nameof(EachPair), typeof(QueueTest))]
    [TestProperty("Conformance", "KCH-24")]
    [TestProperty("Conformance", "KCH-26")]
    public void Items_OfOneSenderToOneReceiver_ComeInOrderAndThenTheEnd(Party sender, Party receiver)
    {
        foreach (int count in Enumerable.Range(0, 11).Append(300))
        {
            CoroutineQueue<int> queue = new(Capacity);
            List<int> received = [];
            PartyRun sends = Start(sender, () => SendAll(queue, count), () => SendAllAsync(queue, count));
            PartyRun receives = Start(receiver, () => received.AddRange(queue.DequeueAll()), () => ReceiveAllAsync(queue, received));

            sends.Join();
            receives.Join();

            Assert.AreSequenceEqual(Enumerable.Range(0, count), received);
            Assert.IsTrue(queue.IsCompleted);
            Assert.AreEqual(0, queue.Core.Places);
        }
    }

    [TestMethod]
    [DynamicData(nameof(EachPair), typeof(QueueTest))]
    [TestProperty("Conformance", "KCH-1")]
    public void Dequeue_WaitsAlready_IsGivenTheItemWithoutAWaitOfTheSender(Party sender, Party receiver)
    {
        int seen = 0;
        PartyRun receives = Dequeues(receiver, Queue, item => seen = item);
        receives.UntilItWaits(Queue, 1);

        Enqueues(sender, Queue, 7).Join();
        receives.Join();

        Assert.AreEqual(7, seen);
        Assert.AreEqual(0, Queue.Count);
    }

    [TestMethod]
    [DynamicData(nameof(EachPair), typeof(QueueTest))]
    public void Dequeue_SeveralWaitAndOneIsCanceled_TheOthersAreServedInOrderOfArrival(Party one, Party other)
    {
        using CancellationTokenSource source = new();
        List<PartyRun> waiting = [];
        int[] seen = new int[5];
        for (int i = 0; i < 5; i++)
        {
            int place = i;
            waiting.Add(Dequeues(i % 2 == 0 ? one : other, Queue, item => seen[place] = item, i == 2 ? source.Token : default));
            waiting[i].UntilItWaits(Queue, i + 1);
        }

        source.Cancel();
        for (int i = 1; i <= 4; i++)
        {
            Assert.IsTrue(Queue.TryEnqueue(i));
        }

        Assert.Throws<OperationCanceledException>(waiting[2].Join);
        waiting.RemoveAt(2);
        waiting.ForEach(run => run.Join());
        Assert.AreSequenceEqual([1, 2, 0, 3, 4], seen);
        Assert.AreEqual(0, Queue.Core.Places);
    }

    [TestMethod]
    [DynamicData(nameof(EachPair), typeof(QueueTest))]
    [TestProperty("Conformance", "KSEL-4")]
    public void Select_WaitsForAnItem_IsGivenItAndTheLoserLeavesNothing(Party selecting, Party sender)
    {
        CoroutineQueue<int> loser = new(Capacity);
        int seen = -1;
        PartyRun selects = Selects(selecting, loser.OnDequeue(_ => Assert.Fail("nobody sent it")), Queue.OnDequeue(item => seen = item));
        selects.UntilItWaits(Queue, 1);

        Enqueues(sender, Queue, 7).Join();
        selects.Join();

        Assert.AreEqual(7, seen);
        Assert.AreEqual(0, Queue.Core.Places + loser.Core.Places + Queue.Count);
        Assert.AreEqual(Capacity != 0, loser.TryEnqueue(1));
    }

    [TestMethod]
    [TestProperty("Conformance", "KCH-4")]
    public void TryEnqueue_FreshAndAfterTheRingHasTurned_SucceedsAsOftenAsThereIsRoom()
    {
        int room = Capacity ?? 100;

        for (int turn = 0; turn < 5; turn++)
        {
            for (int i = 0; i < room; i++)
            {
                Assert.IsTrue(Queue.TryEnqueue(i));
            }

            Assert.AreEqual(Capacity is null, Queue.TryEnqueue(-1));
            Assert.AreEqual(Capacity is null ? room + 1 : room, Queue.Count);
            int taken = TakeAll(Queue).Count;
            Assert.AreEqual(Capacity is null ? room + 1 : room, taken);
            for (int i = 0; i < 3 && room > 0; i++)
            {
                Queue.Enqueue(i);
                Assert.AreEqual(i, Queue.Dequeue());
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(EachPair), typeof(QueueTest))]
    [TestProperty("Conformance", "KCH-13")]
    public void Complete_ManyWaitForAnItem_AllLearnOfItAtOnceInOrder(Party one, Party other)
    {
        InvalidCastException error = new();
        List<PartyRun> waiting = [];
        int refused = 0;
        for (int i = 0; i < 6; i++)
        {
            waiting.Add(Start(
                i % 2 == 0 ? one : other,
                () => Count(Assert.ThrowsExactly<QueueCompletedException>(() => Queue.Dequeue())),
                async () => Count(await Assert.ThrowsExactlyAsync<QueueCompletedException>(() => Queue.DequeueAsync().AsTask()))));
            waiting[i].UntilItWaits(Queue, i + 1);
        }

        Assert.IsTrue(Queue.Complete(error));
        waiting.ForEach(run => run.Join());

        Assert.AreEqual(6, refused);
        Assert.AreEqual(0, Queue.Core.Places);

        void Count(QueueCompletedException seen)
        {
            Assert.AreSame(error, seen.InnerException);
            Interlocked.Increment(ref refused);
        }
    }

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    public void Dequeue_CanceledByItsToken_TakesNothingAndLeavesNothing(Party kind)
    {
        using CancellationTokenSource source = new();
        PartyRun waits = Dequeues(kind, Queue, _ => { }, source.Token);
        waits.UntilItWaits(Queue, 1);

        source.Cancel();
        OperationCanceledException seen = Assert.Throws<OperationCanceledException>(waits.Join);

        Assert.AreEqual(source.Token, seen.CancellationToken);
        Assert.AreEqual(0, Queue.Core.Places);
        Assert.AreEqual(Capacity != 0, Queue.TryEnqueue(1));
    }

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    public void AnyOperation_TokenHasFired_ThrowsAndTakesNothing(Party kind)
    {
        CancellationToken fired = new(canceled: true);
        Queue.TryEnqueue(1);
        int before = Queue.Count;

        Assert.Throws<OperationCanceledException>(() => Dequeues(kind, Queue, _ => { }, fired).Join());
        Assert.Throws<OperationCanceledException>(() => Enqueues(kind, Queue, 2, fired).Join());

        Assert.AreEqual(before, Queue.Count);
    }

    [TestMethod]
    [TestProperty("Conformance", "KCH-10")]
    [TestProperty("Conformance", "KCH-11")]
    public void Complete_WithAnError_ItemsStillComeAndThenItIsTheInnerExceptionForAll()
    {
        InvalidCastException error = new();
        int room = Capacity ?? 3;
        for (int i = 0; i < room; i++)
        {
            Queue.Enqueue(i);
        }

        Assert.IsTrue(Queue.Complete(error));

        Assert.IsFalse(Queue.Complete(new IOException()));
        Assert.IsTrue(Queue.IsAddingCompleted);
        Assert.AreEqual(room == 0, Queue.IsCompleted);
        EachThrows(kind => Enqueues(kind, Queue, 9));
        EachThrows(kind => Selects(kind, Queue.OnEnqueue(9)));
        Assert.IsFalse(Queue.TryEnqueue(9));
        Assert.AreSequenceEqual(Enumerable.Range(0, room), TakeAll(Queue));
        Assert.IsTrue(Queue.IsCompleted);
        EachThrows(kind => Dequeues(kind, Queue, _ => { }));
        EachThrows(kind => Selects(kind, Queue.OnDequeue(_ => { })));
        EachThrows(kind => Start(kind, () => TakeAllOf(Queue.DequeueAll()), () => ReceiveAllAsync(Queue, [])));

        void EachThrows(Func<Party, PartyRun> start)
        {
            foreach (Party kind in Kinds)
            {
                Assert.AreSame(error, Assert.ThrowsExactly<QueueCompletedException>(start(kind).Join).InnerException);
            }
        }
    }

    [TestMethod]
    [TestProperty("Conformance", "KCH-20")]
    public void Discard_HasItems_TellsOfEachOnceAndItIsOver()
    {
        List<int> dropped = [];
        CoroutineQueue<int> queue = new(Capacity) { OnUndelivered = dropped.Add };
        int room = Capacity ?? 3;
        for (int i = 0; i < room; i++)
        {
            queue.Enqueue(i);
        }

        Assert.AreEqual(room, queue.Discard());
        Assert.AreEqual(0, queue.Discard());

        Assert.AreSequenceEqual(Enumerable.Range(0, room), dropped);
        Assert.IsTrue(queue.IsCompleted);
        Assert.IsFalse(queue.TryDequeue(out _));
    }

    private static void SendAll(CoroutineQueue<int> queue, int count)
    {
        for (int i = 0; i < count; i++)
        {
            queue.Enqueue(i);
        }

        Assert.IsTrue(queue.Complete());
    }

    private static async Task SendAllAsync(CoroutineQueue<int> queue, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await queue.EnqueueAsync(i);
        }

        Assert.IsTrue(queue.Complete());
    }

    private static void TakeAllOf(IEnumerable<int> items)
    {
        foreach (int item in items)
        {
            Assert.Fail($"{item} came");
        }
    }

    private protected static void Fill(CoroutineQueue<int> queue)
    {
        for (int i = 0; i < queue.Capacity; i++)
        {
            Assert.IsTrue(queue.TryEnqueue(i));
        }
    }

    private protected static List<int> TakeAll(CoroutineQueue<int> queue)
    {
        List<int> taken = [];
        while (queue.TryDequeue(out int item))
        {
            taken.Add(item);
        }

        return taken;
    }
}

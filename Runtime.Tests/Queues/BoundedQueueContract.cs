namespace Baton.Tests;

/// <summary>What holds, beyond <see cref="QueueContract"/>, where a sender may have to wait.</summary>
public abstract class BoundedQueueContract(int room) : QueueContract(room)
{
    [TestMethod]
    [DynamicData(nameof(EachPair), typeof(QueueTest))]
    [TestProperty("Conformance", "KCH-3")]
    [TestProperty("Conformance", "KCH-23")]
    public void Enqueue_Full_WaitsUntilItsItemFindsRoomOrAPartner(Party sender, Party receiver)
    {
        Fill(Queue);
        PartyRun sends = Enqueues(sender, Queue, room);
        sends.UntilItWaits(Queue, 1);

        int first = -1;
        Dequeues(receiver, Queue, item => first = item).Join();

        Assert.AreEqual(room, Queue.Count, "the item that waited has the place that was made, at once");
        sends.Join();
        Assert.AreEqual(0, first);
        Assert.AreSequenceEqual(Enumerable.Range(1, room), TakeAll(Queue));
    }

    [TestMethod]
    [DynamicData(nameof(EachPair), typeof(QueueTest))]
    public void Enqueue_SeveralWaitAndOneIsCanceled_TheOthersAreServedInOrderOfArrival(Party one, Party other)
    {
        Fill(Queue);
        using CancellationTokenSource source = new();
        List<PartyRun> waiting = [];
        for (int i = 0; i < 5; i++)
        {
            waiting.Add(Enqueues(i % 2 == 0 ? one : other, Queue, room + i, i == 2 ? source.Token : default));
            waiting[i].UntilItWaits(Queue, i + 1);
        }

        source.Cancel();
        List<int> taken = TakeAll(Queue);

        Assert.Throws<OperationCanceledException>(waiting[2].Join);
        waiting.RemoveAt(2);
        waiting.ForEach(run => run.Join());
        Assert.AreSequenceEqual([.. Enumerable.Range(0, room + 2), room + 3, room + 4], taken);
        Assert.AreEqual(0, Queue.Core.Places);
    }

    [TestMethod]
    [DynamicData(nameof(EachPair), typeof(QueueTest))]
    [TestProperty("Conformance", "KSEL-4")]
    public void Select_WaitsForRoom_ItsItemIsTakenAndTheLoserLeavesNothing(Party selecting, Party receiver)
    {
        CoroutineQueue<int> loser = new(room);
        Fill(loser);
        Fill(Queue);
        PartyRun selects = Selects(selecting, loser.OnEnqueue(-1), Queue.OnEnqueue(room));
        selects.UntilItWaits(Queue, 1);

        int first = -1;
        Dequeues(receiver, Queue, item => first = item).Join();
        selects.Join();

        Assert.AreEqual(0, first);
        Assert.AreSequenceEqual(Enumerable.Range(1, room), TakeAll(Queue));
        Assert.AreSequenceEqual(Enumerable.Range(0, room), TakeAll(loser));
        Assert.AreEqual(0, Queue.Core.Places + loser.Core.Places);
    }

    [TestMethod]
    [DynamicData(nameof(EachPair), typeof(QueueTest))]
    [TestProperty("Conformance", "KCH-12")]
    public void Complete_SenderWaitsAlready_IsStillServedAndThenItEnds(Party sender, Party receiver)
    {
        Fill(Queue);
        PartyRun sends = Enqueues(sender, Queue, room);
        sends.UntilItWaits(Queue, 1);

        Queue.Complete();

        Assert.IsFalse(Queue.IsCompleted);
        Assert.IsTrue(Queue.IsAddingCompleted);
        List<int> received = [];
        Start(receiver, () => received.AddRange(Queue.DequeueAll()), () => ReceiveAllAsync(Queue, received)).Join();
        sends.Join();
        Assert.AreSequenceEqual(Enumerable.Range(0, room + 1), received);
        Assert.IsTrue(Queue.IsCompleted);
    }

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    public void Enqueue_CanceledByItsToken_LeavesNothing(Party kind)
    {
        Fill(Queue);
        using CancellationTokenSource source = new();
        PartyRun waits = Enqueues(kind, Queue, 99, source.Token);
        waits.UntilItWaits(Queue, 1);

        source.Cancel();
        OperationCanceledException seen = Assert.Throws<OperationCanceledException>(waits.Join);

        Assert.AreEqual(source.Token, seen.CancellationToken);
        Assert.AreEqual(0, Queue.Core.Places);
        Assert.AreSequenceEqual(Enumerable.Range(0, room), TakeAll(Queue));
    }
}

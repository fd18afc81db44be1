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
        sends.Join();

        Assert.AreEqual(0, first);
        Assert.AreSequenceEqual(Enumerable.Range(1, room), TakeAll(Queue));
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

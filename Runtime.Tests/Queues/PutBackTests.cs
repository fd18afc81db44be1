namespace Baton.Tests;

/// <summary>An item that its party could not use goes back to the queue, as the oldest.</summary>
[TestClass]
public sealed class PutBackTests : QueueTest
{
    [TestMethod]
    public void PutBack_ItemsAreThere_ItIsTheOldestAgain()
    {
        for (int others = 0; others < 10; others++)
        {
            CoroutineQueue<int> queue = new();
            queue.Enqueue(-1);
            queue.Dequeue(); // the first item does not lie at the array's begin
            for (int item = 1; item <= others; item++)
            {
                queue.Enqueue(item);
            }

            queue.Core.PutBack(0);
            queue.Complete();

            Assert.AreEqual(string.Join(' ', Enumerable.Range(0, others + 1)), string.Join(' ', queue.DequeueAll()));
        }
    }

    [TestMethod]
    public void PutBack_APartyWaits_GetsIt()
    {
        CoroutineQueue<int> queue = new();
        Task<int> waits = queue.DequeueAsync().AsTask();

        queue.Core.PutBack(7);

        Assert.AreEqual(7, waits.Await());
        Assert.AreEqual(0, queue.Count);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    public void PutBack_IntoAFullQueue_TheNextSendersWaitUntilThereIsRoom(int capacity)
    {
        CoroutineQueue<int> queue = new(capacity);
        Task[] senders = [.. Enumerable.Range(1, capacity + 2).Select(item => queue.EnqueueAsync(item).AsTask())];

        queue.Core.PutBack(0);

        Assert.AreEqual(capacity + 1, queue.Count);
        Assert.AreEqual(0, queue.Dequeue());
        Assert.AreEqual(capacity, queue.Count);
        Assert.AreEqual(capacity, senders.Count(sender => sender.IsCompleted), "nobody came in for the item too many");
        for (int item = 1; item <= capacity + 2; item++)
        {
            Assert.AreEqual(item, queue.Dequeue());
            Assert.IsLessThanOrEqualTo(capacity, queue.Count);
        }

        Task.WhenAll(senders).Await();
        Assert.AreEqual(0, queue.Core.Places);
    }

    [TestMethod]
    public void PutBack_IntoACompletedQueue_CanBeDequeued()
    {
        CoroutineQueue<int> queue = new();
        queue.Complete();

        queue.Core.PutBack(7);

        Assert.AreEqual(7, queue.Dequeue());
        Assert.ThrowsExactly<QueueCompletedException>(() => queue.Dequeue());
    }
}

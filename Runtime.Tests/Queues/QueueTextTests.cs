namespace Baton.Tests;

/// <summary>What queues, cases and their exceptions say of themselves.</summary>
[TestClass]
public sealed class QueueTextTests : QueueTest
{
    private readonly CoroutineQueue<int> _queue = new(1);

    [TestMethod]
    public async Task Enqueue_Completed_SaysWhatToDo()
    {
        _queue.Complete();

        string message = Assert.ThrowsExactly<QueueCompletedException>(() => _queue.Enqueue(1)).Message;
        QueueCompletedException asynchronous = await Assert.ThrowsExactlyAsync<QueueCompletedException>(
            async () => await _queue.EnqueueAsync(1));

        StringAssert.StartsWith(message, "The queue is completed and takes no more items, so this one was not enqueued.");
        StringAssert.Contains(message, "TryEnqueue");
        Assert.AreEqual(message, asynchronous.Message);
    }

    [TestMethod]
    public async Task Dequeue_CompletedAndEmpty_SaysWhatToDo()
    {
        _queue.Complete();

        string message = Assert.ThrowsExactly<QueueCompletedException>(() => _queue.Dequeue()).Message;
        QueueCompletedException asynchronous = await Assert.ThrowsExactlyAsync<QueueCompletedException>(
            async () => await _queue.DequeueAsync());

        StringAssert.StartsWith(message, "The queue is completed and has no items left");
        foreach (string way in (string[])["DequeueAll", "TryDequeue", "IsCompleted"])
        {
            StringAssert.Contains(message, way);
        }

        Assert.AreEqual(message, asynchronous.Message);
    }

    [TestMethod]
    [DataRow(Party.Thread)]
    [DataRow(Party.Frame)]
    [DataRow(Party.Async)]
    public void Enqueue_DiscardedWhileItWaits_SaysSo(Party kind)
    {
        _queue.Enqueue(1);
        PartyRun sender = Enqueues(kind, _queue, 2);
        sender.UntilItWaits(_queue, 1);

        _queue.Discard();

        StringAssert.StartsWith(
            Assert.ThrowsExactly<QueueCompletedException>(sender.Join).Message, "The queue was discarded and takes no more items");
    }

    [TestMethod]
    public async Task DequeueAll_CompletedWithAnError_SaysWhereItIs()
    {
        _queue.Complete(new IOException("no disk"));

        string message = Assert.ThrowsExactly<QueueCompletedException>(() => _queue.DequeueAll().ToList()).Message;
        QueueCompletedException asynchronous = await Assert.ThrowsExactlyAsync<QueueCompletedException>(
            async () => await _queue.DequeueAllAsync().ToListAsync(CancellationToken.None));

        StringAssert.StartsWith(message, "The queue is completed with an error (System.IO.IOException: no disk), and has no items left");
        Assert.IsFalse(message.Contains("ends here", StringComparison.Ordinal), message);
        Assert.AreEqual(message, asynchronous.Message);
    }

    [TestMethod]
    public void Dequeue_CompletedWithAnErrorWhoseMessageThrows_NamesItsType()
    {
        _queue.Complete(new MuteException());

        string message = Assert.ThrowsExactly<QueueCompletedException>(() => _queue.Dequeue()).Message;

        StringAssert.Contains(message, "MuteException, whose message threw System.NotSupportedException), and has no items left");
    }

    [TestMethod]
    public void Any_CaseOfACompletedQueue_IsNamedByItsIndex()
    {
        CoroutineQueue<string> open = new();
        _queue.Complete();

        StringAssert.StartsWith(
            Assert.ThrowsExactly<QueueCompletedException>(() => Select.Any(open.OnDequeue(_ => { }), _queue.OnDequeue(_ => { }))).Message,
            "The queue of case 1 of the select is completed and has no items left");
        StringAssert.StartsWith(
            Assert.ThrowsExactly<QueueCompletedException>(() => Select.Any(_queue.OnEnqueue(1), open.OnDequeue(_ => { }))).Message,
            "The queue of case 0 of the select is completed and takes no more items");
    }

    [TestMethod]
    [DataRow(Party.Thread)]
    [DataRow(Party.Async)]
    public void Any_QueueIsCompletedWhileItWaits_TheCaseIsNamedByItsIndex(Party kind)
    {
        CoroutineQueue<string> open = new();
        PartyRun selects = Selects(kind, open.OnDequeue(_ => { }), open.OnDequeue(_ => { }), _queue.OnDequeue(_ => { }));
        selects.UntilItWaits(_queue, 1);

        _queue.Complete();

        StringAssert.StartsWith(
            Assert.ThrowsExactly<QueueCompletedException>(selects.Join).Message, "The queue of case 2 of the select is completed");
    }

    [TestMethod]
    public void ToString_Queues_TellKindCountAndCapacity()
    {
        CoroutineQueue<string> unbounded = new();
        CoroutineQueue<List<int>> rendezvous = new(0);
        _queue.Enqueue(1);

        Assert.AreEqual("Queue of int: 1 of 1 items", _queue.ToString());
        Assert.AreEqual("Queue of string: 0 items", unbounded.ToString());
        Assert.AreEqual("Rendezvous of List<int>", rendezvous.ToString());

        _queue.Complete();
        unbounded.Complete();
        Assert.AreEqual("Queue of int: 1 of 1 items, completed, some left", _queue.ToString());
        Assert.AreEqual("Queue of string: 0 items, completed", unbounded.ToString());
    }

    [TestMethod]
    public void ToString_Cases_TellWhatTheyDoAndWithWhat()
    {
        Assert.AreEqual("dequeue from Queue of int: 0 of 1 items", _queue.OnDequeue(_ => { }).ToString());
        Assert.AreEqual("enqueue into Queue of int: 0 of 1 items", _queue.OnEnqueue(1).ToString());
        Assert.AreEqual("after 00:00:02", Select.After(TimeSpan.FromSeconds(2)).ToString());
        Assert.AreEqual("after an endless time", Select.After(Timeout.InfiniteTimeSpan).ToString());
        Assert.AreEqual($"on task {Task.CompletedTask.Id}: RanToCompletion", Select.On(Task.CompletedTask).ToString());
    }

    private sealed class MuteException : Exception
    {
        public override string Message => throw new NotSupportedException();
    }
}

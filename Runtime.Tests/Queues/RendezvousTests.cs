namespace Baton.Tests;

/// <summary>Capacity 0, between frames of one scheduler: the exact order of control.</summary>
[TestClass]
public sealed class RendezvousTests : QueueTest
{
    private readonly CoroutineQueue<int> _queue = new(0);

    [TestMethod]
    [TestProperty("Conformance", "KCH-1")]
    public void Enqueue_FirstComer_WaitsAndTheSecondDoesNot()
    {
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                Log.Add("send1");
                _queue.Enqueue(1);
                Log.Add("sent1");
                _queue.Enqueue(2);
                Log.Add("sent2");
            });
            Log.Add("receive1");
            Log.Add($"got{_queue.Dequeue()}");
            Log.Add($"got{_queue.Dequeue()}");
        });

        AssertLog("send1 receive1 got1 sent1 sent2 got2");
    }

    [TestMethod]
    [TestProperty("Conformance", "KCH-1")]
    public void Dequeue_WaitsAlready_SendDoesNotSuspend()
    {
        Run(() =>
        {
            Coroutine.Async(() => Log.Add($"got{_queue.Dequeue()}"));
            Log.Add("send");
            _queue.Enqueue(1);
            Log.Add("sent");
            Coroutine.Yield();
            Log.Add("end");
        });

        AssertLog("send sent got1 end");
    }

    [TestMethod]
    [TestProperty("Conformance", "KCH-2")]
    public void TryEnqueue_WithAndWithoutAWaitingReceiver_SucceedsAndFails()
    {
        Run(() =>
        {
            Assert.IsFalse(_queue.TryEnqueue(1));
            Frame<int> receiver = Coroutine.Async(() => _queue.Dequeue());
            Assert.IsTrue(_queue.TryEnqueue(2));
            Assert.IsFalse(_queue.TryEnqueue(3));
            Assert.AreEqual(2, receiver.Await());
        });
    }

    [TestMethod]
    [TestProperty("Conformance", "KCH-2")]
    public void TryDequeue_WithAndWithoutAWaitingSender_SucceedsAndFails()
    {
        Run(() =>
        {
            Assert.IsFalse(_queue.TryDequeue(out _));
            Frame sender = Coroutine.Async(() => _queue.Enqueue(5));
            Assert.IsTrue(_queue.TryDequeue(out int item));
            Assert.AreEqual(5, item);
            Assert.IsFalse(_queue.TryDequeue(out _));
            sender.Await();
        });
    }

    [TestMethod]
    public void Waiters_OfAllKinds_AreServedInOrderOfArrival()
    {
        List<PartyRun> runs = [];
        int[] seen = new int[9];
        for (int i = 0; i < 9; i++)
        {
            int place = i;
            runs.Add(Dequeues(Kinds[i % 3], _queue, item => seen[place] = item));
            runs[i].UntilItWaits(_queue, i + 1);
        }

        for (int i = 0; i < 9; i++)
        {
            Assert.IsTrue(_queue.TryEnqueue(100 + i));
        }

        runs.ForEach(run => run.Join());
        Assert.AreSequenceEqual(Enumerable.Range(100, 9), seen);
    }

    [TestMethod]
    public void Waiters_SendersOfAllKinds_AreServedInOrderOfArrival()
    {
        List<PartyRun> runs = [];
        for (int i = 0; i < 9; i++)
        {
            runs.Add(Enqueues(Kinds[i % 3], _queue, i));
            runs[i].UntilItWaits(_queue, i + 1);
        }

        List<int> seen = [];
        while (_queue.TryDequeue(out int item))
        {
            seen.Add(item);
        }

        runs.ForEach(run => run.Join());
        Assert.AreSequenceEqual(Enumerable.Range(0, 9), seen);
    }
}

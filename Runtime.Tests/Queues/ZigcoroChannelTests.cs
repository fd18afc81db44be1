namespace Baton.Tests;

/// <summary>What zigcoro asks of channels: a sender and a receiver in one scheduler, and what becomes of both at the end.</summary>
[TestClass]
public sealed class ZigcoroChannelTests : SchedulerTest
{
    [TestMethod]
    [TestProperty("Conformance", "ZIGCORO-9")]
    public void DequeueAll_SenderOfSixThroughOnePlace_EverythingComesInOrderAndThenTheEnd()
    {
        CoroutineQueue<int> queue = new(1);

        int sum = Run(() =>
        {
            Coroutine.Async(() =>
            {
                for (int i = 0; i < 6; i++)
                {
                    queue.Enqueue(i);
                    Log.Add($"sent{i}");
                }

                queue.Complete();
            });
            int received = 0;
            foreach (int item in queue.DequeueAll())
            {
                Log.Add($"got{item}");
                received += item;
            }

            return received;
        });

        Assert.AreEqual(15, sum);
        AssertOrder("got");
        AssertOrder("sent");
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIGCORO-16")]
    public void DequeueAll_SenderThatDelaysBetweenItems_EverythingComes()
    {
        ManualTime time = new();
        CoroutineQueue<int> queue = new(1);

        int sum = CoroutineScheduler.Run(
            () =>
            {
                Coroutine.Async(() =>
                {
                    for (int i = 0; i < 6; i++)
                    {
                        Coroutine.Delay(TimeSpan.FromMilliseconds(10));
                        queue.Enqueue(i);
                    }

                    queue.Complete();
                });
                Frame<int> receiver = Coroutine.Async(() => queue.DequeueAll().Sum());
                while (!receiver.IsCompleted)
                {
                    time.Advance(10);
                    Coroutine.Yield();
                }

                return receiver.Await();
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = time });

        Assert.AreEqual(15, sum);
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIGCORO-18")]
    public void Complete_ManyReceiversWait_AllAreTold()
    {
        CoroutineQueue<int> queue = new(1);
        Run(() =>
        {
            Frame[] receivers = [.. Enumerable.Range(0, 5).Select(_ => Coroutine.Async(() => { queue.Dequeue(); }))];

            queue.Complete();

            foreach (Frame receiver in receivers)
            {
                Assert.ThrowsExactly<QueueCompletedException>(receiver.Await);
            }
        });
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIGCORO-18")]
    public void Complete_ItemsAreLeft_TheyAreDrainedBeforeTheEndAndNoneIsTaken()
    {
        CoroutineQueue<int> queue = new(2);
        queue.Enqueue(1);
        queue.Enqueue(2);
        queue.Complete();

        Assert.ThrowsExactly<QueueCompletedException>(() => queue.Enqueue(3));
        Assert.AreEqual((1, 2), (queue.Dequeue(), queue.Dequeue()));
        Assert.ThrowsExactly<QueueCompletedException>(() => queue.Dequeue());
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIGCORO-18")]
    public void Suspend_AtTheRoot_AndResumeAfterTheEnd_AreRefused()
    {
        using Coroutine<int> ended = Coroutine.Create<int>(yielder => 1, InPool);
        ended.Resume();

        Assert.ThrowsExactly<InvalidOperationException>(() => ended.Resume());
        Assert.ThrowsExactly<InvalidOperationException>(() => Coroutine.Suspend(1));
    }

    private void AssertOrder(string what) => Assert.AreEqual(
        string.Join(' ', Enumerable.Range(0, 6).Select(i => $"{what}{i}")),
        string.Join(' ', Log.Where(entry => entry.StartsWith(what, StringComparison.Ordinal))));
}

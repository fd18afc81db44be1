namespace Baton.Tests;

/// <summary>
/// A token that fires after the first look at the queue, and before the party is in its list: the wait is claimed while it begins.
/// </summary>
[TestClass]
public sealed class QueueLateTokenTests : QueueTest
{
    private static readonly CancellationToken s_fired = new(canceled: true);
    private readonly CoroutineQueue<int> _queue = new(1);

    [TestMethod]
    [DataRow(Party.Thread)]
    [DataRow(Party.Frame)]
    public void Enqueue_RoomHasComeMeanwhile_SucceedsAndTheNextWaitIsAsEver(Party kind)
    {
        PartyRun run = Start(
            kind,
            () =>
            {
                CancellationToken fired = s_fired;
                CallWait wait = CallWait.Begin("To test");
                Assert.AreEqual(Attempt.Done, _queue.Core.TryOrWait(wait, wait.Sender(7), out _, ref fired));
                _queue.Enqueue(8);
            },
            null!);
        run.UntilItWaits(_queue, 1);

        Assert.AreEqual(7, _queue.Dequeue());
        Assert.AreEqual(8, _queue.Dequeue());
        run.Join();
    }

    [TestMethod]
    [DataRow(Party.Thread)]
    [DataRow(Party.Frame)]
    public void Dequeue_ItemHasComeMeanwhile_HasItAndTheNextWaitIsAsEver(Party kind)
    {
        _queue.Enqueue(7);
        int second = -1;
        PartyRun run = Start(
            kind,
            () =>
            {
                CancellationToken fired = s_fired;
                CallWait wait = CallWait.Begin("To test");
                Assert.AreEqual(Attempt.Done, _queue.Core.TryOrWait(wait, wait.Receiver<int>(), out int item, ref fired));
                Assert.AreEqual(7, item);
                second = _queue.Dequeue();
            },
            null!);
        run.UntilItWaits(_queue, 1);

        _queue.Enqueue(8);
        run.Join();

        Assert.AreEqual(8, second);
    }

    [TestMethod]
    [DataRow(Party.Thread)]
    [DataRow(Party.Frame)]
    public void Dequeue_NothingThere_IsCanceledAndTheNextWaitIsAsEver(Party kind)
    {
        int item = -1;
        PartyRun run = Start(
            kind,
            () =>
            {
                CancellationToken fired = s_fired;
                CallWait wait = CallWait.Begin("To test");
                OperationCanceledException seen = Assert.ThrowsExactly<OperationCanceledException>(
                    () => _queue.Core.TryOrWait(wait, wait.Receiver<int>(), out _, ref fired));
                Assert.AreEqual(s_fired, seen.CancellationToken);
                Assert.AreEqual(0, _queue.Core.Places);
                item = _queue.Dequeue();
            },
            null!);
        run.UntilItWaits(_queue, 1);

        _queue.Enqueue(8);
        run.Join();

        Assert.AreEqual(8, item);
    }

    [TestMethod]
    public async Task EnqueueAsync_RoomOrNone_EnqueuesOrIsCanceled()
    {
        Assert.IsNull(_queue.Core.TryEnqueueAsync(7, s_fired, out Attempt attempt));
        Assert.AreEqual(Attempt.Done, attempt);

        AsyncWait<int> wait = _queue.Core.TryEnqueueAsync(8, s_fired, out attempt)!;
        Assert.AreEqual(Attempt.NotNow, attempt);
        await Assert.ThrowsAsync<OperationCanceledException>(() => new ValueTask(wait, wait.Version).AsTask());

        Assert.AreEqual(0, _queue.Core.Places);
        Assert.AreSequenceEqual([7], TakeAll());
    }

    [TestMethod]
    public async Task DequeueAsync_ItemOrNone_HasItOrIsCanceled()
    {
        _queue.Enqueue(7);

        Assert.IsNull(_queue.Core.TryDequeueAsync(s_fired, out Attempt attempt, out int item));
        Assert.AreEqual((Attempt.Done, 7), (attempt, item));

        AsyncWait<int> wait = _queue.Core.TryDequeueAsync(s_fired, out attempt, out _)!;
        Assert.AreEqual(Attempt.NotNow, attempt);
        await Assert.ThrowsAsync<OperationCanceledException>(() => new ValueTask<int>(wait, wait.Version).AsTask());

        Assert.AreEqual(0, _queue.Core.Places);
    }

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    public void Enqueue_TokenRacesTheRoom_TheItemComesWholeOrNotAtAll(Party kind)
    {
        int sent = 0;
        int canceled = 0;
        int received = 0;
        for (int i = 1; i <= 200; i++)
        {
            using CancellationTokenSource source = new();
            _queue.Enqueue(-1);
            PartyRun sends = Start(
                kind,
                () => Count(() => _queue.Enqueue(1000, source.Token)),
                async () => await CountAsync(_queue.EnqueueAsync(1000, source.Token)));
            int spins = i % 40;
            TestThread.RunAtOnce(2, side =>
            {
                Thread.SpinWait(side == 0 ? 40 - spins : spins);
                if (side == 0)
                {
                    source.Cancel();
                }
                else
                {
                    Assert.AreEqual(-1, _queue.Dequeue());
                }
            });
            sends.Join();
            foreach (int item in TakeAll())
            {
                Assert.AreEqual(1000, item);
                received++;
            }
        }

        Assert.AreEqual(sent, received);
        Assert.AreEqual(200, sent + canceled);
        Assert.AreEqual(0, _queue.Core.Places);

        void Count(Action enqueue)
        {
            try
            {
                enqueue();
                sent++;
            }
            catch (OperationCanceledException)
            {
                canceled++;
            }
        }

        async Task CountAsync(ValueTask enqueues)
        {
            try
            {
                await enqueues;
                sent++;
            }
            catch (OperationCanceledException)
            {
                canceled++;
            }
        }
    }

    private List<int> TakeAll()
    {
        List<int> taken = [];
        while (_queue.TryDequeue(out int item))
        {
            taken.Add(item);
        }

        return taken;
    }
}

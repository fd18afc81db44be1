namespace Baton.Tests;

/// <summary>Queues where something else of the library is around them: other schedulers, blocking modes, scopes, call-backs.</summary>
[TestClass]
public sealed class QueueSeamTests : QueueTest
{
    private readonly CoroutineQueue<int> _queue = new(0);
    private readonly CoroutineQueue<int> _other = new(0);

    [TestMethod]
    [DataRow(0)]
    [DataRow(3)]
    public void Items_BetweenFramesOfTwoSchedulers_ComeInOrder(int capacity)
    {
        CoroutineQueue<int> queue = new(capacity);
        using CoroutineScheduler second = new(OnPool);
        Frame sends = second.Start(() =>
        {
            for (int i = 0; i < 300; i++)
            {
                queue.Enqueue(i);
            }

            queue.Complete();
        });
        Frame<List<int>> receives = Scheduler.Start(() => queue.DequeueAll().ToList());

        Assert.AreSequenceEqual(Enumerable.Range(0, 300), receives.Await());
        sends.Await();
        Assert.AreEqual(0, queue.Core.Places);
    }

    [TestMethod]
    public void Dequeue_InARunInsideAFrame_IsServedByThatFramesSiblings()
    {
        List<int> seen = [];
        CoroutineScheduler.Run(
            () =>
            {
                Frame inner = Coroutine.Async(() => CoroutineScheduler.Run(
                    () =>
                    {
                        seen.Add(_queue.Dequeue());
                        _other.Enqueue(2);
                        Frame<int> innermost = Coroutine.Async(() => _queue.Dequeue());
                        seen.Add(innermost.Await());
                    },
                    OnPool));
                _queue.Enqueue(1);
                seen.Add(_other.Dequeue());
                _queue.Enqueue(3);
                inner.Await();
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, Blocking = BlockingMode.Yield });

        Assert.AreSequenceEqual([1, 2, 3], seen.Order());
        Assert.AreEqual(0, _queue.Core.Places + _other.Core.Places);
    }

    [TestMethod]
    [DataRow(BlockingMode.Forbid)]
    [DataRow(BlockingMode.Yield)]
    public void Waits_InEachBlockingMode_AreNoBlocking(BlockingMode mode)
    {
        CoroutineScheduler.Run(
            () =>
            {
                Frame<int> first = Coroutine.Async(() => _queue.Dequeue());
                using CancellationTokenSource source = new();
                Frame second = Coroutine.Async(
                    () => Assert.ThrowsExactly<OperationCanceledException>(() => _other.Enqueue(1, source.Token)));
                Frame third = Coroutine.Async(() => Select.Any(_other.OnEnqueue(2), Select.After(TimeSpan.FromMilliseconds(1))));
                source.Cancel();
                _queue.Enqueue(4);
                Assert.AreEqual(4, first.Await());
                second.Await();
                third.Await();
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, Blocking = mode, BlockingGrace = TimeSpan.Zero });

        Assert.AreEqual(0, Telemetry["baton.frames.blocked"] + Telemetry["baton.frames.gave_way"]);
        Assert.AreEqual(0, _queue.Core.Places + _other.Core.Places);
    }

    [TestMethod]
    public void Dequeue_InAScopeThatIsCanceled_EndsInBlockAndChildrenAndLeavesNothing()
    {
        Run(() =>
        {
            Assert.Throws<OperationCanceledException>(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() => _queue.Dequeue());
                scope.Async(() => Select.Any(_queue.OnDequeue(_ => { }), _other.OnDequeue(_ => { })));
                Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    scope.Cancel();
                });
                _other.Enqueue(1, CancellationToken.None); // met by the select
                _other.Enqueue(2);
            }));
            Assert.AreEqual(0, _queue.Core.Places + _other.Core.Places);

            Frame<int> after = Coroutine.Async(() => _queue.Dequeue());
            _queue.Enqueue(3);
            Assert.AreEqual(3, after.Await());
        });
    }

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    public void Select_CallbackWaitsAndSelectsAgain_EachWaitIsItsOwn(Party kind)
    {
        CoroutineQueue<int> third = new(0);
        List<int> seen = [];
        PartyRun run = Selects(kind, third.OnEnqueue(-1), _queue.OnDequeue(item =>
        {
            seen.Add(item);
            seen.Add(_other.Dequeue());
            Select.Any(third.OnDequeue(_ => { }), _other.OnDequeue(inner =>
            {
                seen.Add(inner);
                third.Enqueue(9);
            }));
            seen.Add(_queue.Dequeue());
        }));
        run.UntilItWaits(_queue, 1);

        _queue.Enqueue(1);
        _other.Enqueue(2);
        _other.Enqueue(3);
        Assert.AreEqual(9, third.Dequeue());
        _queue.Enqueue(4);
        run.Join();

        Assert.AreSequenceEqual([1, 2, 3, 4], seen);
        Assert.AreEqual(0, _queue.Core.Places + _other.Core.Places + third.Core.Places);
    }

    [TestMethod]
    public void LooksEmpty_AnItemIsThereAtEachInstant_IsNeverTrue()
    {
        const int Times = 20_000;
        CoroutineQueue<int> queue = new(1);
        queue.Enqueue(0);
        bool isOver = false;
        TestThread mover = TestThread.Start(() =>
        {
            for (int i = 1; i <= Times; i++)
            {
                ValueTask waits = queue.EnqueueAsync(i);
                Assert.IsTrue(queue.TryDequeue(out _), "makes room for the one that waits");
                Assert.IsTrue(waits.IsCompletedSuccessfully);
            }

            Volatile.Write(ref isOver, true);
        });
        int empty = 0;
        while (!Volatile.Read(ref isOver))
        {
            empty += queue.Core.LooksEmpty ? 1 : 0;
        }

        mover.Join();
        Assert.AreEqual(0, empty);
    }

    [TestMethod]
    public void OnUndelivered_UsesTheQueueAgain_EachItemOnce()
    {
        List<int> dropped = [];
        CoroutineQueue<int> queue = null!;
        queue = new CoroutineQueue<int>
        {
            OnUndelivered = item =>
            {
                dropped.Add(item);
                Assert.AreEqual(0, queue.Discard());
                Assert.IsFalse(queue.TryDequeue(out _));
                Assert.IsFalse(queue.TryEnqueue(item));
                Assert.IsFalse(queue.Complete());
            },
        };
        queue.Enqueue(1);
        queue.Enqueue(2);

        Assert.AreEqual(2, queue.Discard());

        Assert.AreSequenceEqual([1, 2], dropped);
    }

    [TestMethod]
    public async Task DequeueAll_SeveralEnumeratorsOfOneView_ShareTheItems()
    {
        CoroutineQueue<int> queue = new();
        for (int i = 1; i <= 5; i++)
        {
            queue.Enqueue(i);
        }

        queue.Complete();
        IEnumerable<int> view = queue.DequeueAll();
        IAsyncEnumerable<int> asyncView = queue.DequeueAllAsync();
        using IEnumerator<int> first = view.GetEnumerator();
        using IEnumerator<int> second = view.GetEnumerator();
        await using IAsyncEnumerator<int> third = asyncView.GetAsyncEnumerator();
        await using IAsyncEnumerator<int> fourth = asyncView.GetAsyncEnumerator();

        Assert.IsTrue(
            first.MoveNext() && second.MoveNext() && await third.MoveNextAsync() && await fourth.MoveNextAsync() && first.MoveNext());

        Assert.AreSequenceEqual([5, 2, 3, 4], [first.Current, second.Current, third.Current, fourth.Current]);
        Assert.IsFalse(first.MoveNext() || second.MoveNext() || await third.MoveNextAsync() || await fourth.MoveNextAsync());
    }

    [TestMethod]
    public void DequeueAll_CompletedWithAnErrorOrCanceled_ThrowsOnceAndIsAtItsEnd()
    {
        CoroutineQueue<int> queue = new();
        using IEnumerator<int> failed = queue.DequeueAll().GetEnumerator();
        using IEnumerator<int> canceled = _queue.DequeueAll().GetEnumerator();
        Run(() =>
        {
            Frame waits = Coroutine.Async(() => canceled.MoveNext());
            waits.Cancel();
            Assert.Throws<OperationCanceledException>(waits.Await);
        });
        queue.Complete(new IOException());
        Assert.ThrowsExactly<QueueCompletedException>(() => failed.MoveNext());

        Assert.IsFalse(failed.MoveNext());
        Assert.IsFalse(canceled.MoveNext());
        Assert.AreEqual(0, _queue.Core.Places);
    }
}

namespace Baton.Tests;

/// <summary>Selects that wait: how they are woken, by exactly one case, and what becomes of the others.</summary>
[TestClass]
public sealed class SelectWaitTests : QueueTest
{
    private readonly CoroutineQueue<int> _one = new(0);
    private readonly CoroutineQueue<int> _other = new(0);
    private int _taken = -1;

    private int Places => _one.Core.Places + _other.Core.Places;

    [TestMethod]
    [TestProperty("Conformance", "KSEL-4")]
    public void Any_NoneIsReady_SuspendsUntilTheFirstPartner()
    {
        Run(() =>
        {
            Frame selects = Coroutine.Async(() =>
            {
                Log.Add("select");
                Log.Add($"case{Select.Any(_one.OnDequeue(item => Log.Add($"got{item}")), _other.OnDequeue(_ => { }))}");
            });
            Log.Add("send");
            _one.Enqueue(1);
            Log.Add("sent");
            selects.Await();
        });

        AssertLog("select send sent got1 case0");
        Assert.AreEqual(0, Places);
    }

    [TestMethod]
    [DynamicData(nameof(EachPair), typeof(QueueTest))]
    public void Any_WaitsToDequeue_IsWokenByASenderOfAnyKind(Party selecting, Party partner)
    {
        PartyRun selects = Selects(selecting, _one.OnDequeue(_ => Assert.Fail()), _other.OnDequeue(item => _taken = item));
        selects.UntilItWaits(_other, 1);

        Enqueues(partner, _other, 3).Join();
        selects.Join();

        Assert.AreEqual(3, _taken);
        Assert.AreEqual(0, Places);
    }

    [TestMethod]
    [DynamicData(nameof(EachPair), typeof(QueueTest))]
    public void Any_WaitsToEnqueue_IsWokenByAReceiverOfAnyKind(Party selecting, Party partner)
    {
        PartyRun selects = Selects(selecting, _one.OnEnqueue(1), _other.OnEnqueue(2));
        selects.UntilItWaits(_other, 1);

        Dequeues(partner, _other, item => _taken = item).Join();
        selects.Join();

        Assert.AreEqual(2, _taken);
        Assert.AreEqual(0, Places);
    }

    [TestMethod]
    [DynamicData(nameof(EachPair), typeof(QueueTest))]
    public void Any_TwoSelectsOfOppositeSides_MeetOnce(Party first, Party second)
    {
        PartyRun sends = Selects(first, _one.OnEnqueue(1), _other.OnEnqueue(2));
        sends.UntilItWaits(_other, 1);
        int count = 0;

        Selects(second, _other.OnDequeue(_ => count++), _one.OnDequeue(_ => count++)).Join();
        sends.Join();

        Assert.AreEqual(1, count);
        Assert.AreEqual(0, Places);
    }

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    [TestProperty("Conformance", "KSEL-10")]
    public void Any_BothSidesOfOneQueue_NeverMeetsItselfButAnother(Party kind)
    {
        PartyRun first = Selects(kind, _one.OnEnqueue(1), _one.OnDequeue(item => _taken = item));
        first.UntilItWaits(_one, 2);

        int index = Select.Any(_one.OnEnqueue(2), _one.OnDequeue(item => _taken = item));
        first.Join();

        Assert.AreEqual(index == 0 ? 2 : 1, _taken);
        Assert.AreEqual(0, Places);
    }

    [TestMethod]
    public void Any_SameQueueTwice_IsTakenOnce()
    {
        PartyRun selects = Selects(Party.Frame, _one.OnDequeue(item => _taken += item), _one.OnDequeue(item => _taken += item));
        selects.UntilItWaits(_one, 2);

        Assert.IsTrue(_one.TryEnqueue(5));
        Assert.IsFalse(_one.TryEnqueue(6));
        selects.Join();

        Assert.AreEqual(4, _taken);
    }

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    [TestProperty("Conformance", "KSEL-5")]
    public void Any_QueueIsCompletedWhileItWaits_Throws(Party kind)
    {
        IOException error = new();
        PartyRun selects = Selects(kind, _one.OnDequeue(_ => { }), _other.OnDequeue(_ => { }));
        selects.UntilItWaits(_other, 1);

        _other.Complete(error);

        Assert.AreSame(error, Assert.ThrowsExactly<QueueCompletedException>(selects.Join).InnerException);
        Assert.AreEqual(0, Places);
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEL-8")]
    public void Any_OtherQueueIsCompletedAfterTheChoice_TheChoiceStands()
    {
        Run(() =>
        {
            Frame<int> selects = Coroutine.Async(() => Select.Any(_one.OnDequeue(item => _taken = item), _other.OnDequeue(_ => { })));
            _one.Enqueue(8);
            _other.Complete(new IOException());
            Assert.AreEqual(0, selects.Await());
        });

        Assert.AreEqual(8, _taken);
    }

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    [TestProperty("Conformance", "KSEL-7")]
    public void Any_LosesManyTimes_NothingPilesUp(Party kind)
    {
        CoroutineQueue<int> busy = new(0);
        SelectCase[] cases = [busy.OnDequeue(item => _taken = item), _other.OnDequeue(_ => { }), _one.OnEnqueue(1)];
        PartyRun selects = Start(
            kind,
            () =>
            {
                for (int i = 0; i < 200; i++)
                {
                    Select.Any(cases);
                    Assert.IsLessThanOrEqualTo(0, Places);
                }
            },
            async () =>
            {
                for (int i = 0; i < 200; i++)
                {
                    await Select.AnyAsync(cases);
                    Assert.IsLessThanOrEqualTo(0, Places);
                }
            });

        for (int i = 0; i < 200; i++)
        {
            busy.Enqueue(i);
        }

        selects.Join();
        Assert.AreEqual(199, _taken);
    }

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    [TestProperty("Conformance", "KSEL-7")]
    public void Any_Lost_DoesNotKeepItsItemAlive(Party kind)
    {
        CoroutineQueue<object> queue = new(0);
        WeakReference item = LoseWith(queue, kind);

        Eventually.Collected(item, "the item of the case that lost");
        GC.KeepAlive(queue);
    }

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    public void Any_Canceled_LeavesNothing(Party kind)
    {
        using CancellationTokenSource source = new();
        SelectCase[] cases = [_one.OnDequeue(_ => { }), _other.OnEnqueue(1)];
        PartyRun selects = Start(kind, () => Select.Any(cases, source.Token), async () => await Select.AnyAsync(cases, source.Token));
        selects.UntilItWaits(_other, 1);

        source.Cancel();

        Assert.AreEqual(source.Token, Assert.Throws<OperationCanceledException>(selects.Join).CancellationToken);
        Assert.AreEqual(0, Places);
    }

    [TestMethod]
    public void Any_FrameIsCanceled_LeavesNothing()
    {
        Run(() =>
        {
            Frame selects = Coroutine.Async(() => Select.Any(_one.OnDequeue(_ => { }), _other.OnEnqueue(1)));
            selects.Cancel();
            Assert.Throws<OperationCanceledException>(selects.Await);
        });

        Assert.AreEqual(0, Places);
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEL-9")]
    public void Any_CallbackInAFrame_MaySuspend()
    {
        Run(() =>
        {
            Frame selects = Coroutine.Async(() => Select.Any(_one.OnDequeue(_ =>
            {
                Coroutine.Yield();
                Log.Add("callback");
            })));
            _one.Enqueue(1);
            Coroutine.Yield();
            Log.Add("main");
            selects.Await();
        });

        AssertLog("main callback");
    }

    [TestMethod]
    public void Any_SelectsOverTheSameQueuesInOppositeOrder_EveryItemOnceAndNoDeadlock()
    {
        const int Each = 300;
        CoroutineQueue<int> done = new();
        int[] seen = new int[2 * Each];
        List<PartyRun> runs = [];
        foreach ((Party kind, int first) in new[] { (Party.Thread, 0), (Party.Async, Each) })
        {
            runs.Add(SendEach(kind, first, Each));
        }

        foreach (Party kind in new[] { Party.Frame, Party.Async, Party.Thread })
        {
            SelectCase[] cases = [_other.OnDequeue(Count), _one.OnDequeue(Count), done.OnDequeue(_ => { })];
            runs.Add(Start(
                kind,
                () =>
                {
                    while (Select.Any(cases) < 2)
                    {
                    }
                },
                async () =>
                {
                    while (await Select.AnyAsync(cases) < 2)
                    {
                    }
                }));
        }

        runs[0].Join();
        runs[1].Join();
        done.Enqueue(0);
        done.Enqueue(0);
        done.Enqueue(0);
        runs.ForEach(run => run.Join());

        Assert.IsTrue(seen.All(times => times == 1), "each item came once");
        Assert.AreEqual(0, Places);

        void Count(int item) => Interlocked.Increment(ref seen[item]);
    }

    private PartyRun SendEach(Party kind, int first, int count)
    {
        SelectCase[][] cases =
        [
            .. Enumerable.Range(first, count).Select(item => item % 2 == 0
                ? new[] { _one.OnEnqueue(item), _other.OnEnqueue(item) }
                : [_other.OnEnqueue(item), _one.OnEnqueue(item)]),
        ];
        return Start(
            kind,
            () => Array.ForEach(cases, these => Select.Any(these)),
            async () =>
            {
                foreach (SelectCase[] these in cases)
                {
                    await Select.AnyAsync(these);
                }
            });
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private WeakReference LoseWith(CoroutineQueue<object> queue, Party kind)
    {
        object item = new();
        PartyRun selects = Selects(kind, queue.OnEnqueue(item), _one.OnDequeue(_ => { }));
        selects.UntilItWaits(_one, 1);
        _one.Enqueue(1);
        selects.Join();
        return new WeakReference(item);
    }
}

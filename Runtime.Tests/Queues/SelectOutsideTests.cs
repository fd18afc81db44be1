namespace Baton.Tests;

/// <summary>The cases that are no queue's: time and tasks.</summary>
[TestClass]
public sealed class SelectOutsideTests : QueueTest
{
    private readonly ManualTime _time = new();
    private readonly CoroutineQueue<int> _queue = new();

    private CoroutineSchedulerOptions OnClock => new() { ThreadPool = Pool, TimeProvider = _time };

    [TestMethod]
    [TestProperty("Conformance", "KSEL-12")]
    public void After_Several_TheShortestWinsByTheSchedulersClock()
    {
        CoroutineScheduler.Run(
            () =>
            {
                Frame<int> selects = Coroutine.Async(
                    () => Select.Any(Milliseconds(300), Milliseconds(100), _queue.OnDequeue(_ => { }), Milliseconds(200)));
                Assert.AreEqual(1, _time.Pending);
                _time.Advance(99);
                Coroutine.Yield();
                Assert.IsFalse(selects.IsCompleted);
                _time.Advance(1);
                Assert.AreEqual(1, selects.Await());
            },
            OnClock);

        AssertLog("after100");
        Assert.AreEqual(0, _queue.Core.Places);
        Assert.AreEqual(0, _time.Pending);
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEL-12")]
    [DataRow(0)]
    [DataRow(-5)]
    public void After_ZeroOrNegative_IsTakenAtOnceIfNothingElseIsReady(int milliseconds)
    {
        Assert.AreEqual(0, Select.Any(Milliseconds(milliseconds), _queue.OnDequeue(_ => { })));
        Assert.AreEqual(0, Select.AnyOrDefault(Milliseconds(milliseconds), _queue.OnDequeue(_ => { })));
        _queue.Enqueue(1);
        Assert.AreEqual(1, Select.Any(Milliseconds(milliseconds), _queue.OnDequeue(_ => { })));
        Assert.AreEqual(-1, Select.AnyOrDefault(Milliseconds(1000)));
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEL-12")]
    public void After_TwoThatAreOver_BothAreTakenInTheLongRun()
    {
        int[] counts = new int[2];
        for (int i = 0; i < 400; i++)
        {
            counts[Select.Any(Select.After(TimeSpan.Zero), Select.After(TimeSpan.FromSeconds(-1)))]++;
        }

        Assert.IsGreaterThan(100, counts[0]);
        Assert.IsGreaterThan(100, counts[1]);
    }

    [TestMethod]
    public void After_QueueIsFirst_LeavesNoTimer()
    {
        CoroutineScheduler.Run(
            () =>
            {
                Frame<int> selects = Coroutine.Async(() => Select.Any(Milliseconds(300), _queue.OnDequeue(_ => { })));
                Assert.AreEqual(1, _time.Pending);
                _queue.Enqueue(1);
                Assert.AreEqual(1, selects.Await());
                Assert.AreEqual(0, _time.Pending);
            },
            OnClock);
    }

    [TestMethod]
    public void After_InfiniteOrTooLong_NeverOrRefused()
    {
        CoroutineScheduler.Run(
            () =>
            {
                Frame<int> selects = Coroutine.Async(() => Select.Any(Select.After(Timeout.InfiniteTimeSpan), _queue.OnDequeue(_ => { })));
                Assert.AreEqual(0, _time.Pending);
                _queue.Enqueue(1);
                Assert.AreEqual(1, selects.Await());
            },
            OnClock);
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Select.After(TimeSpan.FromDays(30))).Message,
            "The time of a case is at most 2147483647 milliseconds, or Timeout.InfiniteTimeSpan.");
    }

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    public void After_ByTheSystemsClock_EndsTheWait(Party kind)
    {
        Selects(kind, _queue.OnDequeue(_ => { }), Milliseconds(1)).Join();

        AssertLog("after1");
        Assert.AreEqual(0, _queue.Core.Places);
    }

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    public void After_TheShortestAndTheLongestTime_EndsAtOnceAndStaysOut(Party kind)
    {
        Selects(kind, Select.After(TimeSpan.FromTicks(1), () => Log.Add("tick")), Milliseconds(int.MaxValue)).Join();
        Selects(kind, Select.After(TimeSpan.MinValue, () => Log.Add("past")), Milliseconds(int.MaxValue)).Join();

        AssertLog("tick past");
    }

    [TestMethod]
    public void Any_ClockThatFails_TellsItsCallerAndLeavesNothing()
    {
        CoroutineScheduler.Run(
            () => Assert.ThrowsExactly<NotSupportedException>(() => Select.Any(Milliseconds(1), _queue.OnDequeue(_ => { }))),
            new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = new BrokenClock() });

        Assert.AreEqual(0, _queue.Core.Places);
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEL-13")]
    public void On_TaskHasEnded_IsTakenAtOnceAndItsFailureComesOut()
    {
        IOException failure = new();

        Assert.AreEqual(0, Select.AnyOrDefault(Select.On(Task.CompletedTask, () => Log.Add("done"))));
        Assert.AreEqual(1, Select.Any(_queue.OnDequeue(_ => { }), Select.On(Task.FromResult(4), result => Log.Add($"result{result}"))));
        Assert.AreSame(failure, Assert.ThrowsExactly<IOException>(() => Select.Any(Select.On(Task.FromException(failure)))));
        Assert.Throws<OperationCanceledException>(() => Select.Any(Select.On(Task.FromCanceled(new CancellationToken(true)))));

        AssertLog("done result4");
    }

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    [TestProperty("Conformance", "KSEL-13")]
    public void On_TheFirstOfTwoTasksEnds_Wins(Party kind)
    {
        TaskCompletionSource first = new();
        TaskCompletionSource<int> second = new();
        PartyRun selects = Selects(
            kind, Select.On(first.Task), _queue.OnDequeue(_ => { }), Select.On(second.Task, result => Log.Add($"result{result}")));
        selects.UntilItWaits(_queue, 1);

        second.SetResult(6);
        selects.Join();
        first.SetResult();

        AssertLog("result6");
        Assert.AreEqual(0, _queue.Core.Places);
    }

    [TestMethod]
    public void On_TaskLosesManyTimes_NothingPilesUpWithTheTask()
    {
        const int Times = 2000;
        CoroutineQueue<int> queue = new(0);
        TaskCompletionSource never = new();
        long grown = 0;
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                for (int i = 0; i < 2 * Times; i++)
                {
                    queue.Enqueue(i);
                }
            });
            SelectCase[] cases = [Select.On(never.Task), queue.OnDequeue(_ => { })];
            Lose(cases, Times);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            Lose(cases, Times);
            grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        });

        Assert.IsLessThan(50 * Times, grown);
        GC.KeepAlive(never);
    }

    [TestMethod]
    public void Any_TimerThatFiresWhileItIsSet_EndsTheWaitOfTheFrameThatSetsIt()
    {
        CoroutineScheduler.Run(
            () =>
            {
                Assert.AreEqual(1, Select.Any(_queue.OnDequeue(_ => { }), Milliseconds(1)));

                // The wait is over for the scheduler too: it can tell that nothing outside is waited for.
                Frame? second = null;
                Frame first = Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    second!.Await();
                });
                second = Coroutine.Async(first.Await);
                Assert.Throws<CoroutineDeadlockException>(first.Await);
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = new HastyClock() });

        AssertLog("after1");
        Assert.AreEqual(0, _queue.Core.Places);
    }

    [TestMethod]
    public async Task AnyAsync_InAContext_CallsBackThere()
    {
        CountingContext context = new();
        Task<int> selects = Task.CompletedTask.ContinueWith(
            async _ =>
            {
                SynchronizationContext.SetSynchronizationContext(context);
                try
                {
                    return await Select.AnyAsync(_queue.OnDequeue(_ => Assert.AreSame(context, SynchronizationContext.Current)));
                }
                finally
                {
                    SynchronizationContext.SetSynchronizationContext(null);
                }
            },
            TaskScheduler.Default).Unwrap();
        Eventually.True(() => _queue.Core.Places == 1, "it waits");

        _queue.Enqueue(1);

        Assert.AreEqual(0, await selects);
    }

    private SelectCase Milliseconds(int milliseconds) =>
        Select.After(TimeSpan.FromMilliseconds(milliseconds), () => Log.Add($"after{milliseconds}"));

    private static void Lose(SelectCase[] cases, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Assert.AreEqual(1, Select.Any(cases));
        }
    }

    private sealed class HastyClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            callback(state);
            return new ManualTime().CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class BrokenClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            throw new NotSupportedException();
    }

    private sealed class CountingContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(_ =>
        {
            SetSynchronizationContext(this);
            d(state);
            SetSynchronizationContext(null);
        });
    }
}

namespace Baton.Tests;

/// <summary>Virtual time: it stands still while a strand can go on, and jumps when none can.</summary>
[TestClass]
public sealed class RunClockTests : ExploreTest
{
    private static readonly DateTimeOffset s_start = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public void Delay_OfYears_TakesNoTime() => Pass(
        static scheduler =>
        {
            Assert.AreEqual(s_start, scheduler.Time.GetUtcNow());
            Coroutine.Delay(TimeSpan.FromDays(20));
            scheduler.Start(static () => Coroutine.Delay(TimeSpan.FromDays(20))).Await();
            Assert.AreEqual(s_start + TimeSpan.FromDays(40), scheduler.Time.GetUtcNow());
        },
        schedules: 10);

    [TestMethod]
    public void Delays_EndInTheOrderOfTheirTimes() => Pass(static scheduler =>
    {
        List<int> ended = [];
        Frame.AwaitAll(scheduler.Start(() => Wait(1000)), scheduler.Start(() => Wait(10)), scheduler.Start(() => Wait(100)));
        Assert.AreEqual("10 100 1000", string.Join(' ', ended));

        void Wait(int milliseconds)
        {
            Coroutine.Delay(TimeSpan.FromMilliseconds(milliseconds));
            Assert.AreEqual(milliseconds, (scheduler.Time.GetUtcNow() - s_start).TotalMilliseconds);
            ended.Add(milliseconds);
        }
    });

    [TestMethod]
    public void Delays_OfTheSameTime_EndInEveryOrder()
    {
        HashSet<string> orders = [];

        Pass(scheduler =>
        {
            string ended = "";
            Frame.AwaitAll(scheduler.Start(() => Wait("a")), scheduler.Start(() => Wait("b")), scheduler.Start(() => Wait("c")));
            orders.Add(ended);

            void Wait(string name)
            {
                Coroutine.Delay(TimeSpan.FromSeconds(1));
                ended += name;
            }
        });

        Assert.HasCount(6, orders);
    }

    [TestMethod]
    public void SelectWithATimeout_WhereNothingComes_TimesOut() => Pass(
        static scheduler =>
        {
            CoroutineQueue<int> queue = new(0);
            int taken = Select.Any(queue.OnDequeue(static _ => { }), Select.After(TimeSpan.FromHours(1)));
            Assert.AreEqual(1, taken);
            Assert.AreEqual(TimeSpan.FromHours(1), scheduler.Time.GetUtcNow() - s_start);
        },
        schedules: 10);

    [TestMethod]
    public void SelectWithATimeout_WhereAnItemComes_TakesIt() => Pass(static scheduler =>
    {
        CoroutineQueue<int> queue = new(0);
        scheduler.Start(() => queue.Enqueue(1));
        Assert.AreEqual(0, Select.Any(queue.OnDequeue(static _ => { }), Select.After(TimeSpan.FromMilliseconds(1))));
        Assert.AreEqual(s_start, scheduler.Time.GetUtcNow());
    });

    [TestMethod]
    public void WithTimeout_InnerDelayIsLonger_TimesOut() => Pass(static scheduler => scheduler.Start(static () =>
        Assert.ThrowsExactly<TimeoutException>(static () =>
            Coroutine.WithTimeout(TimeSpan.FromSeconds(1), static () => Coroutine.Delay(TimeSpan.FromSeconds(10))))).Await());

    [TestMethod]
    public void AwaitWithTimeout_ForATaskThatNeverEnds_TimesOut() => Pass(static scheduler =>
    {
        TaskCompletionSource never = new();
        Assert.ThrowsExactly<TimeoutException>(() => never.Task.Await(TimeSpan.FromMinutes(1)));
        Assert.AreEqual(TimeSpan.FromMinutes(1), scheduler.Time.GetUtcNow() - s_start);
    });

    [TestMethod]
    public void Timer_OfTheRunsClock_FiresAsAStrand() => Pass(static scheduler =>
    {
        CoroutineQueue<DateTimeOffset> fired = new();
        using ITimer timer = scheduler.Time.CreateTimer(
            _ => fired.Enqueue(scheduler.Time.GetUtcNow()), null, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2));
        Assert.AreEqual(s_start + TimeSpan.FromSeconds(3), fired.Dequeue());
        Assert.AreEqual(s_start + TimeSpan.FromSeconds(5), fired.Dequeue());
    });

    [TestMethod]
    public void TaskDelay_ByTheRunsClock_EndsInVirtualTime() => Pass(static scheduler =>
    {
        Task.Delay(TimeSpan.FromHours(3), scheduler.Time).Await();
        Assert.AreEqual(s_start + TimeSpan.FromHours(3), scheduler.Time.GetUtcNow());
    });

    [TestMethod]
    public void Options_WithTheRunsClock_AreAsThoseWithNone() => Pass(static scheduler => CoroutineScheduler.Run(
        () =>
        {
            Coroutine.Delay(TimeSpan.FromHours(1));
            Assert.AreEqual(s_start + TimeSpan.FromHours(1), scheduler.Time.GetUtcNow());
        },
        new CoroutineSchedulerOptions { TimeProvider = scheduler.Time }));

    [TestMethod]
    public void Advance_LetsATimeoutWinAgainstAnItem()
    {
        HashSet<int> taken = [];

        Pass(scheduler =>
        {
            CoroutineQueue<int> queue = new(0);
            Frame<int> selects = scheduler.Start(() => Select.Any(queue.OnDequeue(static _ => { }), Select.After(TimeSpan.FromSeconds(1))));
            scheduler.Start(() => queue.TryEnqueue(1));
            scheduler.Advance(TimeSpan.FromSeconds(1));
            taken.Add(selects.Await());
        });

        Assert.HasCount(2, taken);
    }

    [TestMethod]
    public void Advance_BackInTime_IsRefused() => Pass(
        static scheduler =>
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => scheduler.Advance(TimeSpan.FromTicks(-1)));
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => scheduler.Advance(TimeSpan.MaxValue));
        },
        schedules: 1);

    [TestMethod]
    public void EachSchedule_BeginsAtTheStart_AndForgetsTimers()
    {
        List<TimeSpan> fired = [];

        Pass(
            scheduler =>
            {
                Assert.AreEqual(s_start, scheduler.Time.GetUtcNow());
                scheduler.Time.CreateTimer(
                    _ => fired.Add(scheduler.Time.GetUtcNow() - s_start), null, TimeSpan.FromHours(5), Timeout.InfiniteTimeSpan);
                Coroutine.Delay(TimeSpan.FromHours(1));
            },
            schedules: 3);

        Assert.IsEmpty(fired, "when all has ended, a schedule waits for no time");
    }
}

namespace Baton.Tests;

/// <summary>Delay, by a clock that the tests move.</summary>
[TestClass]
public sealed class DelayTests : SchedulerTest
{
    private readonly ManualTime _time = new();

    private CoroutineSchedulerOptions OnClock => new() { ThreadPool = Pool, TimeProvider = _time };

    [TestMethod]
    [TestProperty("Conformance", "ZIGCORO-12")]
    public void Delay_TwoFrames_OverlapAndEndInOrderOfTime()
    {
        CoroutineScheduler.Run(
            () =>
            {
                Coroutine.Async(() => WaitAndLog(20));
                Coroutine.Async(() => WaitAndLog(10));
                _time.Advance(9);
                Coroutine.Yield();
                Log.Add("9");
                _time.Advance(1);
                Coroutine.Yield();
                _time.Advance(9);
                Coroutine.Yield();
                Log.Add("19");
                _time.Advance(1);
            },
            OnClock);

        AssertLog("9 slept10 19 slept20");
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIGCORO-13")]
    public void Delay_TwoLoops_TheFastOneIsDoneWhenTheSlowOneIsHalfWay()
    {
        CoroutineScheduler.Run(
            () =>
            {
                int slow = 0;
                Frame fast = Coroutine.Async(() => Loop(10, () => { }));
                Frame slower = Coroutine.Async(() => Loop(20, () => slow++));
                while (!fast.IsCompleted)
                {
                    _time.Advance(10);
                    Coroutine.Yield();
                }

                Assert.AreEqual(5, slow);
                while (!slower.IsCompleted)
                {
                    _time.Advance(10);
                    Coroutine.Yield();
                }

                Assert.AreEqual(10, slow);
            },
            OnClock);
    }

    [TestMethod]
    public void Delay_Zero_DoesNotSuspend()
    {
        CoroutineScheduler.Run(
            () =>
            {
                Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    Log.Add("ready");
                });
                Coroutine.Delay(TimeSpan.Zero);
                Log.Add("main");
            },
            OnClock);

        AssertLog("main ready");
    }

    [TestMethod]
    [DataRow(-2.0)]
    [DataRow(5e9)]
    [DataRow(int.MaxValue + 1.0)]
    public void Delay_OutOfRange_Throws(double milliseconds)
    {
        TimeSpan delay = TimeSpan.FromMilliseconds(milliseconds);

        ArgumentOutOfRangeException seen = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Run(() => Coroutine.Delay(delay)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Coroutine.Delay(delay));

        Assert.AreEqual("delay", seen.ParamName);
        StringAssert.StartsWith(seen.Message, "A delay is from 0 to 2147483647 milliseconds, or Timeout.InfiniteTimeSpan.");
    }

    [TestMethod]
    public void Delay_Infinite_EndsByItsToken()
    {
        using CancellationTokenSource source = new();
        CoroutineScheduler.Run(
            () =>
            {
                Frame waits = Coroutine.Async(() =>
                {
                    OperationCanceledException seen = Assert.Throws<OperationCanceledException>(
                        () => Coroutine.Delay(Timeout.InfiniteTimeSpan, source.Token));
                    Assert.AreEqual(source.Token, seen.CancellationToken);
                });
                _time.Advance(int.MaxValue);
                Coroutine.Yield();
                Assert.IsFalse(waits.IsCompleted);
                source.Cancel();
                waits.Await();
            },
            OnClock);
    }

    [TestMethod]
    public void Delay_TokenHasFired_ThrowsAndSetsNoTimer()
    {
        CoroutineScheduler.Run(
            () =>
            {
                CancellationToken fired = new(canceled: true);
                Assert.Throws<OperationCanceledException>(() => Coroutine.Delay(TimeSpan.FromHours(1), fired));
                Assert.AreEqual(0, _time.Pending);
            },
            OnClock);
    }

    [TestMethod]
    public void Delay_CanceledByItsToken_LeavesNoTimer()
    {
        using CancellationTokenSource source = new();
        CoroutineScheduler.Run(
            () =>
            {
                Frame waits = Coroutine.Async(() =>
                    Assert.Throws<OperationCanceledException>(() => Coroutine.Delay(TimeSpan.FromHours(1), source.Token)));
                Assert.AreEqual(1, _time.Pending);
                source.Cancel();
                waits.Await();
                Assert.AreEqual(0, _time.Pending);
            },
            OnClock);
    }

    [TestMethod]
    public void Delay_FrameCanceled_LeavesNoTimer()
    {
        CoroutineScheduler.Run(
            () =>
            {
                Frame waits = Coroutine.Async(() => Coroutine.Delay(TimeSpan.FromHours(1)));
                Assert.AreEqual(1, _time.Pending);
                waits.Cancel();
                Assert.ThrowsExactly<OperationCanceledException>(waits.Await);
                Assert.AreEqual(0, _time.Pending);
            },
            OnClock);
    }

    [TestMethod]
    public void Delay_InAFrame_GoesByTheSchedulersClockAlone()
    {
        using CoroutineScheduler scheduler = new(OnClock);
        Frame frame = scheduler.Start(() => Coroutine.Delay(TimeSpan.FromMilliseconds(1)));
        UntilItWaits(frame);
        Assert.AreEqual(1, _time.Pending);

        _time.Advance(1);
        frame.Await();

        Assert.AreEqual(0, _time.Pending);
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIGCORO-11")]
    public async Task Delay_AtTopLevelInARunAndInADefaultRun_Returns()
    {
        TimeSpan delay = TimeSpan.FromMilliseconds(10);

#pragma warning disable BATON002 // outside every scheduler it blocks
        Coroutine.Delay(delay);
#pragma warning restore BATON002
        Run(() => Coroutine.Delay(delay));
        await CoroutineScheduler.RunAsync(() => Coroutine.Delay(delay));
    }

    [TestMethod]
    public void Delay_ClockThatFails_TellsItsCaller()
    {
        CoroutineScheduler.Run(
            () => Assert.ThrowsExactly<NotSupportedException>(() => Coroutine.Delay(TimeSpan.FromSeconds(1))),
            new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = new BrokenClock() });
    }

    private void WaitAndLog(int milliseconds)
    {
        Coroutine.Delay(TimeSpan.FromMilliseconds(milliseconds));
        Log.Add($"slept{milliseconds}");
    }

    private static void Loop(int milliseconds, Action each)
    {
        for (int i = 0; i < 10; i++)
        {
            Coroutine.Delay(TimeSpan.FromMilliseconds(milliseconds));
            each();
        }
    }

    private sealed class BrokenClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            throw new NotSupportedException();
    }
}

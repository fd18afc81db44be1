namespace Baton.Tests;

[TestClass]
public sealed class QuietDelayTests : CoroutineTest
{
    private readonly ManualTime _time = new();

    [TestMethod]
    public void Task_TimeIsOver_Ends()
    {
        using QuietDelay delay = new(TimeSpan.FromMilliseconds(5), _time);

        _time.Advance(4);
        bool early = delay.Task.IsCompleted;
        _time.Advance(1);

        Assert.IsFalse(early);
        Assert.IsTrue(delay.Task.IsCompletedSuccessfully);
    }

    [TestMethod]
    public void Task_NoTime_HasEnded()
    {
        using QuietDelay delay = new(TimeSpan.Zero, _time);

        Assert.IsTrue(delay.Task.IsCompletedSuccessfully);
    }

    [TestMethod]
    public void Task_TokenFires_IsCanceled()
    {
        using CancellationTokenSource source = new();
        using QuietDelay delay = new(Timeout.InfiniteTimeSpan, TimeProvider.System, source.Token);

        source.Cancel();

        Assert.IsTrue(delay.Task.IsCanceled);
    }

    [TestMethod]
    public void Dispose_TimeIsNotOver_TakesTheTimerDownAndCancels()
    {
        QuietDelay delay = new(TimeSpan.FromMilliseconds(5), _time);

        delay.Dispose();

        Assert.IsTrue(delay.Task.IsCanceled);
        Assert.AreEqual(0, _time.Pending);
    }

    [TestMethod]
    public void Constructor_TimeThatNoTimerTakes_ThrowsAndLeavesNothingWithTheToken()
    {
        using CancellationTokenSource source = new();

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new QuietDelay(TimeSpan.FromMilliseconds(-5), _time, source.Token));

        source.Cancel();
    }

    [TestMethod]
    public void Delay_LocksOfDotNetsTimersAreHeldAndAnInterruptIsPending_EndsInTimeAndTheInterruptStays()
    {
        bool pending = false;
        bool ended = false;
        using (TimerLock.Hold())
        {
            TestThread.Run("Interrupted", () =>
            {
                Thread.CurrentThread.Interrupt();
                using QuietDelay delay = new(TimeSpan.FromMilliseconds(1), TimeProvider.System);
                new QuietDelay(TimeSpan.FromMinutes(10), TimeProvider.System).Dispose();
                pending = TestThread.TakePendingInterrupt();
                ended = delay.Task.Wait(TimeSpan.FromSeconds(30));
            });
        }

        Assert.IsTrue(pending);
        Assert.IsTrue(ended);
    }

    [TestMethod]
    public void Dispose_SystemsClockAndTheTimeIsNotOver_CancelsAndLeavesNothingWithTheToken()
    {
        using CancellationTokenSource source = new();
        QuietDelay delay = new(TimeSpan.FromMinutes(10), TimeProvider.System, source.Token);

        delay.Dispose();
        source.Cancel();

        Assert.IsTrue(delay.Task.IsCanceled);
    }

    [TestMethod]
    [DataRow(-5.0)]
    [DataRow(5_000_000_000.0)]
    public void Constructor_SystemsClockAndATimeThatNoTimerTakes_Throws(double milliseconds) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(
        () => new QuietDelay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System));
}

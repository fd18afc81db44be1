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
    public void Constructor_InterruptedAtTheSharedLock_BeginsAndTheInterruptStaysPending()
    {
        bool pending = false;
        Task? task = null;
        TestThread thread;
        using (TimerLock.Hold())
        {
            thread = TestThread.Start(() =>
            {
                task = new QuietDelay(TimeSpan.FromMilliseconds(1), TimeProvider.System).Task;
                pending = TestThread.TakePendingInterrupt();
            });
            Eventually.Parked(thread.Thread);
            thread.Thread.Interrupt();
        }

        thread.Join();

        Assert.IsTrue(pending);
        Assert.IsTrue(task!.Wait(TimeSpan.FromSeconds(30)));
    }

    [TestMethod]
    public void Dispose_InterruptedAtTheSharedLock_ThrowsNothingAndTheInterruptStaysPending()
    {
        QuietDelay delay = new(TimeSpan.FromMinutes(10), TimeProvider.System);
        bool pending = false;
        TestThread thread;
        using (TimerLock.Hold())
        {
            thread = TestThread.Start(() =>
            {
                delay.Dispose();
                pending = TestThread.TakePendingInterrupt();
            });
            Eventually.Parked(thread.Thread);
            thread.Thread.Interrupt();
        }

        thread.Join();

        Assert.IsTrue(pending);
    }
}

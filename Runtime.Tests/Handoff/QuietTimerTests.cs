namespace Baton.Tests;

[TestClass]
public sealed class QuietTimerTests : CoroutineTest
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(1);

    private readonly ManualTime _time = new();
    private int _calls; // interlocked

    [TestMethod]
    public void Set_TimeIsOver_CallsOnce()
    {
        using QuietTimer timer = QuietTimer.Create(Count, this);
        Assert.AreEqual(0, Volatile.Read(ref _calls));

        timer.Set(s_soon);

        Eventually.True(() => Volatile.Read(ref _calls) == 1, "the timer fires");
    }

    [TestMethod]
    public void Set_Disposed_HasNoEffect()
    {
        QuietTimer timer = QuietTimer.Create(Count, this);
        timer.Dispose();

        timer.Set(s_soon);
        timer.Dispose();

        Assert.AreEqual(0, Volatile.Read(ref _calls));
    }

    [TestMethod]
    public void Start_AnotherClock_GoesByIt()
    {
        using QuietTimer timer = QuietTimer.Start(_time, Count, this, TimeSpan.FromMilliseconds(5));

        _time.Advance(4);
        int early = _calls;
        _time.Advance(1);

        Assert.AreEqual(0, early);
        Assert.AreEqual(1, _calls);
    }

    [TestMethod]
    public void Dispose_BeforeTheTimeIsOver_CallsNothing()
    {
        QuietTimer timer = QuietTimer.Start(_time, Count, this, TimeSpan.FromMilliseconds(5));

        timer.Dispose();
        _time.Advance(10);

        Assert.AreEqual(0, _calls);
        Assert.AreEqual(0, _time.Pending);
    }

    [TestMethod]
    public void Start_ContextOfTheCaller_IsNotTheCallbacks()
    {
        AsyncLocal<int> local = new() { Value = 1 };
        int seen = -1;

        using QuietTimer timer = QuietTimer.Start(TimeProvider.System, _ => Volatile.Write(ref seen, local.Value), this, s_soon);

        Eventually.True(() => Volatile.Read(ref seen) >= 0, "the timer fires");
        Assert.AreEqual(0, seen);
    }

    [TestMethod]
    public void Start_FlowIsSuppressed_StaysSuppressed()
    {
        using (ExecutionContext.SuppressFlow())
        {
            QuietTimer.Start(_time, Count, this, s_soon).Dispose();

            Assert.IsTrue(ExecutionContext.IsFlowSuppressed());
        }
    }

    [TestMethod]
    public void SetAndDispose_LocksOfDotNetsTimersAreHeldAndAnInterruptIsPending_DoNotWaitAndTheInterruptStays()
    {
        bool pending = false;
        using (TimerLock.Hold())
        {
            TestThread.Run("Interrupted", () =>
            {
                Thread.CurrentThread.Interrupt();
                QuietTimer timer = QuietTimer.Create(Count, this);
                timer.Set(TimeSpan.FromMinutes(10));
                timer.Dispose();
                pending = TestThread.TakePendingInterrupt();
            });
        }

        Assert.IsTrue(pending);
    }

    private static void Count(object test) => Interlocked.Increment(ref ((QuietTimerTests)test)._calls);
}

namespace Baton.Tests;

[TestClass]
public sealed class GateTests : CoroutineTest
{
    private readonly Gate _gate = new();

    [TestMethod]
    public void Enter_ByManyThreads_OneIsInside()
    {
        int inside = 0;
        bool together = false;

        TestThread.RunAtOnce(4, _ =>
        {
            for (int i = 0; i < 2000; i++)
            {
                using Gate.Held held = _gate.Enter();
                together |= ++inside != 1;
                inside--;
            }
        });

        Assert.IsFalse(together);
    }

    [TestMethod]
    public void Enter_InterruptedWhileItWaits_EntersAndTheInterruptStaysPending()
    {
        bool pending = false;
        TestThread second;
        using (_gate.Enter())
        {
            second = TestThread.Start(() =>
            {
                using (_gate.Enter())
                {
                }

                pending = TestThread.TakePendingInterrupt();
            });
            Eventually.Parked(second.Thread);
            second.Thread.Interrupt();
        }

        second.Join();

        Assert.IsTrue(pending);
    }

    [TestMethod]
    public void Enter_ContextThatAsksToBeToldOfWaits_IsNotTold()
    {
        ToldContext context = new();
        TestThread second;
        using (_gate.Enter())
        {
            second = TestThread.Start(() =>
            {
                SynchronizationContext.SetSynchronizationContext(context);
                using (_gate.Enter())
                {
                }

                Assert.AreSame(context, SynchronizationContext.Current);
            });
            Eventually.Parked(second.Thread);
        }

        second.Join();

        Assert.AreEqual(0, context.Waits);
    }

    [TestMethod]
    public void Leave_AfterEnter_LetsTheNextIn()
    {
        _ = _gate.Enter();

        _gate.Leave();

        TestThread.Run("Next", () => _gate.Enter().Dispose());
    }

    private sealed class ToldContext : SynchronizationContext
    {
        internal ToldContext() => SetWaitNotificationRequired();

        internal int Waits { get; private set; }

        public override int Wait(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout)
        {
            Waits++;
            return WaitHelper(waitHandles, waitAll, millisecondsTimeout);
        }
    }
}

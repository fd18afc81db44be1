namespace Baton.Tests;

/// <summary>Threads that are interrupted while they wait at queues, outside every scheduler.</summary>
[TestClass]
public sealed class QueueInterruptTests : QueueTest
{
    private readonly CoroutineQueue<int> _queue = new(0);
    private readonly CoroutineQueue<int> _other = new(0);

    private int Places => _queue.Core.Places + _other.Core.Places;

    [TestMethod]
    public void AnyWait_InterruptedOrAboutToBe_ThrowsAndLeavesNothing()
    {
        Action[] waits =
        [
            () => _queue.Dequeue(),
            () => _queue.Enqueue(1),
            () => Select.Any(_queue.OnDequeue(_ => { }), _other.OnEnqueue(1)),
            () => Select.Any(Select.After(Timeout.InfiniteTimeSpan)),
        ];
        using Barrier barrier = new(2);
        TestThread thread = TestThread.Start(() =>
        {
            foreach (Action wait in waits)
            {
                Thread.CurrentThread.Interrupt();
                Assert.ThrowsExactly<ThreadInterruptedException>(wait);
                Assert.AreEqual(0, Places);
                barrier.SignalAndWait();
                Assert.ThrowsExactly<ThreadInterruptedException>(wait);
                Assert.AreEqual(0, Places);
                Assert.IsFalse(TestThread.TakePendingInterrupt(), "it is over");
            }
        });
        foreach (Action wait in waits)
        {
            barrier.SignalAndWait();
            Eventually.True(() => Places > 0 || wait == waits[^1], "it waits");
            Eventually.Parked(thread.Thread);
            thread.Thread.Interrupt();
        }

        thread.Join();
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AnyWait_InterruptRacesTheMatch_TheItemIsTakenOnceOrStaysWithItsSender(bool selects)
    {
        const int Rounds = 300;
        int received = 0;
        int interrupted = 0;
        int sent = 0;
        SelectCase[] cases = [_other.OnDequeue(_ => received++), _queue.OnDequeue(_ => received++)];
        using Barrier begin = new(2);
        TestThread receiver = TestThread.Start(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                begin.SignalAndWait();
                try
                {
                    if (selects)
                    {
                        Select.Any(cases);
                    }
                    else
                    {
                        _queue.Dequeue();
                        received++;
                    }

                    while (!TestThread.TakePendingInterrupt())
                    {
                        Thread.Yield(); // it came too late, and is for the next wait
                    }
                }
                catch (ThreadInterruptedException)
                {
                    interrupted++;
                }

                begin.SignalAndWait();
            }
        });
        for (int i = 0; i < Rounds; i++)
        {
            begin.SignalAndWait();
            Eventually.True(() => _queue.Core.Places > 0, "it waits");
            int spins = i % 50;
            TestThread.RunAtOnce(2, side =>
            {
                Thread.SpinWait(side == 0 ? spins : 25);
                if (side == 0)
                {
                    receiver.Thread.Interrupt();
                }
                else if (_queue.TryEnqueue(i))
                {
                    sent++;
                }
            });
            begin.SignalAndWait();
            Assert.AreEqual(0, Places);
        }

        receiver.Join();
        Assert.AreEqual(sent, received);
        Assert.AreEqual(Rounds, received + interrupted);
    }

    [TestMethod]
    public void Await_InterruptedBetweenTheClaimAndTheWakeUp_WaitsForThatAndTheNextWaitIsAsEver()
    {
        CallWait? wait = null;
        bool isOver = false;
        int item = -1;
        TestThread thread = TestThread.Start(() =>
        {
            CallWait mine = CallWait.Begin("To test");
            Volatile.Write(ref wait, mine);
            mine.Await();
            Volatile.Write(ref isOver, true);
            Assert.AreEqual(1, mine.Claim);
            mine.End();
            Assert.IsTrue(TestThread.TakePendingInterrupt(), "it is for the next wait");
            item = _queue.Dequeue();
        });
        Eventually.True(() => Volatile.Read(ref wait) is not null, "it has begun");
        Eventually.Parked(thread.Thread);

        Assert.IsTrue(wait!.TryClaim(1));
        thread.Thread.Interrupt();
        for (int i = 0; i < 2000 && !Volatile.Read(ref isOver); i++)
        {
            Thread.Yield(); // time for it to go wrong
        }

        Assert.IsFalse(Volatile.Read(ref isOver));
        wait.Wake();
        Eventually.True(() => _queue.TryEnqueue(8), "it waits again");
        thread.Join();
        Assert.AreEqual(8, item);
    }
}

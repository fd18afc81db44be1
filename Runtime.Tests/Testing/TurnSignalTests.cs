using Baton.Testing;

namespace Baton.Tests;

[TestClass]
[DoNotParallelize]
public sealed class TurnSignalTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Await_GivenBefore_ReturnsOnce(bool mayUseFutex)
    {
        TurnSignal signal = new(mayUseFutex);
        signal.Give();

        Assert.IsTrue(signal.TryAwait(0));
        Assert.IsFalse(signal.TryAwait(0));
        Assert.IsFalse(signal.TryAwait(2));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Give_BetweenTwoThreads_WakesEachEachTime(bool mayUseFutex)
    {
        TurnSignal ping = new(mayUseFutex);
        TurnSignal pong = new(mayUseFutex);
        int turns = 0;
        TestThread other = TestThread.Start(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                ping.Await();
                turns++;
                pong.Give();
            }
        });

        for (int i = 0; i < 1000; i++)
        {
            ping.Give();
            pong.Await();
            Assert.AreEqual(i + 1, turns);
        }

        other.Join();
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Await_Interrupted_KeepsTheInterruptForLater(bool mayUseFutex)
    {
        TurnSignal signal = new(mayUseFutex);
        bool isPending = false;
        TestThread sleeper = TestThread.Start(() =>
        {
            Thread.CurrentThread.Interrupt();
            signal.Await();
            isPending = Uninterrupted.TakePendingInterrupt();
        });

        signal.Give();
        sleeper.Join();

        Assert.IsTrue(isPending);
    }
}

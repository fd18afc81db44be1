namespace Baton.Tests;

/// <summary>Frames that wait for each other and have all threads, while others, which have no part in it, wait for one.</summary>
[TestClass]
public sealed class DeadlockThreadsTests : SchedulerTest
{
    protected private override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Few", MaxThreads = 2 };

    [TestMethod]
    public void Await_RingHasAllThreads_IsToldAndThoseThatWaitForAThreadRunAfterIt()
    {
        Run(() =>
        {
            Frame? second = null;
            Frame first = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                second!.Await();
            });
            second = Coroutine.Async(first.Await);
            Frame waitsForAThread = Coroutine.Async(() => Log.Add("ran"));

            waitsForAThread.Await();

            Assert.ThrowsExactly<CoroutineDeadlockException>(first.Await);
            Assert.ThrowsExactly<CoroutineDeadlockException>(second.Await);
        });

        AssertLog("ran");
    }
}

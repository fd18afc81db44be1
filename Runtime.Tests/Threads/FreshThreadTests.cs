namespace Baton.Tests;

[TestClass]
public sealed class FreshThreadTests : CoroutineTest
{
    [ThreadStatic]
    private static int s_residue;

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Test", MaxThreads = 2 };

    private CoroutineOptions Fresh => new() { ThreadPool = Pool, FreshThread = true };

    [TestMethod]
    public void FreshThread_IdleThreadAtHand_IsNotUsed()
    {
        Thread idle = RunOn(InPool);

        Thread fresh = RunOn(Fresh);

        Assert.AreNotSame(idle, fresh);
    }

    [TestMethod]
    public void FreshThread_CoroutineEnded_ThreadEndsAndIsNotCounted()
    {
        Thread thread = RunOn(Fresh);

        Assert.AreEqual(0, Pool.IdleThreads);
        Assert.IsTrue(thread.Join(TimeSpan.FromSeconds(30)));
        Eventually.True(() => Pool.LiveThreads == 0, "the thread is not counted any more");
    }

    [TestMethod]
    public void FreshThread_OneAfterTheOtherAtALimitOfOne_NoneIsRefused()
    {
        using CoroutineThreadPool one = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
        CoroutineOptions options = new() { ThreadPool = one, FreshThread = true };

        for (int i = 0; i < 200; i++)
        {
            using Coroutine<int> coroutine = Coroutine.Create<int>(_ => i, options);
            Assert.AreEqual(i, coroutine.Resume());
        }
    }

    [TestMethod]
    public void FreshThread_AtTheLimitWithIdleThreads_TakesThePlaceOfTheOneIdleForLongest()
    {
        using Coroutine<Thread> first = Coroutine.Create<Thread>(SuspendWithThread, InPool);
        using Coroutine<Thread> second = Coroutine.Create<Thread>(SuspendWithThread, InPool);
        Thread idleForLonger = first.Resume();
        Thread idle = second.Resume();
        first.Resume();
        second.Resume();

        using Coroutine<Thread> fresh = Coroutine.Create<Thread>(SuspendWithThread, Fresh);
        fresh.Resume();

        Assert.IsTrue(idleForLonger.Join(TimeSpan.FromSeconds(30)), "the evicted thread ends");
        Assert.IsTrue(idle.IsAlive);
        Assert.AreEqual(2, Pool.LiveThreads);
        Assert.AreEqual(1, Pool.IdleThreads);
    }

    [TestMethod]
    public void FreshThread_AtTheLimitWithNoneIdle_ThrowsTheLimit()
    {
        using Coroutine<Thread> first = Coroutine.Create<Thread>(SuspendWithThread, InPool);
        using Coroutine<Thread> second = Coroutine.Create<Thread>(SuspendWithThread, InPool);
        first.Resume();
        second.Resume();
        using Coroutine<Thread> fresh = Coroutine.Create<Thread>(SuspendWithThread, Fresh);

        Assert.ThrowsExactly<CoroutineLimitException>(() => fresh.Resume());

        Assert.AreEqual(CoroutineStatus.Created, fresh.Status);
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-3")]
    public void FreshThread_ThreadStatics_AreThoseOfAThreadThatNobodyUsed()
    {
        using Coroutine<int> polluter = Coroutine.Create<int>(_ => s_residue = 5, InPool);
        polluter.Resume();
        using Coroutine<int> fresh = Coroutine.Create<int>(_ => s_residue, Fresh);

        int seen = fresh.Resume();

        Assert.AreEqual(0, seen);
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-3")]
    public void FreshThread_WhatItLeavesBehind_NoTenantAfterItSees()
    {
        using Coroutine<int> polluter = Coroutine.Create<int>(_ => s_residue = 5, Fresh);
        polluter.Resume();
        using Coroutine<int> next = Coroutine.Create<int>(_ => s_residue, InPool);

        int seen = next.Resume();

        Assert.AreEqual(0, seen);
    }

    [TestMethod]
    public void FreshThread_Many_NeverMoreThanTheLimit()
    {
        for (int i = 0; i < 100; i++)
        {
            Eventually.True(() => Pool.LiveThreads < 2 || Pool.IdleThreads > 0, "a place is free");
            RunOn(i % 3 == 0 ? InPool : Fresh);
            Assert.IsLessThanOrEqualTo(2, Pool.LiveThreads);
        }
    }

    private static Thread RunOn(CoroutineOptions options)
    {
        using Coroutine<Thread> coroutine = Coroutine.Create<Thread>(_ => Thread.CurrentThread, options);
        return coroutine.Resume();
    }

    private static Thread SuspendWithThread(Yielder<Thread> yielder)
    {
        yielder.Suspend(Thread.CurrentThread);
        return Thread.CurrentThread;
    }
}

namespace Baton.Tests;

[TestClass]
public sealed class PooledThreadTests : CoroutineTest
{
    [TestMethod]
    [TestProperty("Conformance", "BATON-5")]
    public void Resume_Body_RunsOnABackgroundThreadOfThePoolNotOfDotNets()
    {
        bool background = false;
        bool dotNetPool = true;
        using Coroutine<Thread> coroutine = Coroutine.Create<Thread>(
            _ =>
            {
                background = Thread.CurrentThread.IsBackground;
                dotNetPool = Thread.CurrentThread.IsThreadPoolThread;
                return Thread.CurrentThread;
            },
            InPool);

        Thread thread = coroutine.Resume();

        Assert.IsTrue(background);
        Assert.IsFalse(dotNetPool);
        Assert.AreNotSame(Thread.CurrentThread, thread);
    }

    [TestMethod]
    public void Resume_NamedCoroutine_ThreadNameTellsPoolNumberAndCoroutine()
    {
        using Coroutine<string?> coroutine = Coroutine.Create<string?>(
            _ => Thread.CurrentThread.Name, new CoroutineOptions { ThreadPool = Pool, Name = "parser" });

        string? name = coroutine.Resume();

        Assert.AreEqual("Test 1: parser", name);
    }

    [TestMethod]
    public void Resume_CoroutineWithoutName_ThreadNameTellsPoolAndNumber()
    {
        using Coroutine<string?> first = Coroutine.Create<string?>(SuspendWithThreadName, InPool);
        using Coroutine<string?> second = Coroutine.Create<string?>(SuspendWithThreadName, InPool);

        string? firstName = first.Resume();
        string? secondName = second.Resume();

        Assert.AreEqual("Test 1", firstName);
        Assert.AreEqual("Test 2", secondName);
    }

    [TestMethod]
    public void Resume_SeveralTimes_BodyStaysOnItsThread()
    {
        HashSet<Thread> threads = [];
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                for (int i = 0; i < 5; i++)
                {
                    threads.Add(Thread.CurrentThread);
                    yielder.Suspend(i);
                }

                return 5;
            },
            InPool);

        while (!coroutine.IsFinished)
        {
            coroutine.Resume();
        }

        Assert.HasCount(1, threads);
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-13")]
    [TestProperty("Conformance", "LUA-41")]
    public void Resume_ManyCoroutinesOneAfterAnother_AllRunOnOneThread()
    {
        HashSet<Thread> threads = [];
        for (int i = 0; i < 1000; i++)
        {
            using Coroutine<int, int> coroutine = Coroutine.Create<int, int>(
                (yielder, argument) =>
                {
                    threads.Add(Thread.CurrentThread);
                    return yielder.Suspend(argument + 1) + argument;
                },
                InPool);

            Assert.AreEqual(i + 1, coroutine.Resume(i));
            Assert.AreEqual(i + 7, coroutine.Resume(7));
            Assert.AreEqual(1, Pool.LiveThreads);
        }

        Assert.HasCount(1, threads);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-41")]
    [DataRow("throws")]
    [DataRow("is disposed")]
    public void Resume_AfterATenantThatDidNotReturn_SameThreadServesTheNext(string end)
    {
        Thread? first = null;
        Coroutine<int> ended = Coroutine.Create<int>(
            yielder =>
            {
                first = Thread.CurrentThread;
                return end == "throws" ? throw new FormatException() : SuspendOnce(yielder);
            },
            InPool);
        if (end == "throws")
        {
            Assert.ThrowsExactly<FormatException>(() => ended.Resume());
        }
        else
        {
            ended.Resume();
        }

        ended.Dispose();
        using Coroutine<Thread> next = Coroutine.Create<Thread>(_ => Thread.CurrentThread, InPool);

        Assert.AreSame(first, next.Resume());
    }

    [TestMethod]
    public void Resume_SeveralThreadsIdle_TakesTheOneThatWorkedLast()
    {
        Coroutine<Thread>[] coroutines = [.. Enumerable.Range(0, 3).Select(_ => Coroutine.Create<Thread>(SuspendWithThread, InPool))];
        Thread[] threads = [.. coroutines.Select(coroutine => coroutine.Resume())];
        foreach (int index in (ReadOnlySpan<int>)[2, 0, 1])
        {
            coroutines[index].Resume();
        }

        Coroutine<Thread>[] next = [.. Enumerable.Range(0, 3).Select(_ => Coroutine.Create<Thread>(SuspendWithThread, InPool))];
        Thread[] nextThreads = [.. next.Select(coroutine => coroutine.Resume())];
        Array.ForEach(next, coroutine => coroutine.Dispose());

        Assert.AreSame(threads[1], nextThreads[0]);
        Assert.AreSame(threads[0], nextThreads[1]);
        Assert.AreSame(threads[2], nextThreads[2]);
    }

    [TestMethod]
    public void IdleThreads_CoroutineSuspended_CountsOnlyThreadsWithNothingToDo()
    {
        using Coroutine<Thread> ended = Coroutine.Create<Thread>(SuspendWithThread, InPool);
        using Coroutine<Thread> suspended = Coroutine.Create<Thread>(SuspendWithThread, InPool);
        ended.Resume();
        suspended.Resume();

        ended.Resume();

        Assert.AreEqual(2, Pool.LiveThreads);
        Assert.AreEqual(1, Pool.IdleThreads);
    }

    [TestMethod]
    public void LiveThreads_PoolNotUsed_IsZero()
    {
        Assert.AreEqual(0, Pool.LiveThreads);
        Assert.AreEqual(0, Pool.IdleThreads);
        Assert.AreEqual(64, Pool.MaxThreads);
    }

    private static Thread SuspendWithThread(Yielder<Thread> yielder)
    {
        yielder.Suspend(Thread.CurrentThread);
        return Thread.CurrentThread;
    }

    private static string? SuspendWithThreadName(Yielder<string?> yielder)
    {
        yielder.Suspend(Thread.CurrentThread.Name);
        return null;
    }

    private static int SuspendOnce(Yielder<int> yielder)
    {
        yielder.Suspend(1);
        return 2;
    }
}

namespace Baton.Tests;

/// <summary>
/// The body has a thread of its own: what .NET ties to a thread stays with it over suspensions, and what the caller's thread owns is
/// not the body's.
/// </summary>
[TestClass]
public sealed class ThreadAffinityTests : CoroutineTest
{
    [TestMethod]
    [TestProperty("Conformance", "BATON-12")]
    public void Suspend_OwningAMutex_StillOwnsItAfterwards()
    {
        using Mutex mutex = new();
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                mutex.WaitOne();
                yielder.Suspend(1);
                mutex.ReleaseMutex();
                return 2;
            },
            InPool);

        coroutine.Resume();
        bool takenMeanwhile = mutex.WaitOne(0);
        coroutine.Resume();

        Assert.IsFalse(takenMeanwhile);
        Assert.IsTrue(mutex.WaitOne(0));
        mutex.ReleaseMutex();
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-12")]
    public void Suspend_HoldingAReaderWriterLockRecursively_StillHoldsItAfterwards()
    {
        using ReaderWriterLockSlim gate = new(LockRecursionPolicy.SupportsRecursion);
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                gate.EnterWriteLock();
                yielder.Suspend(0);
                gate.EnterWriteLock();
                yielder.Suspend(gate.RecursiveWriteCount);
                gate.ExitWriteLock();
                gate.ExitWriteLock();
                return gate.RecursiveWriteCount;
            },
            InPool);
        coroutine.Resume();

        int held = coroutine.Resume();
        bool callerGotIt = gate.TryEnterWriteLock(0);
        int left = coroutine.Resume();

        Assert.AreEqual((2, false, 0), (held, callerGotIt, left));
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-12")]
    public void Suspend_WithSpansOverTheStack_TheyAreUntouchedAfterwards()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                Span<int> numbers = stackalloc int[100];
                ref int last = ref numbers[^1];
                for (int i = 0; i < numbers.Length; i++)
                {
                    numbers[i] = i;
                    yielder.Suspend(i);
                }

                last += 1_000;
                int sum = 0;
                foreach (int number in numbers)
                {
                    sum += number;
                }

                return sum;
            },
            InPool);

        int result = 0;
        while (!coroutine.IsFinished)
        {
            result = coroutine.Resume();
        }

        Assert.AreEqual(4_950 + 1_000, result);
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-12")]
    public void Suspend_WithThreadStaticAndThreadLocalValues_TheyAreThereAfterwards()
    {
        using ThreadLocal<string> local = new();
        local.Value = "caller's";
        using Coroutine<string?> coroutine = Coroutine.Create<string?>(
            yielder =>
            {
                local.Value = "body's";
                yielder.Suspend(null);
                return local.Value;
            },
            InPool);
        coroutine.Resume();

        string? inBody = coroutine.Resume();

        Assert.AreEqual(("body's", "caller's"), (inBody, local.Value));
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-11")]
    public void Resume_CallerHoldsALockThatTheBodyWants_TheBodyDoesNotGetIt()
    {
        object gate = new();
        using Coroutine<bool> coroutine = Coroutine.Create<bool>(
            yielder =>
            {
                yielder.Suspend(Monitor.TryEnter(gate, TimeSpan.FromMilliseconds(1)));
                return Monitor.TryEnter(gate, 0);
            },
            InPool);

        bool whileHeld;
        lock (gate)
        {
            whileHeld = coroutine.Resume();
        }

        Assert.IsFalse(whileHeld, "a re-entrant lock is re-entrant for its thread, and the body has another");
        Assert.IsTrue(coroutine.Resume());
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-11")]
    public void Resume_CallerHoldsALockThatTheBodyWaitsFor_BothWaitUntilTheBodyIsInterrupted()
    {
        object gate = new();
        Thread? body = null;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                Volatile.Write(ref body, Thread.CurrentThread);
                lock (gate)
                {
                    return 1;
                }
            },
            InPool);
        TestThread resumer = TestThread.Start(
            () =>
            {
                lock (gate)
                {
                    Assert.ThrowsExactly<ThreadInterruptedException>(() => coroutine.Resume());
                }
            },
            "Resumer");
        Eventually.True(() => Volatile.Read(ref body) is not null, "the body starts");
        Eventually.Parked(body!);
        Eventually.Parked(resumer.Thread);

        Assert.AreEqual(CoroutineStatus.Running, coroutine.Status);
        body!.Interrupt();
        resumer.Join();

        Assert.AreEqual(CoroutineStatus.Faulted, coroutine.Status);
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-7")]
    public void Interrupt_MeantForATenantThatIsGone_DoesNotHitTheNext()
    {
        Thread? interrupted = null;
        using Coroutine<int> first = Coroutine.Create<int>(
            yielder =>
            {
                interrupted = Thread.CurrentThread;
                interrupted.Interrupt(); // does not block any more: stays pending
                return 1;
            },
            InPool);
        using Coroutine<Thread> second = Coroutine.Create<Thread>(
            yielder =>
            {
                using ManualResetEvent signaled = new(true);
                signaled.WaitOne(); // a pending interrupt would end this
                return Thread.CurrentThread;
            },
            InPool);
        first.Resume();

        Assert.AreSame(interrupted, second.Resume());
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-7")]
    public void Interrupt_OfASuspendedBody_HitsItsNextWaitAndNotTheHandoff()
    {
        Thread? body = null;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                body = Thread.CurrentThread;
                yielder.Suspend(1);
                using ManualResetEvent signaled = new(true);
                Assert.ThrowsExactly<ThreadInterruptedException>(() => signaled.WaitOne());
                return 2;
            },
            InPool);
        coroutine.Resume();
        Eventually.True(() => coroutine.Core.IsBodyParked, "the body parks");

        body!.Interrupt();

        Assert.AreEqual(2, coroutine.Resume());
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-41")]
    public void Resume_OneAfterTheOther_ReuseOneThreadWithNoResidue()
    {
        HashSet<Thread> threads = [];
        List<string> results = [];
        for (int i = 0; i < 50; i++)
        {
            using Coroutine<int, string> coroutine = Coroutine.Create<int, string>(
                (yielder, argument) =>
                {
                    threads.Add(Thread.CurrentThread);
                    return $"{argument}{yielder.Suspend("")}";
                },
                InPool);
            coroutine.Resume(i);
            results.Add(coroutine.Resume(-i));
        }

        Assert.HasCount(1, threads);
        CollectionAssert.AreEqual(Enumerable.Range(0, 50).Select(i => $"{i}{-i}").ToArray(), results);
        Assert.AreEqual(1, Pool.LiveThreads);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-41")]
    public void Resume_AfterOneThatFaultedAndOneThatWasUnwound_TheSameThreadServes()
    {
        Thread? faulted = null;
        Thread? unwound = null;
        using Coroutine<int> first = Coroutine.Create<int>(
            yielder =>
            {
                faulted = Thread.CurrentThread;
                throw new TimeoutException();
            },
            InPool);
        Coroutine<int> second = Coroutine.Create<int>(
            yielder =>
            {
                unwound = Thread.CurrentThread;
                yielder.Suspend(1);
                return 2;
            },
            InPool);
        using Coroutine<Thread> third = Coroutine.Create<Thread>(yielder => Thread.CurrentThread, InPool);

        Assert.ThrowsExactly<TimeoutException>(() => first.Resume());
        second.Resume();
        second.Dispose();

        Assert.AreSame(faulted, unwound);
        Assert.AreSame(faulted, third.Resume());
    }
}

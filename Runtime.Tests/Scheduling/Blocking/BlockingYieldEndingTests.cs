using System.Collections.Concurrent;

namespace Baton.Tests;

/// <summary><see cref="BlockingMode.Yield"/>: waits that end by an exception, a timeout or a token, and what their frames find.</summary>
[TestClass]
public sealed class BlockingYieldEndingTests : BlockingTest
{
    [TestMethod]
    public void Yield_WaitsWithTimeout_ReturnFalseWhenTheBatonIsBack()
    {
        using ManualResetEventSlim never = new();
        using SemaphoreSlim none = new(0);
        Task endless = new TaskCompletionSource().Task;
        object gate = new();
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() =>
            {
                bool got = never.Wait(4);
                Step($"event {got}");
            });
            Coroutine.Async(() =>
            {
                bool got = none.Wait(3);
                Step($"semaphore {got}");
            });
            Coroutine.Async(() =>
            {
#pragma warning disable BATON004 // the frame is to block
                bool got = endless.Wait(2);
#pragma warning restore BATON004
                Step($"task {got}");
            });
            Coroutine.Async(() =>
            {
                lock (gate)
                {
                    bool got = Monitor.Wait(gate, 1);
                    Step($"monitor {got}");
                }
            });
            Step("meanwhile");
        });

        Log.Sort();
        AssertLog("event False meanwhile monitor False semaphore False task False");
    }

    [TestMethod]
    public void Yield_ResultOfATaskThatFails_ThrowsInTheWaiter()
    {
        TaskCompletionSource<int> source = new();
        InvalidTimeZoneException failure = new();
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() =>
            {
                AggregateException seen = Assert.ThrowsExactly<AggregateException>(() => source.Task.Result);
                Assert.AreSame(failure, seen.InnerException);
                Step("seen");
            });
            Step("fails");
            source.SetException(failure);
        });

        AssertLog("fails seen");
    }

    [TestMethod]
    public void Yield_WaitWhoseTokenFires_ThrowsInTheWaiter()
    {
        using CancellationTokenSource source = new();
        using SemaphoreSlim none = new(0);
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() =>
            {
                Assert.ThrowsExactly<OperationCanceledException>(() => none.Wait(source.Token));
                Step("seen");
            });
            Step("cancels");
            source.Cancel();
        });

        AssertLog("cancels seen");
    }

    [TestMethod]
    public void Yield_CollectionCompletedWhileItTakes_ThrowsInTheWaiter()
    {
        using BlockingCollection<int> items = [];
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() =>
            {
                Assert.ThrowsExactly<InvalidOperationException>(() => items.Take());
                Step("seen");
            });
            Step("completes");
            items.CompleteAdding();
        });

        AssertLog("completes seen");
    }

    [TestMethod]
    public void Yield_Interrupted_ThrowsInTheWaiterAndTheBatonIsBack()
    {
        object gate = new();
        Run(BlockingMode.Yield, () =>
        {
            Thread? thread = null;
            Frame waits = Coroutine.Async(() =>
            {
                thread = Thread.CurrentThread;
                lock (gate)
                {
                    Assert.ThrowsExactly<ThreadInterruptedException>(() => Monitor.Wait(gate));
                    Step("seen");
                    Assert.IsTrue(Monitor.IsEntered(gate));
                }

                Coroutine.Yield();
                Step("on");
            });
            Step("interrupts");
            thread!.Interrupt();
            waits.Await();
        });

        AssertLog("interrupts seen on");
    }

    [TestMethod]
    public void Yield_AbandonedMutex_ThrowsInTheWaiterWhoHasIt()
    {
        using Mutex mutex = new();
        using ManualResetEventSlim taken = new();
        using ManualResetEventSlim leave = new();
        TestThread owner = TestThread.Start(() =>
        {
            mutex.WaitOne();
            taken.Set();
            leave.Wait();
        });
        taken.Wait();
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() =>
            {
                Assert.ThrowsExactly<AbandonedMutexException>(() => mutex.WaitOne());
                mutex.ReleaseMutex();
                Step("seen");
            });
            Step("leaves");
            leave.Set();
        });
        owner.Join();

        AssertLog("leaves seen");
    }
}

namespace Baton.Tests;

/// <summary>Very many calls through few threads, in bounded memory.</summary>
[TestClass]
public sealed class LimitManyCallsTests : SchedulerTest
{
    private const long Bound = 8 * 1024 * 1024;

    [TestMethod]
    public void Async_ManyFunctionsThatEnd_LeaveNothingBehind()
    {
        int ended = 0;
        long grown = Run(() =>
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            for (int i = 0; i < 25_000; i++)
            {
                Coroutine.Async(() => { ended++; });
            }

            return GC.GetTotalMemory(forceFullCollection: true) - before;
        });

        Assert.AreEqual(25_000, ended);
        Assert.IsLessThan(Bound, grown);
    }

    [TestMethod]
    public void Async_ManyFunctionsThatSuspendOnce_WaitInAShortQueue()
    {
        const int Calls = 12_000;
        int ended = 0;
        int mostWaiting = 0;
        int mostLive = 0;
        long grown = 0;
        Run(() =>
        {
            SchedulerCore scheduler = FrameCore.Current!.Scheduler;
            long before = GC.GetTotalMemory(forceFullCollection: true);
            for (int i = 0; i < Calls; i++)
            {
                Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    ended++;
                });
                mostWaiting = Math.Max(mostWaiting, scheduler.Threads.Waiting);
                mostLive = Math.Max(mostLive, scheduler.Live.Count);
            }

            grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        });

        Assert.AreEqual(Calls, ended);
        Assert.IsLessThan(2000, mostWaiting);
        Assert.IsLessThan(3000, mostLive);
        Assert.IsLessThan(Bound, grown);
        Assert.IsTrue(Pool.LiveThreads <= 64);
    }

    [TestMethod]
    public void Async_ManyFunctionsThatWaitForTasks_AreStartedNoFasterThanThreadsComeBack()
    {
        const int Calls = 3 * FrameStarts.TooManyWaiting; // without the bound nearly all of them would wait
        int ended = 0;
        int mostWaiting = 0;
        Run(() =>
        {
            SchedulerCore scheduler = FrameCore.Current!.Scheduler;
            for (int i = 0; i < Calls; i++)
            {
                Coroutine.Async(() =>
                {
                    Task.Run(() => { }).Await();
                    ended++;
                });
                mostWaiting = Math.Max(mostWaiting, scheduler.Threads.Waiting);
            }
        });

        Assert.AreEqual(Calls, ended);
        Assert.IsLessThan(FrameStarts.TooManyWaiting * 5 / 4, mostWaiting);
    }

    [TestMethod]
    public void Async_TooManyFunctionsThatWaitForTheStarter_AreStartedAllTheSame()
    {
        const int Calls = FrameStarts.TooManyWaiting + 200;
        int ended = 0;
        TaskCompletionSource gate = new();
        Run(() =>
        {
            for (int i = 0; i < Calls; i++)
            {
                Coroutine.Async(() =>
                {
                    gate.Task.Await();
                    ended++;
                });
            }

            gate.SetResult();
        });

        Assert.AreEqual(Calls, ended);
    }

    [TestMethod]
    public void Async_StarterIsCanceledWhileItIsHeldBack_StartsAllAndLearnsOfItAtItsNextSuspension()
    {
        const int Calls = FrameStarts.TooManyWaiting + 200;
        int started = 0;
        TaskCompletionSource gate = new();
        Run(() =>
        {
            Frame? starter = null;
            Frame holder = Coroutine.Async(() =>
            {
                gate.Task.Await();
                starter!.Cancel();
            });
            starter = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                for (; started < Calls; started++)
                {
                    Coroutine.Async(() => { gate.Task.Await(); });
                    if (started == Calls - 100)
                    {
                        gate.SetResult();
                    }
                }

                Assert.ThrowsExactly<OperationCanceledException>(Coroutine.Yield);
            });
            starter.Await();
            holder.Await();
        });

        Assert.AreEqual(Calls, started);
    }

    [TestMethod]
    public void Async_ManyFailuresThatAreSeen_LeaveNothingBehind()
    {
        FormatException failure = new();
        long grown = Run(() =>
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            for (int i = 0; i < 5_000; i++)
            {
                Frame frame = Coroutine.Async(() => throw failure);
                frame.AsTask().Exception?.Handle(_ => true);
            }

            return GC.GetTotalMemory(forceFullCollection: true) - before;
        });

        Assert.IsLessThan(Bound, grown);
    }
}

using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Run: the main frame on the calling thread, and how failures come out (rule A5).</summary>
[TestClass]
public sealed class SchedulerRunTests : SchedulerTest
{
    private static readonly TaskCompletionSource s_never = new();

    [TestMethod]
    public void Run_Main_IsOnTheCallingThread()
    {
        Thread own = Thread.CurrentThread;

        Thread seen = Run(() =>
        {
            Coroutine.Async(Coroutine.Yield).Await();
            return Thread.CurrentThread;
        });

        Assert.AreSame(own, seen);
    }

    [TestMethod]
    public void Run_MainReturnsFirst_EndsAfterAllFrames()
    {
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    Task.Run(() => { }).Await();
                    Log.Add("grandchild");
                });
                Log.Add("child");
            });
            Log.Add("main");
        });
        Log.Add("over");

        AssertLog("main child grandchild over");
    }

    [TestMethod]
    public void Run_OnlyMain_TakesNoThread()
    {
        Run(() => Coroutine.Yield());

        Assert.AreEqual(0, Pool.LiveThreads);
    }

    [TestMethod]
    public void Run_FailureThatWasObserved_DoesNotComeOut()
    {
        Run(() =>
        {
            Frame fails = Coroutine.Async(() => throw new InvalidTimeZoneException());
            Assert.ThrowsExactly<InvalidTimeZoneException>(fails.Await);
        });
    }

    [TestMethod]
    public void Run_FailureNobodyObserved_SiblingsGoOnAndItComesOutAtTheEnd()
    {
        InvalidTimeZoneException failure = new();

        Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => Run(() =>
        {
            Coroutine.Async(() => Fail(failure));
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Coroutine.Yield();
                Log.Add("sibling");
            });
            Log.Add("main");
        }));

        AssertLog("main sibling");
        Assert.AreSame(failure, seen);
        StringAssert.Contains(seen.StackTrace, nameof(Fail));
    }

    [TestMethod]
    public void Run_SeveralFailuresNobodyObserved_ComeOutTogetherInOrder()
    {
        Exception[] failures = [new InvalidTimeZoneException(), new InvalidCastException()];

        AggregateException seen = Assert.ThrowsExactly<AggregateException>(() => Run(() =>
        {
            Coroutine.Async(() => Fail(failures[0]));
            Coroutine.Async(() => Fail(failures[1]));
        }));

        CollectionAssert.AreEqual(failures, seen.InnerExceptions);
    }

    [TestMethod]
    public void Run_MainFails_FramesAliveAreCanceledAndThenItsExceptionComesOut()
    {
        InvalidTimeZoneException failure = new();

        Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => Run(() =>
        {
            Coroutine.Async(() =>
            {
                try
                {
                    s_never.Task.Await();
                }
                finally
                {
                    Coroutine.Yield();
                    Log.Add("waited");
                }
            });
            CoroutineScheduler.Current!.Start(() => Log.Add("never began"));
            Log.Add("main");
            Fail(failure);
        }));

        AssertLog("main waited");
        Assert.AreSame(failure, seen);
        StringAssert.Contains(seen.StackTrace, nameof(Fail));
    }

    [TestMethod]
    public void Run_MainAndAFrameFail_MainsComesFirst()
    {
        InvalidTimeZoneException mains = new();
        InvalidCastException frames = new();

        AggregateException seen = Assert.ThrowsExactly<AggregateException>(() => Run(() =>
        {
            Coroutine.Async(() => throw frames);
            throw mains;
        }));

        CollectionAssert.AreEqual(new Exception[] { mains, frames }, seen.InnerExceptions);
    }

    [TestMethod]
    public void Run_MainFailsByAwaitingAFailure_ItComesOutOnce()
    {
        InvalidTimeZoneException failure = new();

        Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => Run(() => Coroutine.Async(() => Fail(failure)).Await()));

        Assert.AreSame(failure, seen);
    }

    [TestMethod]
    public void Run_AwaitedTaskWasCanceled_IsAFailureOfItsFrame()
    {
        Assert.ThrowsExactly<TaskCanceledException>(
            () => Run(() => { Coroutine.Async(() => Task.FromCanceled(new CancellationToken(true)).Await()); }));
    }

    [TestMethod]
    public void Run_InsideAFrame_IsASchedulerOfItsOwn()
    {
        Run(() =>
        {
            CoroutineScheduler outer = CoroutineScheduler.Current!;
            Coroutine.Async(() =>
            {
                Run(() =>
                {
                    Assert.AreNotSame(outer, CoroutineScheduler.Current);
                    Coroutine.Async(() => Log.Add("inner frame"));
                    Coroutine.Yield();
                    Log.Add("inner");
                });
                Assert.AreSame(outer, CoroutineScheduler.Current);
                Coroutine.Yield();
                Log.Add("outer frame");
            });
            Log.Add("outer");
        });

        AssertLog("inner frame inner outer outer frame");
    }

    [TestMethod]
    public void Run_InsideACoroutinesBody_SuspendsTheBodyAfterwards()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            y =>
            {
                y.Suspend(Run(() => Coroutine.Async(() => 1).Await()));
                return 2;
            },
            InPool);

        Assert.AreEqual(1, coroutine.Resume());
        Assert.AreEqual(2, coroutine.Resume());
    }

    [TestMethod]
    public void Current_InsideAndAfter_IsTheRunsAndThenNone()
    {
        CoroutineScheduler? inside = Run(() => CoroutineScheduler.Current);

        Assert.IsNotNull(inside);
        Assert.AreEqual("scheduler 'Test'", inside.ToString());
        Assert.IsNull(CoroutineScheduler.Current);
        Assert.ThrowsExactly<ObjectDisposedException>(() => inside.Start(() => { }));
        inside.Dispose();
    }

    [TestMethod]
    public void Run_NoMain_Throws()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => CoroutineScheduler.Run(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => CoroutineScheduler.Run((Func<int>)null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => Coroutine.Async(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => Coroutine.Async((Func<int>)null!));
    }

    [TestMethod]
    public void Run_ThreadIsInterruptedWhileMainWaits_TheFrameIsNotHarmed()
    {
        TaskCompletionSource source = new();
        bool pending = false;
        TestThread runs = TestThread.Start(() =>
        {
            Run(() => source.Task.Await());
            pending = TestThread.TakePendingInterrupt();
        });
        Eventually.Parked(runs.Thread);

        runs.Thread.Interrupt();
        source.SetResult();
        runs.Join();

        Assert.IsTrue(pending);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fail(Exception failure) => throw failure;
}

using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>What a frame ended with, and everybody who may ask for it.</summary>
[TestClass]
public sealed class FrameResultTests : SchedulerTest
{
    [TestMethod]
    [TestProperty("Conformance", "ZIG-10")]
    [TestProperty("Conformance", "ZIGCORO-6")]
    public void Await_FrameThatHasEnded_GivesTheStoredResultAtOnce()
    {
        Run(() =>
        {
            Frame<string> frame = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Coroutine.Yield();
                return "result";
            });
            Frame nothing = Coroutine.Async(Coroutine.Yield);
            Coroutine.Yield();
            Coroutine.Yield();
            Assert.IsTrue(frame.IsCompleted);
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Log.Add("ready");
            });
            Log.Add(frame.Await());
            nothing.Await();
            Log.Add("main");
        });

        AssertLog("result main ready");
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIGCORO-7")]
    [TestProperty("Conformance", "ZIG-11")]
    public void Await_FrameThatFailed_ThrowsTheSameObjectEveryTimeWithBothStacks()
    {
        InvalidTimeZoneException failure = new();
        Run(() =>
        {
            Frame<int> frame = Coroutine.Async(() => FailingFunction(failure));
            Coroutine.Yield();
            Assert.IsTrue(frame.IsCompleted);

            Exception first = Assert.ThrowsExactly<InvalidTimeZoneException>(() => AwaitingFunction(frame));
            Assert.AreSame(failure, first);
            StringAssert.Contains(first.StackTrace, nameof(FailingFunction));
            StringAssert.Contains(first.StackTrace, nameof(AwaitingFunction));
            Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(() => frame.Await()));
            Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(() => ((Frame)frame).Await()));
        });
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIG-11")]
    public void Await_FailureAfterASuspensionTwoLevelsDown_ArrivesAsThatFailure()
    {
        InvalidTimeZoneException failure = new();
        Exception? seen = null;
        Run(() =>
        {
            Frame<int> outer = Coroutine.Async(() =>
            {
                Frame<int> inner = Coroutine.Async(() => FailingFunction(failure));
                return inner.Await();
            });
            seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => outer.Await());
        });

        Assert.AreSame(failure, seen);
    }

    [TestMethod]
    public void Await_FromAPlainThread_BlocksItUntilTheEnd()
    {
        TaskCompletionSource source = new();
        using CoroutineScheduler scheduler = new(OnPool);
        Frame<int> frame = scheduler.Start(() =>
        {
            source.Task.Await();
            return 6;
        });
        int result = 0;
        TestThread awaits = TestThread.Start(() => result = frame.Await());
        Eventually.Parked(awaits.Thread);
        Assert.IsFalse(frame.IsCompleted);

        source.SetResult();
        awaits.Join();

        Assert.AreEqual(6, result);
    }

    [TestMethod]
    public void Await_FailedFrameFromAPlainThread_ThrowsTheSameObjectAndNobodyElseHearsOfIt()
    {
        InvalidTimeZoneException failure = new();
        int unobserved = UnobservedTasks.CountDuring<InvalidTimeZoneException>(() => AwaitFromAThread(failure));

        Assert.AreEqual(0, unobserved);
    }

    [TestMethod]
    public void Await_FrameOfAnotherScheduler_SuspendsTheFrameThatWaits()
    {
        TaskCompletionSource source = new();
        using CoroutineScheduler other = new(OnPool);
        Frame<int> frame = other.Start(() =>
        {
            source.Task.Await();
            return 5;
        });
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                Assert.AreEqual(5, frame.Await());
                Log.Add("awaited");
            });
            Log.Add("meanwhile");
            source.SetResult();
        });

        AssertLog("meanwhile awaited");
    }

    [TestMethod]
    public void Await_FailedFrameOfAnotherScheduler_ThrowsTheSameObject()
    {
        InvalidTimeZoneException failure = new();
        using CoroutineScheduler other = new(OnPool);
        TaskCompletionSource source = new();
        Frame frame = other.Start(() =>
        {
            source.Task.Await();
            throw failure;
        });

        Run(() =>
        {
            Frame awaits = Coroutine.Async(() =>
                Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(frame.Await)));
            source.SetResult();
            awaits.Await();
        });
    }

    [TestMethod]
    public void Await_FrameOfAnotherSchedulerCanceledMeanwhile_LeavesTheFailureToItsOwnScheduler()
    {
        ExpectedUnobserved = 1;
        TaskCompletionSource source = new();
        CoroutineScheduler other = new(OnPool);
        Frame frame = other.Start(() =>
        {
            source.Task.Await();
            throw new InvalidTimeZoneException();
        });
        Run(() =>
        {
            Frame awaits = Coroutine.Async(frame.Await);
            awaits.Cancel();
            Assert.ThrowsExactly<OperationCanceledException>(awaits.Await);
        });

        source.SetResult();
        Eventually.True(() => frame.IsCompleted, "the frame ends");
        other.Dispose();

        Assert.AreEqual(1, Telemetry.Unobserved);
    }

    [TestMethod]
    public void Await_FromACoroutineBodyWithNoFrame_BlocksTheBody()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        Frame<int> frame = scheduler.Start(() =>
        {
            Coroutine.Yield();
            return 2;
        });
        using Coroutine<int> coroutine = Coroutine.Create<int>(_ => frame.Await(), InPool);

        Assert.AreEqual(2, coroutine.Resume());
    }

    [TestMethod]
    public void Name_GivenOrNot_IsShown() => Run(() =>
    {
        Frame named = Coroutine.Async(() => Log.Add(Thread.CurrentThread.Name!), "worker bee");
        Frame nameless = Coroutine.Async(() => { });

        Assert.AreEqual("worker bee", named.Name);
        Assert.IsNull(nameless.Name);
        StringAssert.Contains(named.ToString(), "'worker bee'");
        StringAssert.EndsWith(Log.Single(), ": worker bee");
    });

    [TestMethod]
    public void Await_ItsOwnEnd_IsRefused()
    {
        Run(() =>
        {
            Frame? itself = null;
            itself = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                CoroutineDeadlockException told = Assert.ThrowsExactly<CoroutineDeadlockException>(itself!.Await);
                StringAssert.Contains(told.Message, "'narcissus'");
                Assert.ThrowsExactly<CoroutineDeadlockException>(itself.AsTask().Await);
                Log.Add("told");
            }, "narcissus");
        });

        AssertLog("told");
    }

    [TestMethod]
    public void Result_OfAnEndedFrame_IsKeptByItsHandleAlone()
    {
        using CoroutineScheduler scheduler = new(OnPool);

        Eventually.Collected(ResultOf(scheduler), "the result");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference ResultOf(CoroutineScheduler scheduler)
    {
        Frame<object> frame = scheduler.Start(() =>
        {
            Coroutine.Yield();
            return new object();
        });
        return new WeakReference(frame.Await());
    }

    private void AwaitFromAThread(Exception failure)
    {
        using CoroutineScheduler scheduler = new(OnPool);
        TaskCompletionSource source = new();
        Frame frame = scheduler.Start(() =>
        {
            source.Task.Await();
            throw failure;
        });
        TestThread awaits = TestThread.Start(() =>
            Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(frame.Await)));
        Eventually.Parked(awaits.Thread);
        source.SetResult();
        awaits.Join();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int FailingFunction(Exception failure)
    {
        Coroutine.Yield();
        throw failure;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AwaitingFunction(Frame frame) => frame.Await();
}

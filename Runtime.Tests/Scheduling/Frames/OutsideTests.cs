namespace Baton.Tests;

/// <summary>The same functions outside every scheduler: Zig's blocking mode (rule A1).</summary>
[TestClass]
public sealed class OutsideTests : SchedulerTest
{
    private const string Switch = "Baton.ThrowOnBlockingOutside";

    [TestMethod]
    public void Async_Outside_RunsToTheEndOnTheCallingThread()
    {
        Frame<int> frame = Coroutine.Async(
            () =>
            {
                Log.Add("a");
                Coroutine.Yield();
                Log.Add("b");
                return Environment.CurrentManagedThreadId;
            },
            "outside");
        Log.Add("c");

        Assert.IsTrue(frame.IsCompleted);
        Assert.AreEqual("outside", frame.Name);
        Assert.AreEqual(Environment.CurrentManagedThreadId, frame.Await());
        AssertLog("a b c");
    }

    [TestMethod]
    public void Async_OutsideAndFails_TheFailureWaitsInTheFrame()
    {
        InvalidTimeZoneException failure = new();

        Frame frame = Coroutine.Async(() => throw failure);

        Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(frame.Await));
        Assert.AreSame(failure, frame.AsTask().Exception!.InnerException);
    }

    [TestMethod]
    public async Task AwaitInAsyncCode_FrameFromOutside_GivesItsResult() => Assert.AreEqual(3, await Coroutine.Async(() => 3));

    [TestMethod]
    public void Cancel_FrameFromOutside_HasNoEffect()
    {
        Frame<int> frame = Coroutine.Async(() => 3);

        frame.Cancel();

        Assert.AreEqual(3, frame.Await());
    }

    [TestMethod]
    public void Await_Outside_BlocksTheThreadAndIsCounted()
    {
        TaskCompletionSource<int> source = new();
        int result = 0;
        TestThread awaits = TestThread.Start(() => result = source.Task.Await());
        Eventually.Parked(awaits.Thread);

        source.SetResult(5);
        awaits.Join();

        Assert.AreEqual(5, result);
        Assert.AreEqual(1, Telemetry["baton.blocking.outside"]);
    }

    [TestMethod]
    public void Await_CompletedTaskOutside_IsNotCounted()
    {
        Task.CompletedTask.Await();
        Coroutine.Yield();
        Coroutine.Delay(TimeSpan.Zero);

        Assert.AreEqual(0, Telemetry["baton.blocking.outside"]);
    }

    [TestMethod]
    public void Await_InAFrame_IsNotCounted()
    {
        Run(() => Task.Run(() => { }).Await());

        Assert.AreEqual(0, Telemetry["baton.blocking.outside"]);
    }

    [TestMethod]
    public void Delay_Outside_BlocksAndIsCounted()
    {
        Coroutine.Delay(TimeSpan.FromMilliseconds(1));

        Assert.AreEqual(1, Telemetry["baton.blocking.outside"]);
    }

    [TestMethod]
    public void Delay_OutsideCanceled_Throws()
    {
        using CancellationTokenSource source = new();
        TestThread waits = TestThread.Start(() =>
            Assert.Throws<OperationCanceledException>(() => Coroutine.Delay(Timeout.InfiniteTimeSpan, source.Token)));
        Eventually.Parked(waits.Thread);

        source.Cancel();

        waits.Join();
    }

    [TestMethod]
    public void Await_TaskThatFailsOutside_ThrowsTheSameObject()
    {
        InvalidTimeZoneException failure = new();
        TaskCompletionSource source = new();
        TestThread awaits = TestThread.Start(() =>
            Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(source.Task.Await)));
        Eventually.Parked(awaits.Thread);

        source.SetException(failure);

        awaits.Join();
    }

    [TestMethod]
    public void Await_TaskThatIsCanceledOutside_Throws()
    {
        TaskCompletionSource source = new();
        TestThread awaits = TestThread.Start(() => Assert.ThrowsExactly<TaskCanceledException>(source.Task.Await));
        Eventually.Parked(awaits.Thread);

        source.SetCanceled();

        awaits.Join();
    }

    [TestMethod]
    public void Await_OnAThreadThatAFrameStarted_IsOutside()
    {
        Run(() => TestThread.Run("Started by a frame", () =>
        {
            Assert.IsNull(CoroutineScheduler.Current);
            Assert.IsTrue(Coroutine.Async(Coroutine.Yield).IsCompleted);
        }));
    }

    [TestMethod]
    [DataRow("await")]
    [DataRow("delay")]
    [DataRow("frame")]
    public void Await_OutsideWithTheSwitchOn_ThrowsAndSaysWhereToPutTheCall(string what)
    {
        TaskCompletionSource source = new();
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() => source.Task.Await());
        InvalidOperationException seen;
        using (ThrowOnBlocking())
        {
            seen = Assert.ThrowsExactly<InvalidOperationException>(() => Wait(what, source.Task, frame));
        }

        StringAssert.Contains(seen.Message, Switch);
        StringAssert.Contains(seen.Message, "CoroutineScheduler.Run, RunAsync or Start");
        Assert.AreEqual(0, Telemetry["baton.blocking.outside"]);
        source.SetResult();
        frame.Await();
    }

    [TestMethod]
    public void Await_WithTheSwitchOnWhereNothingBlocks_Returns()
    {
        using (ThrowOnBlocking())
        {
            Task.CompletedTask.Await();
            Coroutine.Yield();
            Coroutine.Delay(TimeSpan.Zero);
            Coroutine.Async(() => { }).Await();
            Run(() => Task.Run(() => { }).Await());
        }
    }

    private static Cleanup ThrowOnBlocking()
    {
        AppContext.SetSwitch(Switch, true);
        return new Cleanup(() => AppContext.SetSwitch(Switch, false));
    }

    private static void Wait(string what, Task task, Frame frame)
    {
        switch (what)
        {
            case "await":
                task.Await();
                break;
            case "delay":
                Coroutine.Delay(TimeSpan.FromSeconds(30));
                break;
            default:
                frame.Await();
                break;
        }
    }
}

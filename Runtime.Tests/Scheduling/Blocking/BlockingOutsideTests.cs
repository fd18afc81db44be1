using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>Rule A1: what awaits outside every scheduler blocks, is counted, and can be forbidden.</summary>
[TestClass]
public sealed class BlockingOutsideTests : SchedulerTest
{
    [TestMethod]
    public void Outside_AsyncRunsToTheEndAndAwaitBlocks()
    {
        Frame<int> frame = Coroutine.Async(() =>
        {
            Late.After(1).Await();
            Coroutine.Yield();
            return 1;
        });

        Assert.IsTrue(frame.IsCompleted);
        Assert.AreEqual(1, frame.Await());
        Assert.IsNull(CoroutineScheduler.Current);
    }

    private const string Outside = "baton.blocking.outside";
    private const string Switch = "Baton.ThrowOnBlockingOutside";

    [TestMethod]
    public void Outside_WhatBlocks_IsCountedOnceEach()
    {
        using EventProbe events = new(EventLevel.Informational);
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() => Late.After(5).Await());

        Late.After(5).Await();
        Late.After(5).ContinueWith(_ => 1, TaskScheduler.Default).Await();
        new ValueTask(Late.After(5)).Await();
        Coroutine.Delay(TimeSpan.FromMilliseconds(5));

        Assert.AreEqual(4, Telemetry[Outside]);
        Assert.AreEqual(4, events.Count("BlockedOutside"));
        Assert.AreEqual("To await a delay", events.Payload("BlockedOutside")[0]);
        frame.AsTask().Wait();
    }

    [TestMethod]
    public void Outside_AwaitOfAFrameThatRuns_IsCounted()
    {
        TaskCompletionSource go = new();
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() => go.Task.Await());
        TestThread waits = TestThread.Start(frame.Await);
        Eventually.True(() => Telemetry[Outside] == 1, "it is counted before it waits");

        go.SetResult();
        waits.Join();

        Assert.AreEqual(1, Telemetry[Outside]);
    }

    [TestMethod]
    public void Outside_WhatDoesNotBlock_IsNotCounted()
    {
        Task.CompletedTask.Await();
        Assert.AreEqual(1, Task.FromResult(1).Await());
        Assert.AreEqual(2, ValueTask.FromResult(2).Await());
        Coroutine.Delay(TimeSpan.Zero);
        Coroutine.Yield();
        Coroutine.Async(() => 3).Await();

        Assert.AreEqual(0, Telemetry[Outside]);
    }

    [TestMethod]
    public void Inside_AwaitAndDelay_AreNotCounted()
    {
        Run(() =>
        {
            Late.After(1).Await();
            Coroutine.Delay(TimeSpan.FromMilliseconds(1));
            foreach (int item in Coroutine.Generate<int>(
                         yielder =>
                         {
                             Late.After(1).Await();
                             yielder.Suspend(1);
                         },
                         options: InPool))
            {
                Log.Add($"{item}");
            }
        });

        AssertLog("1");
        Assert.AreEqual(0, Telemetry[Outside]);
    }

    [TestMethod]
    public void Outside_InACoroutineThatNoFrameDrives_IsCounted()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            _ =>
            {
                Late.After(1).Await();
                return 1;
            },
            InPool);

        coroutine.Resume();

        Assert.AreEqual(1, Telemetry[Outside]);
    }

    [TestMethod]
    public void Switch_On_WhatWouldBlockThrowsAndSaysWhereToPutIt()
    {
        using Cleanup off = new(() => AppContext.SetSwitch(Switch, false));
        AppContext.SetSwitch(Switch, true);
        Task pending = new TaskCompletionSource().Task;
        using CoroutineScheduler scheduler = new(OnPool);
        TaskCompletionSource go = new();
        Frame frame = scheduler.Start(() => go.Task.Await());

        InvalidOperationException refused = Assert.ThrowsExactly<InvalidOperationException>(() => pending.Await());
        Assert.ThrowsExactly<InvalidOperationException>(() => Coroutine.Delay(TimeSpan.FromHours(1)));
        Assert.ThrowsExactly<InvalidOperationException>(frame.Await);
        InvalidOperationException within = Assert.ThrowsExactly<InvalidOperationException>(Coroutine.Async(() => pending.Await()).Await);

        StringAssert.Contains(refused.Message, Switch);
        StringAssert.Contains(refused.Message, "CoroutineScheduler.Run");
        StringAssert.Contains(within.Message, Switch);
        Assert.AreEqual(0, Telemetry[Outside]);
        go.SetResult();
    }

    [TestMethod]
    public async Task Switch_On_HoldsOnAPoolsThreadsToo()
    {
        using Cleanup off = new(() => AppContext.SetSwitch(Switch, false));
        AppContext.SetSwitch(Switch, true);
        Task pending = new TaskCompletionSource().Task;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            _ => { pending.Await(); return 1; }, new CoroutineOptions { ThreadPool = Pool });

        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => Pool.Run(() => pending.Await(), CancellationToken.None));
        Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Resume());
    }

    [TestMethod]
    public void Switch_On_WhatDoesNotBlockAndWhatRunsInside_IsAllowed()
    {
        using Cleanup off = new(() => AppContext.SetSwitch(Switch, false));
        AppContext.SetSwitch(Switch, true);

        Task.CompletedTask.Await();
        Coroutine.Delay(TimeSpan.Zero);
        Assert.AreEqual(1, Coroutine.Async(() => 1).Await());
        int inside = Run(() =>
        {
            Late.After(1).Await();
            Coroutine.Delay(TimeSpan.FromMilliseconds(1));
            return Coroutine.Async(() => 2).Await();
        });

        Assert.AreEqual(2, inside);
    }
}

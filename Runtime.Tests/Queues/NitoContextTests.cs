using Nito.AsyncEx;

namespace Baton.Tests;

/// <summary>Nito's single-threaded loop for asynchronous code, and frames.</summary>
[TestClass]
public sealed class NitoContextTests : SchedulerTest
{
    [TestMethod]
    [DataRow(BlockingMode.Hold)]
    [DataRow(BlockingMode.Yield)]
    [DataRow(BlockingMode.Forbid)]
    public void AsyncContext_RunInAFrame_KeepsTheBatonUntold(BlockingMode mode)
    {
        CoroutineScheduler.Run(
            () =>
            {
                Coroutine.Async(() =>
                {
                    AsyncContext.Run(async () =>
                    {
                        Log.Add("begins");
                        Thread mine = Thread.CurrentThread;
                        await Task.Run(() => Eventually.Parked(mine));
                        Log.Add("ends");
                    });
                    Coroutine.Yield();
                    Log.Add("after");
                });
                Log.Add("main");
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, Blocking = mode, BlockingGrace = TimeSpan.Zero });

        AssertLog("begins ends main after");
        // it has a synchronization context of its own
        Assert.AreEqual(0, Telemetry["baton.frames.blocked"] + Telemetry["baton.frames.gave_way"]);
    }

    [TestMethod]
    public void AsyncContext_RunOnAPool_SuspendsTheFrameAlone()
    {
        TaskCompletionSource<int> source = new();
        Run(() =>
        {
            Frame<bool> waits = Coroutine.Async(() => Pool.Run(() => AsyncContext.Run(async () =>
            {
                Thread mine = Thread.CurrentThread;
                await source.Task;
                return mine == Thread.CurrentThread;
            })).Await());
            Log.Add("main");
            source.SetResult(1);
            Assert.IsTrue(waits.Await());
        });

        AssertLog("main");
    }

    [TestMethod]
    public void AsyncContextThread_AwaitedInAFrame_SuspendsTheFrameAlone()
    {
        using AsyncContextThread thread = new();
        TaskCompletionSource<int> source = new();
        Run(() =>
        {
            Frame<int> waits = Coroutine.Async(() => thread.Factory.Run(async () => await source.Task).Await());
            Log.Add("main");
            source.SetResult(3);
            Assert.AreEqual(3, waits.Await());
        });

        AssertLog("main");
    }

    [TestMethod]
    public void Await_InAnAsyncContextInAFrame_SuspendsTheFrame()
    {
        TaskCompletionSource<int> source = new();
        Run(() =>
        {
            Frame<int> waits = Coroutine.Async(() => AsyncContext.Run(() => source.Task.Await()));
            Log.Add("main");
            source.SetResult(4);
            Assert.AreEqual(4, waits.Await());
        });

        AssertLog("main");
    }
}

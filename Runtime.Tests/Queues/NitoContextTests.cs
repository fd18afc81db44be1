using Nito.AsyncEx;

namespace Baton.Tests;

/// <summary>Nito's single-threaded loop for asynchronous code, and frames.</summary>
[TestClass]
public sealed class NitoContextTests : SchedulerTest
{
    [TestMethod]
    public void AsyncContext_RunInAFrame_KeepsTheBatonUntold()
    {
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                AsyncContext.Run(async () =>
                {
                    Log.Add("begins");
                    await Task.Run(() => { });
                    Log.Add("ends");
                });
                Coroutine.Yield();
                Log.Add("after");
            });
            Log.Add("main");
        });

        AssertLog("begins ends main after");
        Assert.AreEqual(0, Telemetry["baton.frames.blocked"]); // it has a synchronization context of its own
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

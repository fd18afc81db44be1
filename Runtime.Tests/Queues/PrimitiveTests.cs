namespace Baton.Tests;

/// <summary>
/// Every asynchronous primitive of the table, in frames: who waits suspends, who is signaled goes on, who is canceled takes nothing along.
/// </summary>
[TestClass]
public sealed class PrimitiveTests : SchedulerTest
{
    public static IEnumerable<object[]> Each => Primitives.All.Select(primitive => new object[] { primitive.Name });

    public static IEnumerable<object[]> EachThatIsTaken =>
        Primitives.All.Where(one => !one.WakesAll).Select(one => new object[] { one.Name });

    public static IEnumerable<object[]> EachThatIsTakenDirectly =>
        Primitives.All.Where(one => one is { WakesAll: false, IsDirect: true }).Select(one => new object[] { one.Name });

    // A wait of SemaphoreSlim is taken out of its list on the .NET thread pool, some time after its token has fired. Until then it may be
    // signaled.
    public static IEnumerable<object[]> EachThatATokenEnds =>
        Primitives.All.Where(one => one.Name != "SemaphoreSlim.WaitAsync").Select(one => new object[] { one.Name });

    [TestMethod]
    [DynamicData(nameof(Each))]
    public void Await_InFrames_SuspendsEachAndTheOthersRun(string name)
    {
        Primitive primitive = Primitives.Named(name);
        PrimitiveUse use = primitive.Create();
        Run(() =>
        {
            Frame[] frames = [.. Enumerable.Range(0, 3).Select(i => Coroutine.Async(() =>
            {
                Log.Add($"waits{i}");
                use.Wait(default);
                Log.Add(primitive.WakesAll ? "goes" : $"goes{i}"); // what wakes all is no promise of an order
            }))];
            Coroutine.Yield();
            Log.Add("main");
            use.Signal();
            foreach (Frame frame in frames)
            {
                frame.Await();
                if (!primitive.WakesAll && frame != frames[^1])
                {
                    use.Signal();
                }
            }
        });

        AssertLog(primitive.WakesAll ? "waits0 waits1 waits2 main goes goes goes" : "waits0 waits1 waits2 main goes0 goes1 goes2");
        Assert.AreEqual(0, Telemetry["baton.frames.blocked"]);
    }

    [TestMethod]
    [DynamicData(nameof(EachThatATokenEnds))]
    public void Cancel_FrameThatPassedItsToken_TheSignalIsForTheNext(string name)
    {
        PrimitiveUse use = Primitives.Named(name).Create();
        Run(() =>
        {
            Frame canceled = Coroutine.Async(() => use.Wait(Coroutine.CancellationToken));
            Frame next = Coroutine.Async(() => use.Wait(Coroutine.CancellationToken));
            canceled.Cancel();
            Assert.Throws<OperationCanceledException>(canceled.Await);
            use.Signal();
            next.Await();
            Log.Add("next");
        });

        AssertLog("next");
    }

    [TestMethod]
    [DynamicData(nameof(EachThatIsTakenDirectly))]
    public void Cancel_FrameThatPassedNoToken_TheSignalIsTakenByNobody(string name)
    {
        PrimitiveUse use = Primitives.Named(name).Create();
        Run(() =>
        {
            Frame canceled = Coroutine.Async(() => use.Wait(CancellationToken.None));
            Frame next = Coroutine.Async(() => use.Wait(Coroutine.CancellationToken));
            canceled.Cancel();
            Assert.Throws<OperationCanceledException>(canceled.Await);
            use.Signal();
            next.Cancel(); // had the signal come, this would be too late
            Assert.Throws<OperationCanceledException>(next.Await);
        });
    }

    [TestMethod]
    [DynamicData(nameof(EachThatIsTakenDirectly))]
    public void Cancel_FrameThatWasSignaledBefore_HasWhatItWaitedFor(string name)
    {
        PrimitiveUse use = Primitives.Named(name).Create();
        Run(() =>
        {
            Frame signaled = Coroutine.Async(() =>
            {
                use.Wait(Coroutine.CancellationToken);
                Log.Add("has it");
                Coroutine.Yield();
                Log.Add("not reached");
            });
            use.Signal();
            signaled.Cancel();
            Assert.Throws<OperationCanceledException>(signaled.Await);
        });

        AssertLog("has it");
    }

    [TestMethod]
    [DynamicData(nameof(EachThatIsTaken))]
    public void AwaitOrGiveBack_FrameIsCanceled_WhatItsWaitTakesLaterIsGivenBack(string name)
    {
        PrimitiveUse use = Primitives.Named(name).Create();
        Run(() =>
        {
            Frame canceled = Coroutine.Async(() => { QueueGuideSamples.AwaitOrGiveBack(WithItself(use.Begin(default)), use.GiveBack); });
            Frame next = Coroutine.Async(() => use.Wait(Coroutine.CancellationToken));
            canceled.Cancel();
            Assert.Throws<OperationCanceledException>(canceled.Await);
            use.Signal();
            next.Await();
            Log.Add("next");
        });

        AssertLog("next");
    }

    [TestMethod]
    public void AwaitOrGiveBack_NotCanceled_GivesTheResultAndGivesNothingBack() => Run(() =>
    {
        TaskCompletionSource<int> source = new();
        Frame<int> waits = Coroutine.Async(() => QueueGuideSamples.AwaitOrGiveBack(source.Task, _ => Log.Add("given back")));
        source.SetResult(5);

        Assert.AreEqual(5, waits.Await());
        AssertLog("");
    });

    private static async Task<Task> WithItself(Task task)
    {
        await task;
        return task;
    }
}

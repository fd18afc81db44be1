using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>A frame as a task, for ordinary asynchronous code.</summary>
[TestClass]
public sealed class FrameTaskTests : SchedulerTest
{
    [TestMethod]
    public async Task AwaitInAsyncCode_FrameThatEnds_GivesItsResultOffTheBaton()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        Frame<int> frame = scheduler.Start(() =>
        {
            Coroutine.Yield();
            return 4;
        });

        Assert.AreEqual(4, await frame);
        Assert.AreEqual(4, await frame);
        Assert.IsNull(CoroutineScheduler.Current);
    }

    [TestMethod]
    public async Task AwaitInAsyncCode_FrameThatFailed_ThrowsTheSameObject()
    {
        InvalidTimeZoneException failure = new();
        using CoroutineScheduler scheduler = new(OnPool);
        Frame<int> frame = scheduler.Start(() => FailingFunction(failure));

        Exception first = await Assert.ThrowsExactlyAsync<InvalidTimeZoneException>(async () => await frame);
        Exception second = await Assert.ThrowsExactlyAsync<InvalidTimeZoneException>(async () => await (Frame)frame);

        Assert.AreSame(failure, first);
        Assert.AreSame(failure, second);
        StringAssert.Contains(first.StackTrace, nameof(FailingFunction));
    }

    [TestMethod]
    public async Task AwaitInAsyncCode_FrameThatEndedByACancellation_ThrowsTheSameObject()
    {
        OperationCanceledException canceled = new();
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() =>
        {
            Coroutine.Yield();
            throw canceled;
        });

        Exception seen = await Assert.ThrowsExactlyAsync<OperationCanceledException>(async () => await frame);

        Assert.AreSame(canceled, seen);
        Assert.IsTrue(frame.AsTask().IsCanceled);
    }

    [TestMethod]
    public async Task AsTask_BeforeAndAfterTheEnd_IsOneTask()
    {
        TaskCompletionSource source = new();
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() => source.Task.Await());

        Task before = frame.AsTask();
        source.SetResult();
        await before;

        Assert.AreSame(before, frame.AsTask());
    }

    [TestMethod]
    public void AsTask_OfAFrameThatHasEnded_IsCompleteAtOnce() => Run(() =>
    {
        Frame<int> frame = Coroutine.Async(() => 3);

        Assert.AreEqual(TaskStatus.RanToCompletion, frame.AsTask().Status);
        Assert.AreEqual(3, frame.AsTask().Result);
    });

    [TestMethod]
    public void AsTask_OfAFrameThatHasFailed_HoldsTheExceptionAndCountsAsSeen()
    {
        InvalidTimeZoneException failure = new();
        Run(() =>
        {
            Frame frame = Coroutine.Async(() => throw failure);

            Assert.AreSame(failure, frame.AsTask().Exception!.InnerException);
        });
    }

    [TestMethod]
    public void AsTask_AwaitedInItsOwnScheduler_WaitsForTheFrame()
    {
        Run(() =>
        {
            Frame<int> frame = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Log.Add("frame");
                return 8;
            });
            Assert.AreEqual(8, frame.AsTask().Await());
            Log.Add("main");
        });

        AssertLog("frame main");
    }

    [TestMethod]
    public void AsTask_ContinuationOfAFailedFrame_DoesNotRunUnderTheBaton()
    {
        Run(() =>
        {
            Frame frame = Coroutine.Async(Coroutine.Yield);
            Task<CoroutineScheduler?> continuation = frame.AsTask().ContinueWith(
                _ => CoroutineScheduler.Current,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            Assert.IsNull(continuation.Await());
        });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int FailingFunction(Exception failure)
    {
        Coroutine.Yield();
        throw failure;
    }
}

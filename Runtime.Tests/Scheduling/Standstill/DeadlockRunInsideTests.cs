namespace Baton.Tests;

/// <summary>A run inside a frame whose frames await a frame of the scheduler around the run.</summary>
[TestClass]
public sealed class DeadlockRunInsideTests : SchedulerTest
{
    private static Dictionary<string, Action<Frame>> Waits { get; } = new()
    {
        ["main"] = outer => outer.Await(),
        ["main, by the task"] = outer => outer.AsTask().Await(),
        ["a frame"] = outer => Coroutine.Async(outer.Await).Await(),
        ["a frame, later"] = outer => Coroutine.Async(() =>
        {
            Coroutine.Yield();
            outer.Await();
        }).Await(),
        ["a generator"] = outer => _ = Coroutine.Generate<int>(y =>
        {
            outer.Await();
            y.Suspend(1);
        }).Sum(),
        ["a select"] = outer => Select.Any(Select.On(outer)),
        ["a select of tasks"] = outer => Select.Any(Select.On(outer.AsTask()), Select.On(outer)),
        ["the first of frames"] = outer => Frame.AwaitAny(outer, outer),
        ["all of frames"] = outer => Frame.AwaitAll(outer, outer),
        ["the task, for ever"] = outer => outer.AsTask().Await(Timeout.InfiniteTimeSpan),
        ["the task, with a token that never fires"] = outer => outer.AsTask().Await(CancellationToken.None),
        ["the task, configured"] = outer => outer.AsTask().ConfigureAwait(false).Await(),
        ["a value task"] = outer => new ValueTask(outer.AsTask()).Await(),
        ["a value task, configured"] = outer => new ValueTask(outer.AsTask()).ConfigureAwait(false).Await(),
        ["the first of frames, in a frame"] = outer => Coroutine.Async(() => Frame.AwaitAny(outer, outer)).Await(),
        ["a frame that is started there"] = outer =>
        {
            Assert.IsFalse(outer.IsCompleted);
            Around(outer).Start(Coroutine.Yield, "frame 'outer'").Await();
        },
        ["a scope"] = outer => CoroutineScope.Run(scope => scope.Async(outer.Await)),
    };

    public static IEnumerable<object[]> Rows => Waits.Keys.SelectMany(wait => new object[][]
    {
        [wait, BlockingMode.Hold],
        [wait, BlockingMode.Forbid],
    });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void RunInside_AwaitsAFrameAroundIt_IsToldOfTheDeadlock(string wait, BlockingMode mode)
    {
        string? told = null;
        AssertEnds(mode, () =>
        {
            Frame outer = Coroutine.Async(Coroutine.Yield, "outer");
            told = Assert.ThrowsExactly<CoroutineDeadlockException>(() => CoroutineScheduler.Run(() => Waits[wait](outer), OnPool)).Message;
            outer.Await();
        });

        StringAssert.Contains(told!, "frame 'outer'");
        StringAssert.Contains(told!, "CoroutineScheduler.Run");
    }

    [TestMethod]
    public void RunInside_SelectsAmongOthersToo_WaitsForThem() => AssertEnds(BlockingMode.Hold, () =>
    {
        Frame outer = Coroutine.Async(Coroutine.Yield);
        CoroutineScheduler.Run(
            () =>
            {
                Assert.AreEqual(1, Select.Any(Select.On(outer), Select.After(TimeSpan.FromMilliseconds(1))));
                Frame inner = Coroutine.Async(Coroutine.Yield);
                Assert.AreEqual(1, Select.Any(Select.On(outer), Select.On(inner)));
                using CancellationTokenSource source = new(1);
                Assert.Throws<OperationCanceledException>(() => Select.Any([Select.On(outer)], source.Token));
            },
            OnPool);
    });

    [TestMethod]
    public void RunInside_AwaitsTheFirstOfOthersToo_WaitsForThem() => AssertEnds(BlockingMode.Hold, () =>
    {
        Frame outer = Coroutine.Async(Coroutine.Yield);
        using CoroutineScheduler other = new(OnPool);
        CoroutineScheduler.Run(
            () =>
            {
                Frame inner = Coroutine.Async(Coroutine.Yield);
                Assert.AreEqual(1, Frame.AwaitAny(outer, inner));
                Assert.AreEqual(1, Frame.AwaitAny(outer, other.Start(() => Coroutine.Delay(TimeSpan.FromMilliseconds(1)))));
            },
            OnPool);
    });

    [TestMethod]
    public void RunInside_TwoDeep_IsToldOfTheDeadlock() => AssertEnds(BlockingMode.Hold, () =>
    {
        Frame outer = Coroutine.Async(Coroutine.Yield);
        CoroutineScheduler.Run(
            () => CoroutineScheduler.Run(() => Assert.ThrowsExactly<CoroutineDeadlockException>(outer.Await), OnPool),
            OnPool);
    });

    [TestMethod]
    public void RunInside_ARegionThatMayNotSuspendInModeYield_IsToldOfTheDeadlock() => AssertEnds(BlockingMode.Yield, () =>
    {
        Frame outer = Coroutine.Async(Coroutine.Yield);
        using (Coroutine.NoSuspend())
        {
            CoroutineScheduler.Run(() => Assert.ThrowsExactly<CoroutineDeadlockException>(outer.Await), OnPool);
        }
    });

    [TestMethod]
    public void RunInside_AwaitsTheFrameThatRunsIt_IsToldInEveryMode() => AssertEnds(BlockingMode.Yield, () =>
    {
        Frame? runs = null;
        runs = Coroutine.Async(() =>
        {
            Coroutine.Yield();
            CoroutineScheduler.Run(() => Assert.ThrowsExactly<CoroutineDeadlockException>(runs!.Await), OnPool);
        });
        runs.Await();
    });

    [TestMethod]
    public void RunInside_AwaitsAFrameAroundItInModeYield_GetsOn() => AssertEnds(BlockingMode.Yield, () =>
    {
        Frame<int> outer = Coroutine.Async(() =>
        {
            Coroutine.Yield();
            return 7;
        });
        Assert.AreEqual(7, CoroutineScheduler.Run(outer.Await, OnPool));
    });

    [TestMethod]
    public void RunInside_AwaitsAFrameAroundItThatHasEnded_GetsItsResult() => AssertEnds(BlockingMode.Hold, () =>
    {
        Frame<int> outer = Coroutine.Async(() => 7);
        Assert.AreEqual(7, CoroutineScheduler.Run(outer.Await, OnPool));
    });

    [TestMethod]
    public void RunInside_AwaitsAFrameOfAnotherScheduler_GetsOn()
    {
        using CoroutineScheduler other = new(OnPool);
        AssertEnds(BlockingMode.Hold, () => CoroutineScheduler.Run(
            () => other.Start(() => Coroutine.Delay(TimeSpan.FromMilliseconds(5))).Await(), OnPool));
    }

    private static CoroutineScheduler Around(Frame frame) => frame.Core.Scheduler.Handle;

    private void AssertEnds(BlockingMode mode, Action main)
    {
        Task run = CoroutineScheduler.RunAsync(
            main, new CoroutineSchedulerOptions { ThreadPool = Pool, Name = "Around", Blocking = mode });
        Assert.IsTrue(Task.WhenAny(run).Wait(TimeSpan.FromSeconds(20)), "hangs");
        run.GetAwaiter().GetResult();
    }
}

namespace Baton.Tests;

/// <summary>A frame disposes of another scheduler: it waits as a frame waits, and keeps nobody's baton.</summary>
[TestClass]
public sealed class SchedulerDisposeInFrameTests : SchedulerTest
{
    private static readonly string[] s_places = ["frame", "body", "clean-up of a canceled frame"];

    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(8);

    private readonly ManualResetEventSlim _release = new();

    public static IEnumerable<object[]> Cells =>
        from mode in Enum.GetValues<BlockingMode>()
        from place in s_places
        select new object[] { mode, place };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Dispose_InAFrame_OtherFramesRun(BlockingMode mode, string place)
    {
        (CoroutineScheduler other, Frame slow) = Slow();

        CoroutineScheduler.Run(
            () =>
            {
                Frame releases = Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    Coroutine.Yield();
                    _release.Set();
                });
                Dispose(place, other);
                Log.Add($"{slow.IsCompleted}");
                releases.Await();
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, Blocking = mode });

        AssertLog("True");
    }

    [TestMethod]
    public void Dispose_InANoSuspendRegion_Blocks()
    {
        (CoroutineScheduler other, Frame slow) = Slow();

        Run(() =>
        {
            Frame ready = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Log.Add("another frame");
            });
            using (Coroutine.NoSuspend())
            {
                _release.Set();
                other.Dispose();
                Log.Add($"{slow.IsCompleted}");
            }

            ready.Await();
        });

        AssertLog("True another frame");
    }

    [TestMethod]
    public void Dispose_FrameIsCanceledMeanwhile_WaitsToTheEndAndIsToldBehindIt()
    {
        (CoroutineScheduler other, Frame slow) = Slow();

        Run(() =>
        {
            Frame disposes = Coroutine.Async(() =>
            {
                other.Dispose();
                Log.Add($"{slow.IsCompleted}");
                Coroutine.Yield();
            });
            disposes.Cancel();
            Coroutine.Yield();
            Log.Add($"{slow.IsCompleted}");
            _release.Set();
            Assert.Throws<OperationCanceledException>(disposes.Await);
        });

        AssertLog("False True");
    }

    private static void Dispose(string place, CoroutineScheduler other)
    {
        switch (place)
        {
            case "frame":
                other.Dispose();
                break;
            case "body":
                Assert.AreEqual(1, Coroutine.Generate<int>(yielder =>
                {
                    other.Dispose();
                    yielder.Suspend(1);
                }).First());
                break;
            default:
                Frame canceled = Coroutine.Async(() =>
                {
                    using (other)
                    {
                        Coroutine.Delay(Timeout.InfiniteTimeSpan);
                    }
                });
                canceled.Cancel();
                Assert.Throws<OperationCanceledException>(canceled.Await);
                break;
        }
    }

    // Its frame ends when another thread says so.
    private (CoroutineScheduler Scheduler, Frame Slow) Slow()
    {
        CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { ThreadPool = Pool, DisposeTimeout = s_long });
        Frame slow = scheduler.Start(() =>
        {
            using (new Cleanup(() => _release.Wait(s_long)))
            {
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            }
        });
        UntilItWaits(slow);
        return (scheduler, slow);
    }
}

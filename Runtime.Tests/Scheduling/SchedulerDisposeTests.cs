namespace Baton.Tests;

/// <summary>Dispose of a scheduler object, whatever its frames are at.</summary>
[TestClass]
public sealed class SchedulerDisposeTests : SchedulerTest
{
    private static readonly TaskCompletionSource s_never = new();

    [TestMethod]
    public void Dispose_NoFrames_RefusesNewOnes()
    {
        CoroutineScheduler scheduler = new(OnPool);

        scheduler.Dispose();

        ObjectDisposedException seen = Assert.ThrowsExactly<ObjectDisposedException>(() => scheduler.Start(() => { }));
        StringAssert.Contains(seen.Message, "scheduler 'Test'");
    }

    [TestMethod]
    public void Dispose_FramesThatWait_UnwindsThemInOrderBeforeItReturns()
    {
        CoroutineScheduler scheduler = new(OnPool);
        Frame first = scheduler.Start(() => Unwinds("first", s_never.Task.Await));
        Frame second = scheduler.Start(() => Unwinds("second", first.Await));
        Frame third = scheduler.Start(() => Unwinds("third", () => Coroutine.Delay(Timeout.InfiniteTimeSpan)));
        UntilItWaits(third);

        scheduler.Dispose();
        Log.Add("disposed");

        Assert.IsTrue(first.IsCompleted && second.IsCompleted && third.IsCompleted);
        AssertLog("first second third disposed");
    }

    [TestMethod]
    public void Dispose_FrameThatRuns_WaitsForItsNextSuspension()
    {
        CoroutineScheduler scheduler = new(OnPool);
        using ManualResetEventSlim running = new();
        using ManualResetEventSlim goOn = new();
        Frame frame = scheduler.Start(() =>
        {
            running.Set();
            goOn.Wait();
            Log.Add("ran");
            Coroutine.Yield();
            Log.Add("never");
        });
        running.Wait();
        TestThread disposes = TestThread.Start(scheduler.Dispose);
        Eventually.Parked(disposes.Thread);
        Assert.ThrowsExactly<OperationCanceledException>(() =>
        {
            goOn.Set();
            frame.Await();
        });

        disposes.Join();

        AssertLog("ran");
    }

    [TestMethod]
    public void Dispose_FrameNotYetBegun_NeverRuns()
    {
        CoroutineScheduler scheduler = new(OnPool);
        using ManualResetEventSlim running = new();
        using ManualResetEventSlim goOn = new();
        scheduler.Start(() =>
        {
            running.Set();
            goOn.Wait();
        });
        running.Wait();
        Frame waiting = scheduler.Start(() => Log.Add("ran"));
        TestThread disposes = TestThread.Start(scheduler.Dispose);
        Eventually.Parked(disposes.Thread);

        goOn.Set();
        disposes.Join();

        Assert.ThrowsExactly<OperationCanceledException>(waiting.Await);
        AssertLog("");
    }

    [TestMethod]
    public void Dispose_FrameThatStartsAnotherInItsCleanUp_CancelsThatToo()
    {
        CoroutineScheduler scheduler = new(OnPool);
        Frame? late = null;
        Frame waits = scheduler.Start(() =>
        {
            try
            {
                s_never.Task.Await();
            }
            finally
            {
                late = Coroutine.Async(() => s_never.Task.Await());
            }
        });
        UntilItWaits(waits);

        scheduler.Dispose();

        Assert.IsTrue(late!.IsCompleted);
        Assert.IsTrue(late.AsTask().IsCanceled);
    }

    [TestMethod]
    public void Dispose_FrameThatGoesOnSuspending_IsCanceledEachTime()
    {
        CoroutineScheduler scheduler = new(OnPool);
        int canceled = 0;
        Frame frame = scheduler.Start(() =>
        {
            foreach (Action wait in (Action[])[s_never.Task.Await, Coroutine.Yield, () => Coroutine.Delay(Timeout.InfiniteTimeSpan)])
            {
                Assert.ThrowsExactly<OperationCanceledException>(wait);
                canceled++;
            }
        });
        UntilItWaits(frame);

        scheduler.Dispose();

        Assert.AreEqual(3, canceled);
        Assert.IsTrue(frame.AsTask().IsCompletedSuccessfully);
    }

    [TestMethod]
    public void Dispose_ByOneOfItsFrames_IsRefused()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(
            () =>
            {
                InvalidOperationException seen = Assert.ThrowsExactly<InvalidOperationException>(scheduler.Dispose);
                StringAssert.Contains(seen.Message, "'suicidal'");
                Coroutine.Yield();
            },
            "suicidal");

        frame.Await();
        scheduler.Start(() => { }).Await();
    }

    [TestMethod]
    public void Dispose_InABodyThatItsFrameMoves_IsRefused()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        scheduler.Start(() =>
        {
            using Coroutine<int> coroutine = Coroutine.Create<int>(
                _ =>
                {
                    Assert.ThrowsExactly<InvalidOperationException>(scheduler.Dispose);
                    return 0;
                },
                InPool);
            coroutine.Resume();
        }).Await();
    }

    [TestMethod]
    public void Dispose_ByAFrameOfAnotherScheduler_Works()
    {
        CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() => s_never.Task.Await());

        Run(scheduler.Dispose);

        Assert.IsTrue(frame.IsCompleted);
    }

    [TestMethod]
    public void Dispose_Twice_HasNoFurtherEffect()
    {
        ExpectedUnobserved = 1;
        CoroutineScheduler scheduler = new(OnPool);
        Frame fails = scheduler.Start(() => throw new InvalidTimeZoneException());
        Eventually.True(() => fails.IsCompleted, "the frame fails");

        scheduler.Dispose();
        scheduler.Dispose();

        Assert.AreEqual(1, Telemetry.Unobserved);
    }

    [TestMethod]
    public void Dispose_ByManyThreadsAtOnce_AllReturnAndEachFailureIsReportedOnce()
    {
        ExpectedUnobserved = 3;
        CoroutineScheduler scheduler = new(OnPool);
        for (int i = 0; i < 3; i++)
        {
            scheduler.Start(() =>
            {
                try
                {
                    s_never.Task.Await();
                }
                catch (OperationCanceledException)
                {
                    throw new InvalidTimeZoneException();
                }
            });
        }

        UntilItWaits(scheduler.Start(() => s_never.Task.Await()));

        TestThread.RunAtOnce(4, _ => scheduler.Dispose());

        Eventually.True(() => Telemetry.Unobserved == 3, "all are reported");
    }

    [TestMethod]
    public void Dispose_RacingWithStart_EachFrameEndsOrIsRefused()
    {
        for (int round = 0; round < 30; round++)
        {
            CoroutineScheduler scheduler = new(OnPool);
            Frame[] started = new Frame[3];
            TestThread.RunAtOnce(4, i =>
            {
                if (i == 3)
                {
                    scheduler.Dispose();
                    return;
                }

                try
                {
                    started[i] = scheduler.Start(() => s_never.Task.Await());
                }
                catch (ObjectDisposedException)
                {
                    // the other way round
                }
            });

            foreach (Frame frame in started.Where(frame => frame is not null))
            {
                Assert.IsTrue(frame.AsTask().IsCanceled);
            }
        }
    }

    [TestMethod]
    public void Dispose_FrameThatDoesNotEnd_IsLeftToItselfAndReported()
    {
        ExpectedQuarantined = 1;
        CoroutineSchedulerOptions options = OnPool;
        options.DisposeTimeout = TimeSpan.FromMilliseconds(1);
        CoroutineScheduler scheduler = new(options);
        using ManualResetEventSlim goOn = new();
        Frame frame = scheduler.Start(() => goOn.Wait());

        scheduler.Dispose();
        Assert.IsFalse(frame.IsCompleted);
        Assert.AreEqual(1, Telemetry.Quarantined);
        Assert.ThrowsExactly<ObjectDisposedException>(() => scheduler.Start(() => { }));

        goOn.Set();
        frame.Await();
    }

    [TestMethod]
    public void Dispose_FrameThatSwallowsEveryCancellation_IsLeftToItselfAfterAHundred()
    {
        ExpectedQuarantined = 1;
        CoroutineSchedulerOptions options = OnPool;
        options.DisposeTimeout = TimeSpan.FromMilliseconds(1);
        CoroutineScheduler scheduler = new(options);
        TaskCompletionSource goOn = new();
        int swallowed = 0;
        Frame frame = scheduler.Start(() =>
        {
            while (!goOn.Task.IsCompleted)
            {
                try
                {
                    goOn.Task.Await();
                }
                catch (OperationCanceledException)
                {
                    swallowed++;
                }
            }
        });
        UntilItWaits(frame);

        scheduler.Dispose();
        Eventually.True(
            () => frame.Core.State == FrameState.AwaitingOutside && Volatile.Read(ref swallowed) == CoroutineCore.MaxSignals,
            "it waits after all");
        goOn.SetResult();
        frame.Await();

        Assert.AreEqual(CoroutineCore.MaxSignals, swallowed);
    }

    [TestMethod]
    public void Dispose_OfARunThatIsUnderWay_CancelsIt()
    {
        TaskCompletionSource<CoroutineScheduler> current = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(() => Unwinds("child", s_never.Task.Await));
                current.SetResult(CoroutineScheduler.Current!);
                Unwinds("main", s_never.Task.Await);
            },
            OnPool);

        current.Task.Result.Dispose();
        Eventually.True(() => run.IsCompleted, "the run ends");

        Assert.IsTrue(run.IsCanceled);
        AssertLog("main child");
    }

    private void Unwinds(string name, Action wait)
    {
        try
        {
            wait();
        }
        finally
        {
            Log.Add(name);
        }
    }
}

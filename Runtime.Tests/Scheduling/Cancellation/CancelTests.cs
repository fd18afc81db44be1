namespace Baton.Tests;

/// <summary>Cancel: where a frame is when it comes, and what the frame makes of it.</summary>
[TestClass]
public sealed class CancelTests : SchedulerTest
{
    private static readonly TaskCompletionSource s_never = new();

    [TestMethod]
    public void Cancel_BeforeItBegins_NeverRuns()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        Run(() =>
        {
            Frame frame = CoroutineScheduler.Current!.Start(() => Log.Add("ran"));
            frame.Cancel();
            Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
            Assert.IsTrue(frame.AsTask().IsCanceled);
        });

        AssertLog("");
    }

    [TestMethod]
    public void Cancel_FrameThatIsReady_SeesItWhenItsTurnComes()
    {
        Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                try
                {
                    Coroutine.Yield();
                    Log.Add("went on");
                }
                finally
                {
                    Log.Add("finally");
                }
            });
            frame.Cancel();
            Log.Add("canceled");
            Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        });

        AssertLog("canceled finally");
    }

    [TestMethod]
    public void Cancel_FramesThatWait_UnwindInOrderOfTheirCancellation()
    {
        ManualTime time = new();
        CoroutineScheduler.Run(
            () =>
            {
                Frame endless = Coroutine.Async(() => s_never.Task.Await());
                Frame[] frames =
                [
                    Coroutine.Async(() => Unwinds("task", () => s_never.Task.Await())),
                    Coroutine.Async(() => Unwinds("frame", endless.Await)),
                    Coroutine.Async(() => Unwinds("delay", () => Coroutine.Delay(TimeSpan.FromHours(1)))),
                    Coroutine.Async(() => Unwinds("yield", Coroutine.Yield)),
                    Coroutine.Async(() => Unwinds("infinite", () => Coroutine.Delay(Timeout.InfiniteTimeSpan))),
                ];
                foreach (int i in (int[])[4, 0, 2, 1])
                {
                    frames[i].Cancel();
                }

                frames[3].Cancel();
                endless.Cancel();
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = time });

        AssertLog("yield infinite task delay frame");
    }

    [TestMethod]
    public void Cancel_TwiceBeforeItIsSeen_InterruptsOnce()
    {
        Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                Assert.ThrowsExactly<OperationCanceledException>(s_never.Task.Await);
                Coroutine.Yield();
                Log.Add("went on");
            });
            frame.Cancel();
            frame.Cancel();
            frame.Await();
        });

        AssertLog("went on");
    }

    [TestMethod]
    public void Cancel_AgainWhenItWasSeen_InterruptsAgain()
    {
        Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                Assert.ThrowsExactly<OperationCanceledException>(s_never.Task.Await);
                Log.Add("seen");
                Assert.ThrowsExactly<OperationCanceledException>(s_never.Task.Await);
                Log.Add("again");
                Coroutine.Yield();
            });
            frame.Cancel();
            Coroutine.Yield();
            frame.Cancel();
            frame.Await();
        });

        AssertLog("seen again");
    }

    [TestMethod]
    public void Cancel_ByManyThreadsBeforeItIsSeen_InterruptsOnce()
    {
        int interrupted = 0;
        Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                Assert.ThrowsExactly<OperationCanceledException>(s_never.Task.Await);
                interrupted++;
                Coroutine.Yield();
                Task.Run(() => { }).Await();
            });

            TestThread.RunAtOnce(4, _ => frame.Cancel()); // holds the baton all the while: the frame sees nothing in between
            frame.Await();
        });

        Assert.AreEqual(1, interrupted);
    }

    [TestMethod]
    public void Cancel_FrameThatHasEnded_HasNoEffect() => Run(() =>
    {
        Frame<CancellationToken> frame = Coroutine.Async(() => Coroutine.CancellationToken);

        frame.Cancel();

        Assert.IsFalse(frame.Await().IsCancellationRequested);
        Assert.IsTrue(frame.AsTask().IsCompletedSuccessfully);
    });

    [TestMethod]
    public void Cancel_OfItself_AppearsAtItsNextSuspension()
    {
        Run(() =>
        {
            Frame? itself = null;
            itself = CoroutineScheduler.Current!.Start(() =>
            {
                itself!.Cancel();
                Log.Add("goes on");
                Assert.IsTrue(Coroutine.CancellationToken.IsCancellationRequested);
                Coroutine.Yield();
                Log.Add("never");
            });
            Assert.ThrowsExactly<OperationCanceledException>(itself.Await);
        });

        AssertLog("goes on");
    }

    [TestMethod]
    public void Cancel_ThatIsNeverMetAtASuspension_DoesNotStopTheFunction()
    {
        int result = Run(() =>
        {
            Frame<int>? frame = null;
            frame = CoroutineScheduler.Current!.Start(() =>
            {
                frame!.Cancel();
                return 5;
            });
            return frame.Await();
        });

        Assert.AreEqual(5, result);
    }

    [TestMethod]
    public void Cancel_Swallowed_TheFrameGoesOnAndItsResultCounts()
    {
        int result = Run(() =>
        {
            Frame<int> frame = Coroutine.Async(() =>
            {
                try
                {
                    s_never.Task.Await();
                }
                catch (OperationCanceledException)
                {
                    Coroutine.Yield();
                }

                return 3;
            });
            frame.Cancel();
            return frame.Await();
        });

        Assert.AreEqual(3, result);
    }

    [TestMethod]
    public void Cancel_WhenTheTaskHasEnded_TheResultComesAndTheCancellationAtTheNextSuspension()
    {
        TaskCompletionSource<int> source = new();
        Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                Log.Add($"{source.Task.Await()}");
                Coroutine.Yield();
                Log.Add("never");
            });
            source.SetResult(4);
            frame.Cancel();
            Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        });

        AssertLog("4");
    }

    [TestMethod]
    public void Cancel_WaitingFrame_TheEndOfItsTaskDoesNotWakeItLater()
    {
        TaskCompletionSource first = new();
        TaskCompletionSource second = new();
        Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                Assert.ThrowsExactly<OperationCanceledException>(first.Task.Await);
                Log.Add("canceled");
                second.Task.Await();
                Log.Add("second");
            });
            frame.Cancel();
            Coroutine.Yield();
            first.SetResult();
            Coroutine.Yield();
            Log.Add("main");
            second.SetResult();
            frame.Await();
        });

        AssertLog("canceled main second");
    }

    [TestMethod]
    public void Cancel_FrameThatWaits_LeavesNothingRegisteredWithTheTask()
    {
        TaskCompletionSource longLived = new();

        Eventually.Collected(CanceledWaitFor(longLived.Task), "the frame that waited");

        GC.KeepAlive(longLived);
    }

    [TestMethod]
    public void Cancel_FrameThatAwaitsAFrameOfAnotherScheduler_LeavesNothingRegistered()
    {
        TaskCompletionSource source = new();
        using CoroutineScheduler other = new(OnPool);
        Frame longLived = other.Start(() => source.Task.Await());

        Eventually.Collected(CanceledWaitFor(longLived), "the frame that waited");

        source.SetResult();
        longLived.Await();
    }

    [TestMethod]
    public void Cancel_CanceledFrame_IsNoFailureOfTheRun() => Run(() =>
    {
        Frame frame = Coroutine.Async(() => s_never.Task.Await());
        frame.Cancel();
    });

    [TestMethod]
    public void Cancel_FrameThatHasLentTheBaton_SeesItAtItsNextSuspension()
    {
        Run(() =>
        {
            Frame? parent = null;
            parent = CoroutineScheduler.Current!.Start(() =>
            {
                Coroutine.Async(() =>
                {
                    parent!.Cancel();
                    Log.Add("child");
                });
                Log.Add("parent");
                Coroutine.Yield();
                Log.Add("never");
            });
            Assert.ThrowsExactly<OperationCanceledException>(parent.Await);
        });

        AssertLog("child parent");
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

    private WeakReference CanceledWaitFor(object what)
    {
        WeakReference? reference = null;
        Run(() =>
        {
            Frame waits = Coroutine.Async(() =>
            {
                if (what is Task task)
                {
                    task.Await();
                }
                else
                {
                    ((Frame)what).Await();
                }
            });
            reference = new WeakReference(waits.Core);
            waits.Cancel();
            Assert.ThrowsExactly<OperationCanceledException>(waits.Await);
        });
        return reference!;
    }
}

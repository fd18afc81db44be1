namespace Baton.Tests;

/// <summary>
/// Waits for all of several frames, and for the first of them: from a frame, from a generator, from outside, across schedulers.
/// </summary>
[TestClass]
public sealed class SeveralFramesTests : SchedulerTest
{
    /// <summary>Where the code runs that waits.</summary>
    public enum Where
    {
        SameScheduler,
        GeneratorOfAFrame,
        AnotherScheduler,
        Outside,
    }

    public static IEnumerable<object[]> All => Enum.GetValues<Where>().Select(where => new object[] { where });

    [TestMethod]
    [DynamicData(nameof(All))]
    public void AwaitAll_FramesThatEndInAnotherOrder_GivesResultsInTheirOrder(Where where)
    {
        int[] results = From(where, start =>
        {
            TaskCompletionSource first = new(), second = new();
            Frame<int> one = start(() => After(first.Task, 1));
            Frame<int> two = start(() => After(second.Task, 2));
            Frame<int> three = start(() => 3);
            second.SetResult();
            Later(first);
            return Frame.AwaitAll(one, two, three, one);
        });

        Assert.AreEqual("1 2 3 1", string.Join(' ', results));
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public void AwaitAll_SomeFail_WaitsForAllAndThrowsTheFirstInOrderWhichKeepsTheOthers(Where where)
    {
        From(where, start =>
        {
            TaskCompletionSource last = new();
            Frame<int> ends = start(() => After(last.Task, 1));
            Frame<int> first = start(() => throw new InvalidTimeZoneException("first"));
            Frame<int> canceled = start(() => After(new TaskCompletionSource().Task, 1));
            Frame<int> second = start(() => throw new FormatException("second"));
            canceled.Cancel();
            Later(last);

            Exception failure = Assert.ThrowsExactly<InvalidTimeZoneException>(() => Frame.AwaitAll(canceled, ends, first, second));

            Assert.IsTrue(ends.IsCompleted, "all were waited for");
            Assert.AreEqual(
                "OperationCanceledException FormatException",
                string.Join(' ', CoroutineScope.FurtherFailures(failure).Select(further => further.GetType().Name)));
            return 0;
        });
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public void AwaitAny_OneEnds_GivesItsIndexAndLeavesTheOthersAlone(Where where)
    {
        From(where, start =>
        {
            TaskCompletionSource ends = new(), stays = new();
            Frame<int> stayer = start(() => After(stays.Task, 1));
            Frame<int> ender = start(() => After(ends.Task, 2));
            Later(ends);

            Assert.AreEqual(1, Frame.AwaitAny(stayer, ender));

            Assert.AreEqual(FrameStatus.Running, stayer.Status);
            stays.SetResult();
            Assert.AreEqual(1, stayer.Await());
            Assert.AreEqual(0, Frame.AwaitAny(stayer, ender), "the lowest of several");
            return 0;
        });
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public void AwaitAny_TheOneThatEndsHasFailed_DoesNotTakeTheFailureOver(Where where)
    {
        From(where, start =>
        {
            TaskCompletionSource ends = new();
            Frame<int> fails = start(() =>
            {
                ends.Task.Await();
                throw new InvalidTimeZoneException();
            });
            Later(ends);

            Assert.AreEqual(0, Frame.AwaitAny(fails));

            Assert.AreEqual(FrameStatus.Faulted, fails.Status);
            Assert.IsFalse(fails.Core.IsObserved);
            Assert.ThrowsExactly<InvalidTimeZoneException>(() => fails.Await());
            return 0;
        });
    }

    // Each of the two ends would make the waiter ready, if the first did not take it off the second.
    [TestMethod]
    public void AwaitAny_SeveralEndInOneTurn_WakesTheWaiterOnce()
    {
        Run(() =>
        {
            Frame[] frames = [.. Enumerable.Range(0, 5).Select(_ => Coroutine.Async(() => Coroutine.Yield()))];
            for (int i = 0; i < 3; i++)
            {
                Assert.AreEqual(0, Frame.AwaitAny(frames));
            }

            Frame.AwaitAll(frames);
        });
    }

    [TestMethod]
    public void AwaitAny_TheSameFrameTwice_WakesTheWaiterOnce() => Run(() =>
    {
        CoroutineQueue<int> queue = new();
        Frame ends = Coroutine.Async(Coroutine.Yield);
        Frame waiter = Coroutine.Async(() =>
        {
            Frame.AwaitAny(ends, ends);
            Log.Add($"{queue.Dequeue()}");
        });
        Frame[] others = [.. Enumerable.Range(0, 3).Select(_ => Coroutine.Async(() => ends.Await()))];
        Frame.AwaitAll(others);
        Assert.AreEqual(FrameStatus.Running, waiter.Status);
        queue.Enqueue(5);
        waiter.Await();

        AssertLog("5");
    });

    [TestMethod]
    [DataRow(false, DisplayName = "of the same scheduler")]
    [DataRow(true, DisplayName = "of another scheduler")]
    public void AwaitAny_TheWaiterIsCanceled_EndsTheWaitAndLeavesNothingBehind(bool elsewhere)
    {
        using CoroutineScheduler other = new(OnPool);
        Run(() =>
        {
            TaskCompletionSource never = new();
            Frame stays = elsewhere ? other.Start(() => never.Task.Await()) : Coroutine.Async(() => never.Task.Await());
            Frame waiter = Coroutine.Async(() => { Frame.AwaitAny(stays, stays); });

            waiter.Cancel();

            Assert.ThrowsExactly<OperationCanceledException>(waiter.Await);
            Assert.IsTrue(waiter.IsCanceled);
            never.SetResult();
            stays.Await();
        });
    }

    [TestMethod]
    public void AwaitAny_AllFramesWaitForTheWaiter_IsTold()
    {
        Run(() =>
        {
            Frame? waiter = null;
            Frame[] ring = [.. Enumerable.Range(0, 2).Select(_ => Coroutine.Async(() =>
            {
                Coroutine.Yield();
                waiter!.Await();
            }))];
            waiter = Coroutine.Async(() => { Frame.AwaitAny(ring); }, "waiter");

            StringAssert.Contains(
                Assert.ThrowsExactly<CoroutineDeadlockException>(waiter.Await).Message, "frame 'waiter'");
            foreach (Frame frame in ring)
            {
                Assert.ThrowsExactly<CoroutineDeadlockException>(frame.Await);
            }
        });
    }

    [TestMethod]
    public void AwaitAny_OneFrameDoesNotWaitForTheWaiter_IsNoDeadlock()
    {
        Run(() =>
        {
            Frame? waiter = null;
            Frame waits = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                waiter!.Await();
            });
            Frame free = Coroutine.Async(() => Coroutine.Delay(TimeSpan.FromMilliseconds(50)));
            waiter = Coroutine.Async(() => { Log.Add($"{Frame.AwaitAny(waits, free)}"); });

            waits.Await();
        });

        AssertLog("1");
    }

    [TestMethod]
    public void AwaitAny_Itself_IsTold() => Run(() =>
    {
        Frame? self = null;
        self = Coroutine.Async(() =>
        {
            Coroutine.Yield();
            Frame.AwaitAny(self!);
        });

        Assert.ThrowsExactly<CoroutineDeadlockException>(self.Await);
    });

    [TestMethod]
    public void AwaitAllAndAny_BadArguments_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => Frame.AwaitAny());
        Assert.ThrowsExactly<ArgumentException>(() => Frame.AwaitAny([null!]));
        Assert.ThrowsExactly<ArgumentException>(() => Frame.AwaitAll(Coroutine.Async(() => { }), null!));
        Frame.AwaitAll();
    }

    [TestMethod]
    public void Status_OfEachEnd_SaysHowItWent() => Run(() =>
    {
        Frame succeeds = Coroutine.Async(Coroutine.Yield, "succeeds");
        Frame fails = Coroutine.Async(() => throw new InvalidTimeZoneException(), "fails");
        Frame canceled = Coroutine.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan), "canceled");
        Frame swallows = Coroutine.Async(
            () =>
            {
                try
                {
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                }
                catch (OperationCanceledException)
                {
                }
            },
            "swallows");
        Assert.AreEqual(FrameStatus.Running, succeeds.Status);
        Assert.AreEqual(FrameStatus.Running, canceled.Status);
        canceled.Cancel();
        swallows.Cancel();
        Frame.AwaitAny(swallows);
        Frame.AwaitAny(canceled);

        Assert.AreEqual((FrameStatus.Succeeded, true), (succeeds.Status, succeeds.IsCompletedSuccessfully));
        Assert.AreEqual((FrameStatus.Succeeded, true), (swallows.Status, swallows.IsCompletedSuccessfully));
        Assert.AreEqual((FrameStatus.Canceled, true), (canceled.Status, canceled.IsCanceled));
        Assert.AreEqual((FrameStatus.Faulted, true), (fails.Status, fails.IsFaulted));
        Assert.IsFalse(fails.Core.IsObserved, "asking changes nobody's claim");
        Assert.EndsWith(": ended", succeeds.ToString());
        Assert.EndsWith(": canceled", canceled.ToString());
        Assert.EndsWith(": failed, by System.InvalidTimeZoneException", fails.ToString());
        Assert.ThrowsExactly<InvalidTimeZoneException>(fails.Await);
    });

    [TestMethod]
    [DynamicData(nameof(All))]
    public void AwaitAny_ManyTimesGivenUp_LeavesNothingWithTheFrames(Where where)
    {
        const int Times = 2000;
        From(where, start =>
        {
            using CancellationTokenSource last = new();
            Frame<int> one = start(() => Coroutine.WithCancellation(last.Token, Never));
            Frame<int> two = start(() => Coroutine.WithCancellation(last.Token, Never));
            GiveUp(100);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            GiveUp(Times);
            long grown = GC.GetTotalMemory(forceFullCollection: true) - before;

            last.Cancel();
            Assert.Throws<OperationCanceledException>(() => Frame.AwaitAll(one, two));
            Assert.IsLessThan(Times * 50, grown);
            return grown;

            void GiveUp(int times)
            {
                for (int i = 0; i < times; i++)
                {
                    Assert.ThrowsExactly<TimeoutException>(
                        () => Coroutine.WithTimeout(TimeSpan.Zero, () => { Frame.AwaitAny(one, two); }));
                }
            }
        });

        static int Never()
        {
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
            return 0;
        }
    }

    private static int After(Task task, int result)
    {
        task.Await();
        return result;
    }

    private static void Later(TaskCompletionSource task) => ThreadPool.QueueUserWorkItem(_ =>
    {
        Blocking.For(20);
        task.SetResult();
    });

    private T From<T>(Where where, Func<Func<Func<int>, Frame<int>>, T> test)
    {
        switch (where)
        {
            case Where.SameScheduler:
                return Run(() => test(function => Coroutine.Async(function)));
            case Where.GeneratorOfAFrame:
                return Run(
                    () => Coroutine.Generate<T>(y => y.Suspend(test(function => Coroutine.Async(function))), options: InPool).First());
            default:
                using (CoroutineScheduler other = new(OnPool))
                {
                    Func<Func<int>, Frame<int>> start = function => other.Start(function);
                    return where == Where.Outside ? test(start) : Run(() => test(start));
                }
        }
    }
}

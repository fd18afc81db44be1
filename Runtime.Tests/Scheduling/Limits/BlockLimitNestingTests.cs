namespace Baton.Tests;

/// <summary>A limit among other limits, cancellations, clean-up and frames that the block starts.</summary>
[TestClass]
public sealed class BlockLimitNestingTests : BlockLimitTest
{
    [TestMethod]
    [DataRow(Where.Frame)]
    [DataRow(Where.GeneratorOfAFrame)]
    [DataRow(Where.Outside)]
    public void WithTimeout_Nested_TheOneThatPassesComesOutOfItsOwnCall(Where where)
    {
        InPlace(where, () =>
        {
            string trace = "";
            Assert.ThrowsExactly<TimeoutException>(() => Coroutine.WithTimeout(s_short, () =>
            {
                try
                {
                    Coroutine.WithTimeout(s_long, () => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                }
                catch (TimeoutException)
                {
                    trace += "inner ";
                }
                catch (OperationCanceledException)
                {
                    trace += "passes ";
                    throw;
                }
            }));
            Coroutine.WithTimeout(s_long, () =>
            {
                Assert.ThrowsExactly<TimeoutException>(
                    () => Coroutine.WithTimeout(s_short, () => Coroutine.Delay(Timeout.InfiniteTimeSpan)));
                trace += "inner ";
                Coroutine.Delay(TimeSpan.FromMilliseconds(1));
            });
            Assert.AreEqual("passes inner ", trace);
        });
    }

    [TestMethod]
    public void WithTimeout_Passes_FramesThatTheBlockStartedAreCanceled() => Run(() =>
    {
        Frame? started = null;

        Assert.ThrowsExactly<TimeoutException>(() => Coroutine.WithTimeout(s_short, () =>
        {
            started = Coroutine.Async(static () => Coroutine.Delay(Timeout.InfiniteTimeSpan));
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        }));

        Assert.AreEqual(FrameStatus.Canceled, started!.Status, "it has ended when the exception comes out");
    });

    [TestMethod]
    public void WithTimeout_BlockEndsInTime_FramesThatItStartedGoOn()
    {
        ManualTime time = new();
        CoroutineSchedulerOptions options = new() { ThreadPool = Pool, TimeProvider = time };
        CoroutineScheduler.Run(
            () =>
            {
                TaskCompletionSource never = new();
                Frame? started = null;
                Coroutine.WithTimeout(s_short, () => started = Coroutine.Async(never.Task.Await));
                time.Advance(3 * (int)s_short.TotalMilliseconds);
                Coroutine.Yield();
                Assert.AreEqual(FrameStatus.Running, started!.Status, "the limit does not count any more");
                never.SetResult();
                started.Await();
            },
            options);
    }

    [TestMethod]
    public void WithTimeout_AFrameThatTheBlockStartedFails_KeepsItsFailureForTheCodeThatAwaitsIt() => Run(() =>
    {
        Frame? started = null;
        Coroutine.WithTimeout(s_long, () =>
        {
            started = Coroutine.Async(() => throw new InvalidTimeZoneException());
            Coroutine.Yield();
            Coroutine.Delay(TimeSpan.FromMilliseconds(1)); // the block is not canceled
        });

        Assert.ThrowsExactly<InvalidTimeZoneException>(started!.Await);
    });

    [TestMethod]
    public void WithTimeout_TheBlockFails_FramesThatItStartedGoOn() => Run(() =>
    {
        TaskCompletionSource ends = new();
        Frame? started = null;
        Assert.ThrowsExactly<InvalidTimeZoneException>(() => Coroutine.WithTimeout(s_long, () =>
        {
            started = Coroutine.Async(() => ends.Task.Await());
            throw new InvalidTimeZoneException();
        }));

        ends.SetResult();
        started!.Await();
    });

    [TestMethod]
    [DataRow(By.Timeout)]
    [DataRow(By.Token)]
    public void Limit_TheFrameIsCanceledFirst_EndsCanceledAndNotByTheLimit(By by) => Run(() =>
    {
        Frame frame = Coroutine.Async(() =>
        {
            using Ending ending = new(by, s_long);
            ending.Run(() =>
            {
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
                return 0;
            });
        });
        frame.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        Assert.AreEqual(FrameStatus.Canceled, frame.Status);
    });

    [TestMethod]
    public void Limit_InTheCleanUpOfACanceledFrame_HoldsToo() => Run(() =>
    {
        string trace = "";
        Frame frame = Coroutine.Async(() =>
        {
            try
            {
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            }
            finally
            {
                try
                {
                    Coroutine.WithTimeout(s_short, () => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                }
                catch (TimeoutException)
                {
                    trace += "timeout";
                }
            }
        });
        frame.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        Assert.AreEqual("timeout", trace);
    });

    [TestMethod]
    public void WithTimeout_TheTokenOfTheCode_FiresWhileTheFunctionComputes() => Run(() =>
        Assert.ThrowsExactly<TimeoutException>(() => Coroutine.WithTimeout(s_short, () =>
        {
            CoroutineScope.Run(scope =>
            {
                Assert.IsTrue(scope.CancellationToken.WaitHandle.WaitOne(s_long));
                Coroutine.Delay(s_long); // the word of it may come a moment after the token has fired
            });
        })));

    [TestMethod]
    public void Limit_ZeroAndInfiniteAndFiredAndOutOfRange_HaveTheirOutcomes() => Run(() =>
    {
        CancellationToken fired = new(canceled: true);
        Assert.AreEqual(1, Coroutine.WithTimeout(TimeSpan.Zero, () => 1), "a result that came first wins");
        Assert.ThrowsExactly<TimeoutException>(
            () => Coroutine.WithTimeout(TimeSpan.Zero, () => Coroutine.Delay(Timeout.InfiniteTimeSpan)));
        Coroutine.WithTimeout(Timeout.InfiniteTimeSpan, () => Coroutine.Delay(TimeSpan.FromMilliseconds(1)));
        Assert.AreEqual(
            fired,
            Assert.ThrowsExactly<OperationCanceledException>(
                () => Coroutine.WithCancellation(fired, () => Assert.Fail("it is not called"))).CancellationToken);
        Coroutine.WithCancellation(CancellationToken.None, Coroutine.Yield);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Coroutine.WithTimeout(TimeSpan.FromMilliseconds(-2), () => { }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Coroutine.WithTimeout(TimeSpan.MaxValue, () => { }));
        Assert.ThrowsExactly<ArgumentNullException>(() => Coroutine.WithTimeout(s_short, null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => Coroutine.WithCancellation(fired, null!));
    });
}

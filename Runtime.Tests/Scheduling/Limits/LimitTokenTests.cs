#pragma warning disable CA2016 // which waits get the token is what is tested

namespace Baton.Tests;

/// <summary>The tokens that code in a block with a limit can ask for: they fire with the limit, and tell the code once.</summary>
[TestClass]
public sealed class LimitTokenTests : BlockLimitTest
{
    private static readonly bool[] s_either = [false, true];

    /// <summary>What the code in the block does.</summary>
    public enum Use
    {
        Polls,
        AwaitsATaskThatTakesIt,
        WaitsWithIt,
        PassesItToAnInnerBlock,
        PassesItToAnInnerBlockThatComputes,
        PassesItToTwoInnerBlocks,
        PollsInAnInnerScope,
        PollsInAFrame,
    }

    public static IEnumerable<object[]> Cells =>
        from use in Enum.GetValues<Use>()
        from place in Enum.GetValues<Where>()
        from ending in Enum.GetValues<By>()
        where use != Use.PollsInAFrame || ending is By.Timeout or By.Token // a scope does not take what the block starts by Async
        select new object[] { use, place, ending };

    public static IEnumerable<object[]> CanceledRuns =>
        from place in Enum.GetValues<Where>()
        where place is Where.Frame or Where.GeneratorOfAFrame or Where.CoroutineOfAFrame
        from ending in Enum.GetValues<By>()
        from inAFrame in s_either
        select new object[] { place, ending, inAFrame };

    public static IEnumerable<object[]> Places =>
        from place in Enum.GetValues<Where>() from ending in Enum.GetValues<By>() select new object[] { place, ending };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void CancellationToken_InABlockWithALimit_FiresWithItAndCleanUpIsWhole(Use use, Where where, By by)
    {
        bool isCleanedUp = false;
        bool isUnfired = false;
        InPlace(where, () =>
        {
            using Ending ending = new(by);
            Exception thrown = ending.Catch(() =>
            {
                try
                {
                    UseToken(use, Coroutine.CancellationToken);
                }
                finally
                {
                    CleanUp();
                    isCleanedUp = true;
                }
            });

            ending.AssertIsReason(thrown);
            isUnfired = !Coroutine.CancellationToken.IsCancellationRequested;
            CleanUp(); // the code behind the block may wait
        });
        Assert.IsTrue(isCleanedUp);
        Assert.IsTrue(isUnfired, "the token behind the block has fired");
    }

    [TestMethod]
    [DynamicData(nameof(Places))]
    public void CancellationTokenOfTheScope_InABlockWithALimit_TellsOnce(Where where, By by)
    {
        if (by is By.Timeout or By.Token)
        {
            return; // such a block has no handle of its scope
        }

        bool isCleanedUp = false;
        InPlace(where, () =>
        {
            using CancellationTokenSource source = new();
            Exception thrown = Assert.Throws<Exception>(() => CoroutineScope.Run(
                scope =>
                {
                    if (by == By.ScopeToken)
                    {
                        source.CancelAfter(s_short);
                    }

                    try
                    {
                        Poll(scope.CancellationToken);
                    }
                    finally
                    {
                        CleanUp();
                        isCleanedUp = true;
                    }
                },
                by == By.ScopeTimeout ? new CoroutineScopeOptions { Timeout = s_short } : null,
                source.Token));
            Assert.IsInstanceOfType(thrown, by == By.ScopeTimeout ? typeof(TimeoutException) : typeof(OperationCanceledException));
        });
        Assert.IsTrue(isCleanedUp);
    }

    [TestMethod]
    [DynamicData(nameof(CanceledRuns))]
    public void CancellationToken_InABlockOfACanceledRun_FiresAndCleanUpIsWhole(Where where, By by, bool inAFrame)
    {
        using CancellationTokenSource canceled = new();
        bool isCleanedUp = false;
        OperationCanceledException thrown = Assert.Throws<OperationCanceledException>(() => CoroutineScheduler.Run(
            () =>
            {
                if (inAFrame)
                {
                    Coroutine.Async(Poller).Await();
                }
                else
                {
                    Poller();
                }
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool },
            canceled.Token));
        Assert.AreEqual(canceled.Token, thrown.CancellationToken);
        Assert.IsTrue(isCleanedUp);

        void Poller() => Here(where, () =>
        {
            using Ending ending = new(by, s_long);
            ending.Run(() =>
            {
                canceled.CancelAfter(s_short);
                try
                {
                    Poll(Coroutine.CancellationToken);
                }
                finally
                {
                    CleanUp();
                    isCleanedUp = true;
                }

                return 0;
            });
        });
    }

    [TestMethod]
    public void CancellationToken_InABlock_IsTheBlocksAndBehindItTheFramesAgain() => Run(() =>
    {
        CancellationToken ofFrame = Coroutine.CancellationToken;
        CoroutineScope.Run(scope =>
        {
            Assert.AreEqual(scope.CancellationToken, Coroutine.CancellationToken);
            CancellationToken inner = Coroutine.WithTimeout(s_long, () => Coroutine.CancellationToken);
            Assert.AreNotEqual(scope.CancellationToken, inner);
            Assert.AreEqual(scope.CancellationToken, Coroutine.CancellationToken);
        });
        Assert.AreEqual(ofFrame, Coroutine.CancellationToken);
    });

    [TestMethod]
    public void CancellationToken_InABlockOfACanceledFrame_FiresWithTheFrame() => Run(() =>
    {
        CancellationToken token = default;
        Frame frame = Coroutine.Async(() => Coroutine.WithTimeout(s_long, () =>
        {
            token = Coroutine.CancellationToken;
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        }));
        Assert.IsFalse(token.IsCancellationRequested);
        frame.Cancel();
        Assert.IsTrue(token.IsCancellationRequested);
        Assert.Throws<OperationCanceledException>(frame.Await);
    });

    [TestMethod]
    public void CancellationToken_OutsideEverySchedulerAndLimit_IsNone() =>
        Assert.AreEqual(CancellationToken.None, Coroutine.CancellationToken);

    [TestMethod]
    public void Limit_OpenedOutsideAndResumedByAFrame_EndsTheBlockWhereItWasOpened()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            y => Coroutine.WithTimeout(s_short, () =>
            {
                y.Suspend(1);
                Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                y.Suspend(2);
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
                return 3;
            }),
            InPool);
        Assert.AreEqual(1, coroutine.Resume());
        Coroutine.Delay(2 * s_short);

        Run(() => Assert.AreEqual(2, coroutine.Resume()));

        Assert.ThrowsExactly<TimeoutException>(() => coroutine.Resume());
    }

    [TestMethod]
    public void Limit_OpenedInAFrameAndResumedOutside_EndsTheBlockWhereItWasOpened() => Run(() =>
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            y => Coroutine.WithTimeout(s_short, () =>
            {
                y.Suspend(1);
                Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                y.Suspend(2);
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
                return 3;
            }),
            InPool);
        Assert.AreEqual(1, coroutine.Resume());
        Coroutine.Delay(2 * s_short);

        Assert.AreEqual(2, Pool.Run(coroutine.Resume).Await());

        Assert.ThrowsExactly<TimeoutException>(() => coroutine.Resume());
    });

    private static void UseToken(Use use, CancellationToken token)
    {
        switch (use)
        {
            case Use.Polls:
                Poll(token);
                break;
            case Use.AwaitsATaskThatTakesIt:
                new TaskCompletionSource().Task.WaitAsync(token).Await();
                break;
            case Use.WaitsWithIt:
                Coroutine.Delay(Timeout.InfiniteTimeSpan, token);
                break;
            case Use.PassesItToAnInnerBlock:
                Coroutine.WithCancellation(token, () => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                break;
            case Use.PassesItToAnInnerBlockThatComputes:
                Coroutine.WithCancellation(token, () => ComputeAndWait(token));
                break;
            case Use.PassesItToTwoInnerBlocks:
                Coroutine.WithCancellation(token, () => Coroutine.WithCancellation(
                    Coroutine.CancellationToken, () => ComputeAndWait(Coroutine.CancellationToken)));
                break;
            case Use.PollsInAnInnerScope:
                CoroutineScope.Run(_ => Poll(token));
                break;
            default:
                Coroutine.Async(() => Poll(Coroutine.CancellationToken)).Await();
                break;
        }
    }

    // Both blocks are canceled when this waits.
    private static void ComputeAndWait(CancellationToken token)
    {
        token.WaitHandle.WaitOne();
        Blocking.For(TimeSpan.FromMilliseconds(10));
        Coroutine.Delay(Timeout.InfiniteTimeSpan);
    }

    private static void Poll(CancellationToken token)
    {
        SpinWait spin = default;
        while (true)
        {
            token.ThrowIfCancellationRequested();
            spin.SpinOnce();
        }
    }

    private static void CleanUp()
    {
        Coroutine.Delay(TimeSpan.FromMilliseconds(1));
        Coroutine.Delay(TimeSpan.FromMilliseconds(1));
    }
}

namespace Baton.Tests;

/// <summary>Where a limit, a token and clean-up meet: each cancellation is told once, and reaches what it is meant for.</summary>
[TestClass]
public sealed class LimitEdgeTests : BlockLimitTest
{
    /// <summary>The calls that take a token.</summary>
    public enum Door
    {
        WithCancellation,
        ScopeRun,
        Run,
        RunAsync,
        Start,
        ScopeAsync,
    }

    /// <summary>What the code does with the token.</summary>
    public enum How
    {
        Polls,
        WaitsWithIt,
        Waits,
    }

    public static IEnumerable<object[]> TokenCells =>
        from door in Enum.GetValues<Door>()
        from place in Enum.GetValues<Where>()
        from how in Enum.GetValues<How>()
        select new object[] { door, place, how };

    [TestMethod]
    [DynamicData(nameof(TokenCells))]
    public void Token_ThatTheCodeAlsoUsesItself_TellsOnceAndCleanUpIsWhole(Door door, Where where, How how)
    {
        for (int i = 0; i < 5; i++)
        {
            bool isCleanedUp = false;
            InPlace(where, () =>
            {
                using CancellationTokenSource source = new();
                OperationCanceledException canceled = Assert.Throws<OperationCanceledException>(() => Call(
                    door,
                    () =>
                    {
                        source.CancelAfter(TimeSpan.FromMilliseconds(2)); // a function that has not begun would never run
                        try
                        {
                            Use(how, source.Token);
                        }
                        finally
                        {
                            Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                            Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                            isCleanedUp = true;
                        }
                    },
                    source.Token));
                Assert.AreEqual(source.Token, canceled.CancellationToken);
            });
            Assert.IsTrue(isCleanedUp);
        }
    }

    [TestMethod]
    public void WithTimeout_TheBlockFails_TokensOfFramesThatItStartedDoNotFire() => Run(() =>
    {
        Frame? started = null;
        Assert.ThrowsExactly<InvalidTimeZoneException>(() => Coroutine.WithTimeout(s_long, () =>
        {
            started = Coroutine.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan, Coroutine.CancellationToken));
            throw new InvalidTimeZoneException();
        }));
        Coroutine.Delay(s_short);

        Assert.AreEqual(FrameStatus.Running, started!.Status);
        started.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(started.Await);
        Assert.AreEqual(FrameStatus.Canceled, started.Status);
    });

    [TestMethod]
    [DataRow("the limit")]
    [DataRow("a token")]
    [DataRow("the frame")]
    public void Limit_IsReachedWhileTheBlockComputes_FramesThatItStartedAreCanceledAndWaitedFor(string what) => Run(() =>
    {
        using CancellationTokenSource source = new();
        Frame? started = null;
        Frame frame = Coroutine.Async(() =>
        {
            Coroutine.Yield();
            Func<int> block = () =>
            {
                CancellationToken token = default;
                started = Coroutine.Async(() =>
                {
                    token = Coroutine.CancellationToken;
                    Coroutine.Delay(Timeout.InfiniteTimeSpan, token);
                });
                source.Cancel();
                Assert.IsTrue(token.WaitHandle.WaitOne(s_long), "it fires while the block has the baton");
                return 7;
            };
            int result = what == "the limit" ? Coroutine.WithTimeout(TimeSpan.FromMilliseconds(5), block)
                : Coroutine.WithCancellation(what == "a token" ? source.Token : new CancellationTokenSource().Token, block);
            Assert.AreEqual(7, result);
            Assert.AreEqual(FrameStatus.Canceled, started!.Status);
        });
        using CancellationTokenRegistration cancel = source.Token.Register(() =>
        {
            if (what == "the frame")
            {
                frame.Cancel();
            }
        });

        if (what == "the frame")
        {
            Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        }
        else
        {
            frame.Await();
        }

        Assert.AreEqual(FrameStatus.Canceled, started!.Status);
    });

    [TestMethod]
    [DataRow(Where.Frame)]
    [DataRow(Where.Outside)]
    [DataRow(Where.AsyncGeneratorOutside)]
    public void WithTimeout_TheOuterLimitPassesInTheInnerBlock_CleanUpOfBothIsWhole(Where where)
    {
        string trace = "";
        InPlace(where, () => Assert.ThrowsExactly<TimeoutException>(() => Coroutine.WithTimeout(s_short, () =>
        {
            try
            {
                Coroutine.WithTimeout(s_long, () =>
                {
                    try
                    {
                        Coroutine.Delay(Timeout.InfiniteTimeSpan);
                    }
                    finally
                    {
                        Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                        trace += "inner ";
                    }
                });
            }
            finally
            {
                Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                trace += "outer ";
                Assert.AreEqual(3, Coroutine.WithTimeout(s_long, () =>
                {
                    Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                    return 3;
                }));
                trace += "limited";
            }
        })));

        Assert.AreEqual("inner outer limited", trace);
    }

    [TestMethod]
    [DataRow(Where.Frame)]
    [DataRow(Where.Outside)]
    public void WithTimeout_OfZero_EndsTheFirstWait(Where where) => InPlace(where, () =>
    {
        for (int i = 0; i < 100; i++)
        {
            Assert.ThrowsExactly<TimeoutException>(
                () => Coroutine.WithTimeout(TimeSpan.Zero, () => Coroutine.Delay(s_long)));
        }
    });

    [TestMethod]
    public void Supervise_TheScopesTimePassesInOnFailure_TheTimeoutComesOut() => Run(() =>
    {
        string told = "";
        CoroutineScopeOptions options = new()
        {
            Supervise = true,
            Timeout = s_short,
            OnFailure = (_, failure) =>
            {
                told = failure.Message;
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            },
        };

        Assert.ThrowsExactly<TimeoutException>(() => CoroutineScope.Run(
            scope =>
            {
                scope.Async(() => throw new InvalidTimeZoneException("x"));
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            },
            options));
        Assert.AreEqual("x", told);
    });

    private static void Use(How how, CancellationToken token)
    {
        switch (how)
        {
            case How.Polls:
                while (true)
                {
                    token.ThrowIfCancellationRequested();
                    Thread.Yield();
                }

            case How.WaitsWithIt:
                Coroutine.Delay(Timeout.InfiniteTimeSpan, token);
                break;
            default:
                Coroutine.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
                break;
        }
    }

    private void Call(Door door, Action function, CancellationToken token)
    {
        switch (door)
        {
            case Door.WithCancellation:
                Coroutine.WithCancellation(token, function);
                break;
            case Door.ScopeRun:
                CoroutineScope.Run(_ => function(), token);
                break;
            case Door.Run:
                CoroutineScheduler.Run(function, OnPool, token);
                break;
            case Door.RunAsync:
                CoroutineScheduler.RunAsync(function, OnPool, token).Await(CancellationToken.None);
                break;
            case Door.Start:
                using (CoroutineScheduler scheduler = new(OnPool))
                {
                    Wait(scheduler.Start(function, null, token));
                }

                break;
            default:
                CoroutineScope.Run(scope => { Wait(scope.Async(function, null, token)); }, CancellationToken.None);
                break;
        }
    }

    private static void Wait(Frame frame) => frame.Await();
}

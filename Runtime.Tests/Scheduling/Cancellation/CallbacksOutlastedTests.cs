namespace Baton.Tests;

/// <summary>
/// Code that is canceled stays at its task until the callbacks of its token have run, whoever fires the token, and however many cancel at
/// once. If the code left first, a permit that is released meanwhile would go to a wait that nobody has any more.
/// </summary>
[TestClass]
public sealed class CallbacksOutlastedTests : SchedulerTest
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(30);

    private static readonly string[] s_first = ["the frame", "its token"];
    private static readonly string[] s_second = ["nobody", "the scope", "a failure of the block", "a failure of a sibling"];
    private static readonly string[] s_causes =
        ["a scope by a thread", "a scope's time", "a time", "a token that was given", "the token of the block"];

    public static IEnumerable<object[]> InFrames =>
        from first in s_first
        from second in s_second
        select new object[] { first, second };

    public static IEnumerable<object[]> InBlocks =>
        s_causes.SelectMany(static cause => new object[][] { [cause, false], [cause, true] });

    [TestMethod]
    [DynamicData(nameof(InFrames))]
    public void Cancel_AFrameByTwoAtOnce_LeavesItsTaskBehindTheCallbacks(string first, string second)
    {
        Party party = new();
        using CancellationTokenSource source = new();
        Exception? failure = null;
        CoroutineScheduler.Run(
            () =>
            {
                try
                {
                    CoroutineScope.Run(scope =>
                    {
                        Frame frame = scope.Async(() => party.Wait(Coroutine.CancellationToken), null, source.Token);
                        Coroutine.Yield(); // it has begun
                        TestThread.Start(() => CancelBy(first, frame, source));
                        switch (second)
                        {
                            case "a failure of a sibling":
                                scope.Async(party.FailInCallback);
                                break;
                            case "the scope":
                                party.AwaitCallback();
                                scope.Cancel();
                                break;
                            case "a failure of the block":
                                party.FailInCallback();
                                break;
                        }
                    });
                }
                catch (Exception e)
                {
                    failure = e;
                }
            },
            OnPool);

        Assert.AreEqual(TaskStatus.Canceled, party.Left, $"where the code left; {failure}");
    }

    [TestMethod]
    [DynamicData(nameof(InBlocks))]
    public void Cancel_ABlock_LeavesItsTaskBehindTheCallbacks(string by, bool isInside)
    {
        Party party = new();
        Action act = () =>
        {
            try
            {
                CancelBlock(by, party);
            }
            catch (Exception e) when (e is TimeoutException or OperationCanceledException)
            {
                // as it should
            }
        };
        if (isInside)
        {
            CoroutineScheduler.Run(act, OnPool);
        }
        else
        {
            act();
        }

        Assert.AreEqual(TaskStatus.Canceled, party.Left);
    }

    // A callback on the frame's own thread: it would wait for itself.
    [TestMethod]
    [DataRow("the frame")]
    [DataRow("its token")]
    public void Await_InACallbackOfTheFramesOwnCancellation_IsToldAtOnce(string first)
    {
        using CancellationTokenSource source = new();
        Frame? me = null;
        bool wasTold = false;
        Task run = CoroutineScheduler.RunAsync(
            () => CoroutineScope.Run(scope =>
            {
                me = scope.Async(
                    () =>
                    {
                        using CancellationTokenRegistration waits = Coroutine.CancellationToken.UnsafeRegister(
                            _ => wasTold = WaitIsTold(), null);
                        Coroutine.Yield(); // the block knows the frame
                        CancelBy(first, me!, source);
                    },
                    null,
                    source.Token);
            }),
            new CoroutineSchedulerOptions { ThreadPool = Pool, CallbackPatience = TimeSpan.FromDays(1) });

        Assert.IsTrue(Task.WhenAny(run).Wait(TimeSpan.FromSeconds(20)), "the callback waits for itself");
        Assert.IsTrue(wasTold);
    }

    private static bool WaitIsTold()
    {
        try
        {
            new TaskCompletionSource().Task.Await();
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private static void CancelBy(string first, Frame frame, CancellationTokenSource source)
    {
        if (first == "the frame")
        {
            frame.Cancel();
        }
        else
        {
            source.Cancel();
        }
    }

    private static void CancelBlock(string by, Party party)
    {
        using CancellationTokenSource source = new();
        switch (by)
        {
            case "a scope by a thread":
                CoroutineScope.Run(scope =>
                {
                    TestThread.Start(() =>
                    {
                        LongEnough.For(s_short);
                        scope.Cancel();
                    });
                    party.Wait(scope.CancellationToken);
                });
                break;
            case "a scope's time":
                CoroutineScope.Run(scope => party.Wait(scope.CancellationToken), new CoroutineScopeOptions { Timeout = s_short });
                break;
            case "a time":
                Coroutine.WithTimeout(s_short, () => party.Wait(Coroutine.CancellationToken));
                break;
            default:
                source.CancelAfter(s_short);
                Coroutine.WithCancellation(
                    source.Token,
                    () => party.Wait(by == "the token of the block" ? Coroutine.CancellationToken : source.Token));
                break;
        }
    }

    /// <summary>Waits for a task that a token cancels, whose newest callback takes a while.</summary>
    private sealed class Party
    {
        private bool _isInCallback; // the callback's thread, volatile

        internal TaskStatus? Left { get; private set; }

        // Code with the baton spins here: the word of the cancellation waits meanwhile.
        internal void AwaitCallback()
        {
            while (!Volatile.Read(ref _isInCallback))
            {
                Thread.Yield();
            }
        }

        internal void Wait(CancellationToken token)
        {
            TaskCompletionSource end = new(); // ends in a callback that runs behind the slow one
            Task wait = end.Task;
            using CancellationTokenRegistration ends = token.UnsafeRegister(_ => end.TrySetCanceled(token), null);
            using CancellationTokenRegistration slow = token.UnsafeRegister(
                _ =>
                {
                    Volatile.Write(ref _isInCallback, true);
                    LongEnough.For(TimeSpan.FromMilliseconds(100));
                },
                null);
            try
            {
                wait.Await(CancellationToken.None); // it ends by the frame, or by the block
            }
            catch (OperationCanceledException)
            {
                Left = wait.Status;
                throw;
            }
        }

        internal void FailInCallback()
        {
            AwaitCallback();
            throw new InvalidOperationException("while the callback runs");
        }
    }
}

#pragma warning disable CA2016 // which waits get the token is what is tested

using static Baton.Tests.InnerThatGetsOn;

namespace Baton.Tests;

/// <summary>
/// Waits that a token ends, below native frames, on a thread that cannot be given up. What cancels the frame, or comes from a limit around
/// the native call, is held back: the wait goes on without the token. A token of the code's own gives an exception as everywhere.
/// </summary>
internal sealed class NativeTokenDoors : NativeDoors
{
    private const int Late = 300; // in milliseconds: behind the patience of the schedulers here

    private readonly List<string> _log = [];

    [NativeDoor]
    public void AwaitByTheFramesToken() => HoldBackIn((goOn, token) => goOn.DequeueAsync().AsTask().Await(token));

    [NativeDoor]
    public void AwaitWithALimitByTheFramesToken() =>
        HoldBackIn((goOn, token) => goOn.DequeueAsync().AsTask().Await(TimeSpan.FromDays(1), token));

    [NativeDoor]
    public void DequeueByTheFramesToken() => HoldBackIn((goOn, token) => goOn.Dequeue(token));

    [NativeDoor]
    public void EnqueueByTheFramesToken() => HoldBackIn((goOn, token) =>
    {
        CoroutineQueue<int> full = new(0);
        CoroutineScheduler.Current!.Start(() =>
        {
            goOn.Dequeue();
            full.Dequeue();
        });
        full.Enqueue(1, token);
    });

    [NativeDoor]
    public void DequeueEachByTheFramesToken() => HoldBackIn((goOn, token) => _ = goOn.DequeueAll(token).First());

    [NativeDoor]
    public void SelectByTheFramesToken() =>
        HoldBackIn((goOn, token) => Select.Any([goOn.OnDequeue(_ => { }), Select.After(TimeSpan.FromDays(1))], token));

    [NativeDoor]
    public void DelayByTheFramesToken() => HoldBackIn((_, token) => Coroutine.Delay(TimeSpan.FromMilliseconds(Late), token));

    [NativeDoor]
    public void DelayThatStartsWithTheFiredToken() => HoldBackIn((goOn, token) =>
    {
        goOn.Dequeue();
        Coroutine.Delay(TimeSpan.FromMilliseconds(1), token);
        goOn.Enqueue(1);
        goOn.Dequeue(token);
        Select.Any([Select.After(TimeSpan.Zero)], token);
        Task.Delay(1).Await(token);
    });

    [NativeDoor]
    public void ByATokenThatIsLinkedToTheFrames() => HoldBackIn((goOn, token) =>
    {
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(token, new CancellationTokenSource().Token);
        goOn.Dequeue(linked.Token);
    });

    [NativeDoor]
    public void InACoroutineByTheFramesToken() =>
        HoldBackIn((goOn, token) => Coroutine.Create<int>(_ => goOn.Dequeue(token)).Resume());

    [NativeDoor]
    public void InARunInsideByTheFramesToken() => HoldBackIn(
        (goOn, token) => CoroutineScheduler.Run(() => goOn.Dequeue(Coroutine.CancellationToken), Impatient), BlockingMode.Yield);

    [NativeDoor]
    public void ByTheTokenOfTheScope() => ByScope(scope => scope.CancellationToken);

    [NativeDoor]
    public void ByTheTokenOfTheRun()
    {
        if (!IsVisible)
        {
            return; // documented: the thread belongs to the caller
        }

        using CancellationTokenSource source = new();
        OperationCanceledException canceled = Assert.Throws<OperationCanceledException>(() => CoroutineScheduler.Run(
            () =>
            {
                CoroutineQueue<int> goOn = new();
                TestThread.Start(() =>
                {
                    source.Cancel();
                    Eventually.True(() => IsQuarantineTold, "told");
                    goOn.Enqueue(1);
                });
                Native(() => goOn.Dequeue(source.Token));
                _log.Add("native-ended");
                Coroutine.Yield();
            },
            Impatient,
            source.Token));
        Assert.AreEqual(source.Token, canceled.CancellationToken);
        AssertLog("native-ended");
        AssertQuarantined("frame 'main'");
    }

    [NativeDoor]
    public void InALimit()
    {
        if (!IsVisible)
        {
            return; // documented: the thread belongs to the caller
        }

        CoroutineScheduler.Run(
            () => Assert.ThrowsExactly<TimeoutException>(() => Coroutine.WithTimeout(TimeSpan.FromMilliseconds(10), () =>
            {
                Native(() =>
                {
                    Baton.Tests.Late.After(Late).Await(Coroutine.CancellationToken);
                    Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                });
                _log.Add("native-ended");
                Coroutine.Yield();
            })),
            Impatient);
        AssertLog("native-ended");
    }

    [NativeDoor]
    public void InALimitOutside() => OutsideIn(() => Baton.Tests.Late.After(Late).Await());

    [NativeDoor]
    public void InALimitOutsideByItsToken() => OutsideIn(() =>
    {
        CoroutineQueue<int> queue = new();
        TestThread.Start(() => CancelThenEnqueue(() => { }, queue));
        Coroutine.Delay(TimeSpan.FromMilliseconds(60), Coroutine.CancellationToken);
        Baton.Tests.Late.After(60).Await(Coroutine.CancellationToken);
        queue.Dequeue(Coroutine.CancellationToken);
        Select.Any([Select.After(TimeSpan.FromMilliseconds(1))], Coroutine.CancellationToken);
    });

    [NativeDoor]
    public void InALimitOutsideAtAQueue() => OutsideIn(() =>
    {
        CoroutineQueue<int> goOn = new();
        TestThread.Start(() => CancelThenEnqueue(() => { }, goOn));
        goOn.Dequeue();
        Coroutine.Delay(TimeSpan.FromMilliseconds(1));
    });

    [NativeDoor]
    public void InALimitOutsideAtAStream() => OutsideIn(() => Read(Stream(Late)));

    [NativeDoor]
    public void InALimitOutsideAtASequence() => OutsideIn(() => _ = Items(Late).AwaitEach().Sum());

    [NativeDoor]
    public void ReadOfAStream() => HoldBackIn((goOn, _) => Read(Stream(0, goOn)));

    [NativeDoor]
    public void ReadWithALimit() => HoldBackIn((goOn, _) =>
    {
        using SuspendingStream stream = new(Stream(0, goOn)) { ReadTimeout = 60_000 };
        Assert.AreEqual(1, stream.Read(new byte[1]));
    });

    [NativeDoor]
    public void WriteToAStream() => HoldBackIn((goOn, _) =>
    {
        using SuspendingStream stream = new(Stream(0, goOn));
        stream.Write([1]);
        stream.Write([1]); // begins when the token has fired
    });

    [NativeDoor]
    public void FlushOfAStream() => HoldBackIn((goOn, _) =>
    {
        using SuspendingStream stream = new(Stream(0, goOn));
        stream.Flush();
        stream.Flush();
    });

    [NativeDoor]
    public void StreamOfABridgeInARunInside()
    {
        if (!IsVisible)
        {
            return; // documented: the thread belongs to the caller
        }

        using CancellationTokenSource source = new();
        CoroutineQueue<int> goOn = new();
        ScriptedStream inner = Stream(0, goOn);
        Task bridge = SyncBridge.RunAsync(
            inner,
            stream => CoroutineScheduler.Run(
                () =>
                {
                    Native(() => stream.ReadByte());
                    _log.Add("native-ended");
                    Coroutine.Yield();
                },
                Impatient),
            source.Token);
        Eventually.True(() => inner.Calls.Length > 0, "it reads");
        CancelThenEnqueue(source.Cancel, goOn);

        Assert.Throws<OperationCanceledException>(() => bridge.GetAwaiter().GetResult());
        AssertLog("native-ended");
        Assert.IsTrue(bridge.IsCanceled);
    }

    [NativeDoor]
    public void CleanUpThatUsesAStream()
    {
        if (!IsVisible)
        {
            return; // documented: the thread belongs to the caller
        }

        CoroutineScheduler.Run(
            () => Assert.Throws<OperationCanceledException>(() => CoroutineScope.Run(scope =>
            {
                using SuspendingStream stream = new(Stream(late: 1));
                scope.Cancel();
                try
                {
                    Coroutine.Yield();
                }
                finally
                {
                    Native(() => stream.ReadByte());
                    _log.Add("native-ended");
                    Assert.Throws<OperationCanceledException>(() => stream.ReadByte());
                }
            })),
            Impatient);
        AssertLog("native-ended");
        AssertQuarantined("frame 'main'");
    }

    [NativeDoor]
    public void StepOfASequence() => HoldBackIn((goOn, _) => Assert.AreEqual(1, Items(0, goOn).AwaitEach().Sum()));

    // The code has asked for the exception, and catches it above the native frames. Only the frame's own cancellation is held back.
    [NativeDoor]
    public void ByATokenOfItsOwn() => CatchIn(token =>
    {
        Throws(() => new TaskCompletionSource().Task.Await(token));
        Throws(() => new CoroutineQueue<int>().Dequeue(token));
        Throws(() => new CoroutineQueue<int>(0).Enqueue(1, token));
        Throws(() => Select.Any([new CoroutineQueue<int>().OnDequeue(_ => { })], token));
        Throws(() => Coroutine.Delay(Timeout.InfiniteTimeSpan, token));
    });

    [NativeDoor]
    public void ByATokenThatHasFired()
    {
        CancellationToken fired = new(true);
        CatchIn(_ => Throws(() => Coroutine.Delay(Timeout.InfiniteTimeSpan, fired)));
    }

    [NativeDoor]
    public void WhereTheCallbackCatchesTheFramesToken() => CoroutineScheduler.Run(() => CoroutineScope.Run(scope =>
    {
        scope.Cancel();
        Native(() => Throws(() => new CoroutineQueue<int>().Dequeue(scope.CancellationToken)));
        Coroutine.Yield(); // told once
        AssertNoneQuarantined();
    }));

    private static void Throws(Action wait) => Assert.Throws<OperationCanceledException>(wait);

    private void CatchIn(Action<CancellationToken> waits)
    {
        using CancellationTokenSource own = new();
        CoroutineScheduler.Run(() => Native(() =>
        {
            own.CancelAfter(20);
            waits(own.Token);
            _log.Add("native-ended");
        }));
        AssertLog(string.Join(' ', Enumerable.Repeat("native-ended", _log.Count)));
        Assert.AreNotEqual(0, _log.Count);
        AssertNoneQuarantined();
    }

    private void OutsideIn(Action wait)
    {
        if (!IsVisible)
        {
            return; // documented: the thread belongs to the caller
        }

        Assert.ThrowsExactly<TimeoutException>(() => Coroutine.WithTimeout(TimeSpan.FromMilliseconds(30), () =>
        {
            Native(() =>
            {
                wait();
                _log.Add("native-ended");
            });
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        }));
        AssertLog("native-ended");
    }

    private void HoldBackIn(Action<CoroutineQueue<int>, CancellationToken> wait, BlockingMode mode = BlockingMode.Hold) =>
        ByScope(scope => scope.CancellationToken, wait, mode);

    private void ByScope(
        Func<CoroutineScope, CancellationToken> tokenOf,
        Action<CoroutineQueue<int>, CancellationToken>? wait = null,
        BlockingMode mode = BlockingMode.Hold)
    {
        if (!IsVisible)
        {
            return; // documented: the thread belongs to the caller
        }

        CoroutineScheduler.Run(
            () => CoroutineScope.Run(scope =>
            {
                CoroutineQueue<int> goOn = new();
                TestThread.Start(() => CancelThenEnqueue(scope.Cancel, goOn));
                Native(() =>
                {
                    (wait ?? ((queue, token) => queue.Dequeue(token)))(goOn, tokenOf(scope));
                    _log.Add("native-ended");
                });
                Eventually.True(() => scope.CancellationToken.IsCancellationRequested, "it is canceled");
                Assert.Throws<OperationCanceledException>(Coroutine.Yield);
                Coroutine.Yield(); // told once
            }),
            new CoroutineSchedulerOptions { NativePatience = Impatient.NativePatience, Blocking = mode });
        AssertLog("native-ended");
    }

    private static void CancelThenEnqueue(Action cancel, CoroutineQueue<int> goOn)
    {
        LongEnough.For(20);
        cancel();
        LongEnough.For(Late / 2);
        goOn.Enqueue(1);
    }

    private void AssertLog(string expected) => Assert.AreEqual(expected, string.Join(' ', _log));
}

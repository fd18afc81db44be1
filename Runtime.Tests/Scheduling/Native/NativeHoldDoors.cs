namespace Baton.Tests;

/// <summary>The doors at which the cancellation of a frame below native frames is held back, until the native call has ended.</summary>
internal abstract class NativeHoldDoors : NativeDoors
{
    private protected readonly List<string> _log = [];

    [NativeDoor]
    public void HeldBackAtATask() => HoldBackIn(goOn => goOn.DequeueAsync().AsTask().Await());

    [NativeDoor]
    public void HeldBackAtAQueue() => HoldBackIn(goOn => goOn.Dequeue());

    [NativeDoor]
    public void HeldBackAtASelect() => HoldBackIn(goOn => Select.Any(goOn.OnDequeue(_ => { }), Select.After(TimeSpan.FromDays(1))));

    [NativeDoor]
    public void HeldBackAtAFrame() => HoldBackIn(goOn => Coroutine.Async(() => goOn.Dequeue()).Await());

    [NativeDoor]
    public void HeldBackInAScope() => HoldBackIn(goOn => CoroutineScope.Run(_ => goOn.Dequeue()));

    [NativeDoor]
    public void HeldBackInACoroutine() => HoldBackIn(goOn => Coroutine.Create<int>(_ =>
    {
        Native(() => goOn.Dequeue());
        return 1;
    }).Resume());

    [NativeDoor]
    public void HeldBackInACoroutineAbove() => HoldBackIn(goOn => Coroutine.Create<int>(_ => goOn.Dequeue()).Resume());

    [NativeDoor]
    public void HeldBackInAGenerator() => HoldBackIn(goOn => _ = Coroutine.Generate<int>(y => y.Suspend(goOn.Dequeue())).Sum());

    [NativeDoor]
    public void HeldBackAtAYield() => HoldBackIn(goOn =>
    {
        while (!goOn.TryDequeue(out _))
        {
            Coroutine.Yield();
        }
    });

    // Cancels a frame that waits below native frames, and then lets it go on. It ends the native call, and is told after that.
    private void HoldBackIn(Action<CoroutineQueue<int>> wait) => CoroutineScheduler.Run(() =>
    {
        if (!IsVisible)
        {
            return; // documented: the frame is given up at once
        }

        CoroutineQueue<int> goOn = new();
        Frame frame = Coroutine.Async(
            () =>
            {
                try
                {
                    Native(() =>
                    {
                        wait(goOn);
                        _log.Add("native-ended");
                    });
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                }
                finally
                {
                    _log.Add("clean-up");
                }
            },
            "below");
        Coroutine.Yield();
        frame.Cancel();
        for (int i = 0; i < 5; i++)
        {
            Coroutine.Yield();
        }

        goOn.Enqueue(1);
        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("native-ended clean-up");
        AssertNoneQuarantined();
    });

    private protected void AssertLog(string expected) => Assert.AreEqual(expected, string.Join(' ', _log));
}

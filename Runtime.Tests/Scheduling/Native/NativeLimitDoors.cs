namespace Baton.Tests;

/// <summary>
/// The doors at which a limit passes while its code waits below native frames, and the code is given up. The block says the same as without
/// native frames.
/// </summary>
internal sealed class NativeLimitDoors : NativeDoors
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);

    [NativeDoor]
    public void LimitInAFrame() => AssertTimesOut(block => CoroutineScheduler.Run(() => Coroutine.Async(block).Await(), Impatient));

    [NativeDoor]
    public void LimitInAMainWithAThread() => AssertTimesOut(
        block => CoroutineScheduler.RunAsync(block, Impatient).GetAwaiter().GetResult());

    [NativeDoor]
    public void LimitInABodyInARun() => AssertTimesOut(block => CoroutineScheduler.Run(() => Pull(block), Impatient));

    [NativeDoor]
    public void LimitInABodyOutside() => AssertTimesOut(Pull);

    [NativeDoor]
    public void Token()
    {
        using CancellationTokenSource source = new();

        OperationCanceledException seen = Assert.Throws<OperationCanceledException>(() => CoroutineScheduler.Run(
            () => Coroutine.Async(() => Coroutine.WithCancellation(
                source.Token,
                () => Native(() =>
                {
                    TestThread.Start(source.Cancel);
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                }))).Await(),
            Impatient));

        Assert.AreEqual(source.Token, seen.CancellationToken);
    }

    private void AssertTimesOut(Action<Action> place)
    {
        Assert.ThrowsExactly<TimeoutException>(() => place(() => Coroutine.WithTimeout(s_short, Wait)), "a limit");
        Assert.ThrowsExactly<TimeoutException>(
            () => place(() => CoroutineScope.Run(_ => Wait(), new CoroutineScopeOptions { Timeout = s_short })), "a scope's time");

        void Wait() => Native(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
    }

    private static void Pull(Action block)
    {
        foreach (int item in Coroutine.Generate<int>(_ => block()))
        {
            Assert.Fail($"item {item}");
        }
    }
}

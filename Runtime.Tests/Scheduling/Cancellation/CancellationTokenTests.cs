namespace Baton.Tests;

/// <summary>The token of a frame, and the call-backs that are registered with it.</summary>
[TestClass]
public sealed class CancellationTokenTests : SchedulerTest
{
    private static readonly TaskCompletionSource s_never = new();

    [TestMethod]
    public void CancellationToken_AskedForBefore_FiresAtOnce()
    {
        Run(() =>
        {
            CancellationToken token = default;
            Frame frame = Coroutine.Async(() =>
            {
                token = Coroutine.CancellationToken;
                token.Register(() => Log.Add("call-back"));
                OperationCanceledException seen = Assert.ThrowsExactly<OperationCanceledException>(s_never.Task.Await);
                Assert.AreEqual(token, seen.CancellationToken);
                Log.Add("interrupted");
            });
            Assert.IsFalse(token.IsCancellationRequested);
            frame.Cancel();
            Assert.IsTrue(token.IsCancellationRequested);
            Log.Add("canceled");
            frame.Await();
        });

        AssertLog("call-back canceled interrupted");
    }

    [TestMethod]
    public void CancellationToken_AskedForAfter_HasFired() => Run(() =>
    {
        Frame frame = Coroutine.Async(() =>
        {
            Assert.ThrowsExactly<OperationCanceledException>(s_never.Task.Await);
            Assert.IsTrue(Coroutine.CancellationToken.IsCancellationRequested);
        });
        frame.Cancel();
        frame.Await();
    });

    [TestMethod]
    public void CancellationToken_OfEachFrame_IsItsOwn() => Run(() =>
    {
        CancellationToken main = Coroutine.CancellationToken;
        Frame<CancellationToken> frame = Coroutine.Async(() => Coroutine.CancellationToken);

        Assert.AreNotEqual(main, frame.Await());
        Assert.AreEqual(main, Coroutine.CancellationToken);
    });

    [TestMethod]
    public void CancellationToken_Outside_NeverFires() => Assert.IsFalse(Coroutine.CancellationToken.CanBeCanceled);

    [TestMethod]
    public void Cancel_CallBackThatThrows_ComesOutAndTheFrameIsCanceledAllTheSame() => Run(() =>
    {
        Frame frame = Coroutine.Async(() =>
        {
            Coroutine.CancellationToken.Register(() => throw new InvalidTimeZoneException());
            s_never.Task.Await();
        });

        AggregateException seen = Assert.ThrowsExactly<AggregateException>(frame.Cancel);

        Assert.IsInstanceOfType<InvalidTimeZoneException>(seen.InnerException);
        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
    });
}

namespace Baton.Tests;

/// <summary>AwaitDispose: an asynchronous disposal in a using of code that is not async.</summary>
[TestClass]
public sealed class AwaitDisposeTests : SchedulerTest
{
    private readonly TaskCompletionSource _gate = new();

    [TestMethod]
    public void Dispose_InAFrame_OthersRunMeanwhile()
    {
        Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                using (Resource().AwaitDispose())
                {
                    Log.Add("used");
                }

                Log.Add("left");
            });
            Log.Add("other");
            _gate.SetResult();
            frame.Await();
        });

        AssertLog("used disposing other disposed left");
    }

    [TestMethod]
    public void Dispose_Outside_Blocks()
    {
        using Timer timer = new(_ => _gate.TrySetResult(), null, 10, -1);

        Resource().AwaitDispose().Dispose();

        AssertLog("disposing disposed");
    }

    [TestMethod]
    public void Dispose_Twice_DisposesOnce()
    {
        _gate.SetResult();
        IDisposable disposal = Resource().AwaitDispose();

        disposal.Dispose();
        disposal.Dispose();

        AssertLog("disposing disposed");
    }

    [TestMethod]
    public void Dispose_Fails_ThrowsTheSameObject() => Run(() =>
    {
        FormatException failure = new();
        _gate.SetException(failure);
        Assert.AreSame(failure, Assert.ThrowsExactly<FormatException>(Resource().AwaitDispose().Dispose));
    });

    [TestMethod]
    public void Dispose_InCleanUpOfACanceledFrame_Waits() => Run(() =>
    {
        Frame frame = Coroutine.Async(() =>
        {
            using (Resource().AwaitDispose())
            {
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            }
        });
        frame.Cancel();
        Coroutine.Yield();
        Assert.IsFalse(frame.IsCompleted);
        _gate.SetResult();
        Assert.Throws<OperationCanceledException>(frame.Await);
        AssertLog("disposing disposed");
    });

    [TestMethod]
    public void Dispose_FrameIsCanceledMeanwhile_WaitsToTheEndAndIsToldBehindIt() => Run(() =>
    {
        Frame frame = Coroutine.Async(() =>
        {
            Resource().AwaitDispose().Dispose();
            Log.Add("behind");
            Coroutine.Yield();
        });
        frame.Cancel();
        Coroutine.Yield();
        AssertLog("disposing");
        _gate.SetResult();
        Assert.Throws<OperationCanceledException>(frame.Await);
        AssertLog("disposing disposed behind");
    });

    [TestMethod]
    public void Dispose_UnderAContextThatIsBlocked_DoesNotNeedIt()
    {
        SynchronizationContext.SetSynchronizationContext(new DeadContext());
        using Cleanup back = new(() => SynchronizationContext.SetSynchronizationContext(null));
        using Timer timer = new(_ => _gate.TrySetResult(), null, 10, -1);

        Resource().AwaitDispose().Dispose();

        AssertLog("disposing disposed");
    }

    [TestMethod]
    public void AwaitDispose_NoResource_Throws() =>
        Assert.ThrowsExactly<ArgumentNullException>(() => ((IAsyncDisposable)null!).AwaitDispose());

    private AsyncResource Resource() => new(this);

    private sealed class AsyncResource(AwaitDisposeTests test) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            test.Log.Add("disposing");
            await test._gate.Task;
            test.Log.Add("disposed");
        }
    }

    private sealed class DeadContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}

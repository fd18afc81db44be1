namespace Baton.Tests;

/// <summary>
/// A scheduler's disposal tells of failures that nobody has seen. Another one that begins meanwhile ends behind that; one that a handler
/// calls returns.
/// </summary>
[TestClass]
public sealed class DisposalsTellTests : SchedulerTest
{
    private readonly ManualResetEventSlim _tells = new();
    private readonly ManualResetEventSlim _release = new();

    private bool _isTold;   // set by the handler, at its end

    public enum Way
    {
        Dispose,
        DisposeAsync,
        DisposeInFrame,
    }

    public static IEnumerable<object[]> Ways => Enum.GetValues<Way>().Select(static way => new object[] { way });

    public static IEnumerable<object[]> Pairs =>
        from first in Enum.GetValues<Way>()
        from second in Enum.GetValues<Way>()
        select new object[] { first, second };

    [TestMethod]
    [DynamicData(nameof(Pairs))]
    public void FirstTells_SecondEndsBehindThat(Way first, Way second)
    {
        CoroutineScheduler scheduler = Failed(_ =>
        {
            _tells.Set();
            _release.Wait();
            Volatile.Write(ref _isTold, true);
        });
        TestThread one = TestThread.Start(() => Dispose(scheduler, first));
        _tells.Wait();
        bool wasTold = false;
        TestThread other = TestThread.Start(() =>
        {
            Dispose(scheduler, second);
            wasTold = Volatile.Read(ref _isTold);
        });
        Eventually.True(
            () => !other.Thread.IsAlive || (other.Thread.ThreadState & System.Threading.ThreadState.WaitSleepJoin) != 0, "it waits");

        _release.Set();

        one.Join();
        other.Join();
        Assert.IsTrue(wasTold);
        ExpectedUnobserved = 1;
    }

    [TestMethod]
    [DynamicData(nameof(Pairs))]
    public void HandlerDisposes_Returns(Way first, Way second)
    {
        CoroutineScheduler? scheduler = null;
        scheduler = Failed(_ =>
        {
            Dispose(scheduler!, second);
            _isTold = true;
        });

        Dispose(scheduler, first);

        Assert.IsTrue(_isTold);
        ExpectedUnobserved = 1;
    }

    [TestMethod]
    public void ThreadWithALockDisposes_HandlerEntersTheLock()
    {
        object gate = new();
        CoroutineScheduler scheduler = Failed(_ =>
        {
            lock (gate)
            {
                _isTold = true;
            }
        });

        lock (gate)
        {
            scheduler.Dispose();
        }

        Assert.IsTrue(_isTold);
        ExpectedUnobserved = 1;
    }

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void FirstTellsForTooLong_SecondReturnsWhenTheTimeIsOver(Way first)
    {
        CoroutineScheduler scheduler = Failed(
            _ =>
            {
                _tells.Set();
                _release.Wait();
            },
            TimeSpan.FromMilliseconds(300));
        TestThread one = TestThread.Start(() => Dispose(scheduler, first));
        _tells.Wait();

        TestThread other = TestThread.Start(scheduler.Dispose);
        other.Join(); // before the handler may go on

        _release.Set();
        one.Join();
        ExpectedUnobserved = 1;
    }

    // A scheduler whose only frame has failed.
    private CoroutineScheduler Failed(Action<UnobservedFailureEventArgs> handler, TimeSpan? limit = null)
    {
        CoroutineSchedulerOptions options = OnPool;
        options.DisposeTimeout = limit ?? Timeout.InfiniteTimeSpan;
        options.OnUnobservedFailure = handler;
        CoroutineScheduler scheduler = new(options);
        Frame frame = scheduler.Start(static () => throw new IOException());
        Eventually.True(() => frame.IsCompleted, "it has failed");
        return scheduler;
    }

    private void Dispose(CoroutineScheduler scheduler, Way way)
    {
        switch (way)
        {
            case Way.Dispose:
                scheduler.Dispose();
                break;
            case Way.DisposeAsync:
                scheduler.DisposeAsync().AsTask().Wait();
                break;
            default:
                CoroutineScheduler.Run(scheduler.Dispose, OnPool);
                break;
        }
    }
}

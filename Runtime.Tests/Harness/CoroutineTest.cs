namespace Baton.Tests;

/// <summary>
/// Base of the tests: gives each a pool of its own, and checks after each that no coroutine is live, that every thread came back and
/// ended, that nothing went unobserved, and that nothing was thrown in a commit.
/// </summary>
[DoNotParallelize]
public abstract class CoroutineTest
{
    private TelemetryProbe? _telemetry;

    public required TestContext TestContext { get; init; }

    /// <summary>The test's own pool, 64 threads at most. Override <see cref="PoolOptions"/> for another.</summary>
    private protected CoroutineThreadPool Pool { get; private set; } = null!;

    private protected CoroutineOptions InPool => new() { ThreadPool = Pool };

    private protected TelemetryProbe Telemetry => _telemetry!;

    /// <summary>What the test means to cause; anything beyond is a leak.</summary>
    private protected int ExpectedDropped { get; set; }

    private protected int ExpectedQuarantined { get; set; }

    private protected int ExpectedUnobserved { get; set; }

    private protected virtual CoroutineThreadPoolOptions PoolOptions => new() { Name = "Test", MaxThreads = 64 };

    [TestInitialize]
    public void SetUp()
    {
        ThrownInCommits.Watch();
        _telemetry = new TelemetryProbe();
        Pool = new CoroutineThreadPool(PoolOptions);
        DroppedCoroutines.ForgetLooks(); // of the tests before, which share the process
        SourceModel.Forget();
        SourceTree.Forget();
    }

    [TestCleanup]
    public async Task NothingLeaks()
    {
        Assert.IsFalse(Coroutine.IsInside, "the test's own thread is not inside a coroutine");
        Eventually.True(() => Pool.Workers.Counts.Coroutines == 0, "no coroutine of the test's pool is live");
        Eventually.True(() => CoroutineThreadPool.Shared.Workers.Counts.Coroutines == 0, "no coroutine of the shared pool is live");
        Pool.Dispose();
        if (ExpectedQuarantined == 0)
        {
            await Pool.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.AreEqual(0, Pool.LiveThreads, "threads left in the test's pool");
        }

        Eventually.True(HasToldExpected, "what is told by another thread is told");
        Assert.AreEqual(ExpectedDropped, Telemetry.Dropped, "dropped coroutines");
        Assert.AreEqual(ExpectedQuarantined, Telemetry.Quarantined, "quarantined coroutines");
        Assert.AreEqual(ExpectedUnobserved, Telemetry.Unobserved, "unobserved faults");
        Telemetry.Dispose();
        ThrownInCommits.AssertNone();
    }

    private bool HasToldExpected() => Telemetry.Dropped >= ExpectedDropped && Telemetry.Quarantined >= ExpectedQuarantined
        && Telemetry.Unobserved >= ExpectedUnobserved;
}

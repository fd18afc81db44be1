using Baton.Testing;

namespace Baton.Tests;

/// <summary>Base of the tests of explorations. Each leaves no thread of a run behind.</summary>
[TestCategory(Parts.Second)]
public abstract class ExploreTest : CoroutineTest
{
    private int _threadsBefore; // a run that hangs leaves its threads; the test's thread

    [TestInitialize]
    public void CountThreads() => _threadsBefore = HouseStrand.Threads;

    [TestCleanup]
    public void NoThreadIsLeft()
    {
        if (!LeavesThreads)
        {
            // A thread of a test before may have been on its way out when they were counted.
            Eventually.True(() => HouseStrand.Threads <= _threadsBefore, "all threads of the test's runs have ended");
        }
    }

    /// <summary>Does the test mean to leave threads of a run?</summary>
    private protected bool LeavesThreads { get; set; }

    private protected static ExploreResult Pass(Action<TestScheduler> test, long schedules = 300) =>
        Explore.Run(test, new ExploreOptions { Seed = 7, Schedules = schedules });

    private protected static ScheduleFailedException Fail(Action<TestScheduler> test, FailureKind kind, ExploreOptions? options = null)
    {
        options ??= new ExploreOptions();
        options.Seed = 7;
        ScheduleFailedException failed = Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Run(test, options));
        Assert.AreEqual(kind, failed.Kind, failed.Message);
        return failed;
    }

    /// <summary>Two strands that add one, without care.</summary>
    private protected static void LoseUpdate(TestScheduler scheduler)
    {
        int sum = 0;
        Frame first = scheduler.Start(Add, "first");
        Frame second = scheduler.Start(Add, "second");
        Frame.AwaitAll(first, second);
        Assert.AreEqual(2, sum, "the sum");

        void Add()
        {
            int read = sum;
            scheduler.Point("between read and write");
            sum = read + 1;
        }
    }
}

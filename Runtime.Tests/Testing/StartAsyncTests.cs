using Baton.Testing;

namespace Baton.Tests;

/// <summary>Strands whose function is asynchronous.</summary>
[TestClass]
public sealed class StartAsyncTests : ExploreTest
{
    [TestMethod]
    public void Start_AsyncFunction_IsOverWhenItsTaskIs() => Pass(static scheduler =>
    {
        int ended = 0;
        Frame.AwaitAll(
            scheduler.Start(EndAsync),
            scheduler.Start(async () => await EndAsync(), "lambda"),
            scheduler.Start(async Task<int> () => await NumberAsync(), "number"),
            scheduler.Start(async ValueTask () => await EndAsync(), "value task"),
            scheduler.Start(async ValueTask<int> () => await NumberAsync(), "value task of a number"));
        Assert.AreEqual(5, ended);

        async Task EndAsync()
        {
            await Task.Delay(TimeSpan.FromHours(1), scheduler.Time);
            ended++;
        }

        async Task<int> NumberAsync()
        {
            await EndAsync();
            return 7;
        }
    }, schedules: 50);

    [TestMethod]
    public void Start_AsyncFunctionWithAResult_FrameHasIt() => Explore.Run(
        static async scheduler => Assert.AreEqual(7, await scheduler.Start(async () =>
        {
            await Task.Yield();
            return 7;
        })),
        new ExploreOptions { Seed = 7, Schedules = 50 });

    [TestMethod]
    public void Start_AsyncFunctionThatFails_ScheduleFails()
    {
        ScheduleFailedException failed = Fail(
            static scheduler => scheduler.Start(async () =>
            {
                await Task.Yield();
                throw new InvalidOperationException("after an await");
            }),
            FailureKind.Assertion);

        Assert.Contains("after an await", failed.Found);
    }

    [TestMethod]
    public void Start_AsyncFunctions_RaceIsFound() => Fail(
        static scheduler =>
        {
            int sum = 0;
            Frame.AwaitAll(scheduler.Start(AddAsync), scheduler.Start(AddAsync));
            Assert.AreEqual(2, sum);

            async Task AddAsync()
            {
                int read = sum;
                await Task.Yield();
                sum = read + 1;
            }
        },
        FailureKind.Assertion);
}

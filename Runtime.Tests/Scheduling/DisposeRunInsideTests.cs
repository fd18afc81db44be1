namespace Baton.Tests;

/// <summary>Dispose of a scheduler by code in a run that one of its frames has called: that frame ends only after the run.</summary>
[TestClass]
public sealed class DisposeRunInsideTests : SchedulerTest
{
    private static Dictionary<string, Action<Action>> Places { get; } = new()
    {
        ["main"] = dispose => dispose(),
        ["a frame"] = dispose => Coroutine.Async(dispose).Await(),
        ["a generator"] = dispose => _ = Coroutine.Generate<int>(y =>
        {
            dispose();
            y.Suspend(1);
        }).Sum(),
        ["a run in the run"] = dispose => CoroutineScheduler.Run(dispose),
        ["a frame of a run in a frame of the run"] = dispose =>
            Coroutine.Async(() => CoroutineScheduler.Run(() => Coroutine.Async(dispose).Await())).Await(),
    };

    public static IEnumerable<object[]> Rows => Places.Keys.SelectMany(place => new object[][]
    {
        [place, BlockingMode.Hold],
        [place, BlockingMode.Yield],
    });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Dispose_InARunThatItsFrameHasCalled_IsRefusedAtOnce(string place, BlockingMode mode)
    {
        using CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { ThreadPool = Pool, Blocking = mode });

        scheduler.Start(
            () => CoroutineScheduler.Run(() => Places[place](() =>
            {
                InvalidOperationException seen = Assert.ThrowsExactly<InvalidOperationException>(scheduler.Dispose);
                StringAssert.Contains(seen.Message, "frame 'suicidal'");
                Assert.ThrowsExactly<InvalidOperationException>(() => scheduler.DisposeAsync().Await());
            })),
            "suicidal").Await();

        scheduler.Start(() => { }).Await(); // nothing was disposed
    }

    [TestMethod]
    public void Dispose_InARunOfAnotherThread_Works()
    {
        CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() => new TaskCompletionSource().Task.Await());

        Run(() => CoroutineScheduler.Run(scheduler.Dispose, OnPool));

        Assert.IsTrue(frame.IsCompleted);
    }
}

namespace Baton.Tests;

/// <summary>Tokens that functions and runs are started with.</summary>
[TestClass]
public sealed class GivenTokenTests : SchedulerTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(10);

    /// <summary>The door through which the function is started.</summary>
    public enum Door
    {
        Run,
        RunInAFrame,
        RunAsync,
        Start,
        Scope,
        ScopeOutside,
        ScopeRun,
    }

    /// <summary>Where the token finds the function.</summary>
    public enum Moment
    {
        Waits,
        ThrowsTheTokenItself,
        Computes,
    }

    public static IEnumerable<object[]> Cells =>
        from door in Enum.GetValues<Door>() from moment in Enum.GetValues<Moment>() select new object[] { door, moment };

    public static IEnumerable<object[]> Doors => Enum.GetValues<Door>().Select(door => new object[] { door });

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Token_FiresWhileTheFunctionRuns_EndsItAndIsNamed(Door door, Moment when)
    {
        using CancellationTokenSource source = new();
        using ManualResetEventSlim begun = new();
        Task firing = Task.Run(() =>
        {
            begun.Wait(s_long);
            source.Cancel();
        });

        OperationCanceledException canceled = Assert.Throws<OperationCanceledException>(() => Begin(
            door,
            () =>
            {
                begun.Set();
                if (when == Moment.Computes)
                {
                    Assert.IsTrue(SpinWait.SpinUntil(() => source.IsCancellationRequested, s_long));
                    firing.Wait();
                }
                else if (when == Moment.ThrowsTheTokenItself)
                {
                    Late.Never(source.Token).Await();
                }

                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            },
            source.Token));

        Assert.AreEqual(source.Token, canceled.CancellationToken);
        Assert.IsTrue(firing.Wait(s_long));
    }

    [TestMethod]
    [DynamicData(nameof(Doors))]
    public void Token_HasFiredBefore_TheFunctionNeverRuns(Door door)
    {
        CancellationToken fired = new(canceled: true);

        OperationCanceledException canceled = Assert.Throws<OperationCanceledException>(
            () => Begin(door, () => Assert.Fail("it runs"), fired));

        Assert.AreEqual(fired, canceled.CancellationToken);
    }

    [TestMethod]
    [DynamicData(nameof(Doors))]
    public void Token_FiresAfterTheEnd_HasNoEffect(Door door)
    {
        using CancellationTokenSource source = new();
        Begin(door, Coroutine.Yield, source.Token);
        source.Cancel();
        Assert.ThrowsExactly<InvalidTimeZoneException>(
            () => Begin(door, () => throw new InvalidTimeZoneException(), new CancellationTokenSource().Token));
    }

    [TestMethod]
    public void Token_OfOneFunctionOfAScope_LeavesItsSiblingsAndTheBlockAlone() => Run(() => CoroutineScope.Run(scope =>
    {
        using CancellationTokenSource source = new();
        TaskCompletionSource ends = new();
        Frame canceled = scope.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan), "canceled", source.Token);
        Frame sibling = scope.Async(() => ends.Task.Await());

        source.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(canceled.Await);
        Assert.AreEqual(FrameStatus.Canceled, canceled.Status);
        ends.SetResult();
        sibling.Await();
    }));

    [TestMethod]
    public void Token_TheFunctionHasNoThreadYet_NeverRuns()
    {
        using CoroutineThreadPool one = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
        using CancellationTokenSource source = new();
        using ManualResetEventSlim leave = new();
        Task work = one.Run(() => leave.Wait(s_long));
        using CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { ThreadPool = one });
        Frame frame = scheduler.Start(() => Assert.Fail("it runs"), "late", source.Token);

        source.Cancel();

        Assert.AreEqual(
            source.Token, Assert.ThrowsExactly<OperationCanceledException>(frame.Await).CancellationToken);
        Assert.AreEqual(FrameStatus.Canceled, frame.Status);
        leave.Set();
        Assert.IsTrue(work.Wait(s_long));
    }

    private void Begin(Door door, Action function, CancellationToken token)
    {
        switch (door)
        {
            case Door.Run:
                CoroutineScheduler.Run(function, OnPool, token);
                break;
            case Door.RunInAFrame:
                Run(() => CoroutineScheduler.Run(function, OnPool, token));
                break;
            case Door.RunAsync:
                CoroutineScheduler.RunAsync(function, OnPool, token).GetAwaiter().GetResult();
                break;
            case Door.Start:
                using (CoroutineScheduler scheduler = new(OnPool))
                {
                    scheduler.Start(function, null, token).Await();
                }

                break;
            case Door.Scope:
                Run(() => CoroutineScope.Run(scope => Awaited(scope.Async(function, null, token))));
                break;
            case Door.ScopeOutside:
                CoroutineScope.Run(scope => Awaited(scope.Async(function, null, token)), CancellationToken.None);
                break;
            default:
                Run(() => CoroutineScope.Run(_ => function(), token));
                break;
        }
    }

    private static void Awaited(Frame frame) => frame.Await();
}

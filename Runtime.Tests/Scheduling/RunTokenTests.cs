namespace Baton.Tests;

/// <summary>A run with a token and no options, by each overload: as with the token behind the options.</summary>
[TestClass]
public sealed class RunTokenTests : SchedulerTest
{
    /// <summary>An overload: runs a function by it, with the token.</summary>
    public sealed record Door(string Name, Func<Action, CancellationToken, Task<int>> Run)
    {
        public override string ToString() => Name;
    }

    public static IEnumerable<object[]> Doors => All.Select(door => new object[] { door });

    private static IEnumerable<Door> All =>
    [
        new("Run, action", (main, token) => Blocking(() => CoroutineScheduler.Run(main, token))),
        new("Run, function", (main, token) => Blocking(() => CoroutineScheduler.Run(() => Seven(main), token))),
        new("Run, task", (main, token) => Blocking(() => CoroutineScheduler.Run(() => Called(main), token))),
        new("Run, task's result", (main, token) => Blocking(() => CoroutineScheduler.Run(() => Task.FromResult(Seven(main)), token))),
        new("Run, value task", (main, token) => Blocking(() => CoroutineScheduler.Run(() => new ValueTask(Called(main)), token))),
        new(
            "Run, value task's result",
            (main, token) => Blocking(() => CoroutineScheduler.Run(() => new ValueTask<int>(Seven(main)), token))),
        new("RunAsync, action", (main, token) => WithSeven(CoroutineScheduler.RunAsync(main, token))),
        new("RunAsync, function", (main, token) => CoroutineScheduler.RunAsync(() => Seven(main), token)),
        new("RunAsync, task", (main, token) => WithSeven(CoroutineScheduler.RunAsync(() => Called(main), token))),
        new("RunAsync, task's result", (main, token) => CoroutineScheduler.RunAsync(() => Task.FromResult(Seven(main)), token)),
        new("RunAsync, value task", (main, token) => WithSeven(CoroutineScheduler.RunAsync(() => new ValueTask(Called(main)), token))),
        new("RunAsync, value task's result", (main, token) => CoroutineScheduler.RunAsync(() => new ValueTask<int>(Seven(main)), token)),
    ];

    [TestMethod]
    [DynamicData(nameof(Doors))]
    public async Task Run_TokenThatDoesNotFire_GivesTheResult(Door door)
    {
        using CancellationTokenSource source = new();
        int ran = 0;

        Assert.AreEqual(7, await door.Run(() => ran++, source.Token));
        Assert.AreEqual(7, await door.Run(() => ran++, default));
        Assert.AreEqual(2, ran);
    }

    [TestMethod]
    [DynamicData(nameof(Doors))]
    public async Task Run_TokenHasFired_RunsNothing(Door door)
    {
        bool ran = false;
        CancellationToken fired = new(canceled: true);

        OperationCanceledException end = await Assert.ThrowsAsync<OperationCanceledException>(() => door.Run(() => ran = true, fired));

        Assert.AreEqual((fired, false), (end.CancellationToken, ran));
    }

    [TestMethod]
    [DynamicData(nameof(Doors))]
    public async Task Run_TokenFiresMeanwhile_CancelsAllFrames(Door door)
    {
        using CancellationTokenSource source = new();
        Frame? other = null;

        OperationCanceledException end = await Assert.ThrowsAsync<OperationCanceledException>(() => door.Run(
            () =>
            {
                other = Coroutine.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
                source.CancelAfter(1);
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            },
            source.Token));

        Assert.AreEqual((source.Token, true), (end.CancellationToken, other!.IsCanceled));
    }

    [TestMethod]
    public void Run_OptionsWithoutTheirType_AreOptions()
    {
        CoroutineScheduler? scheduler = null;
        CoroutineScheduler.Run(() => { scheduler = CoroutineScheduler.Current; }, new() { Name = "Named", ThreadPool = Pool });
        Assert.AreEqual("scheduler 'Named'", scheduler!.ToString());
        CoroutineScheduler.Run(() => { }, default);
        CoroutineScheduler.Run(() => { }, null);
    }

    [TestMethod]
    public async Task RunAsync_OptionsWithoutTheirType_AreOptions()
    {
        Assert.AreEqual(7, await CoroutineScheduler.RunAsync(async () => await Task.FromResult(7), new() { ThreadPool = Pool }));
        Assert.AreEqual(7, await CoroutineScheduler.RunAsync(() => new ValueTask<int>(7), new() { ThreadPool = Pool }));
        Assert.AreEqual(7, await CoroutineScheduler.RunAsync(() => 7, new() { ThreadPool = Pool }));
        await CoroutineScheduler.RunAsync(() => { }, null);
    }

    private static int Seven(Action main)
    {
        main();
        return 7;
    }

    private static Task Called(Action main)
    {
        main();
        return Task.CompletedTask;
    }

    private static async Task<int> WithSeven(Task run)
    {
        await run;
        return 7;
    }

    private static Task<int> Blocking(Action run) => Blocking(() => Seven(run));

    private static Task<int> Blocking(Func<int> run)
    {
        try
        {
            return Task.FromResult(run());
        }
        catch (OperationCanceledException e)
        {
            return Task.FromException<int>(e);
        }
    }
}

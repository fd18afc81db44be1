namespace Baton.Tests;

/// <summary>Functions that are started with a token and without a name.</summary>
[TestClass]
public sealed class TokenSecondTests : SchedulerTest
{
    private readonly CancellationTokenSource _source = new();

    private delegate Frame Starter(CoroutineScheduler scheduler, CancellationToken token);

    private delegate Frame ScopeStarter(CoroutineScope scope, CancellationToken token);

    // Each starts a function of its kind, which waits until it is canceled, in a scheduler and in a scope.
    private static Dictionary<string, (Starter Start, ScopeStarter Async)> Kinds { get; } = new()
    {
        ["action"] = ((scheduler, token) => scheduler.Start(Wait, token), (scope, token) => scope.Async(Wait, token)),
        ["lambda"] = ((scheduler, token) => scheduler.Start(() => { Wait(); }, token),
            (scope, token) => scope.Async(() => { Wait(); }, token)),
        ["function"] = ((scheduler, token) => scheduler.Start<int>(Seven, token), (scope, token) => scope.Async<int>(Seven, token)),
        ["lambda of a value"] = ((scheduler, token) => scheduler.Start(() => Seven(), token),
            (scope, token) => scope.Async(() => Seven(), token)),
        ["async lambda"] = ((scheduler, token) => scheduler.Start(async () => await Waiting(), token),
            (scope, token) => scope.Async(async () => await Waiting(), token)),
        ["async lambda of a value"] = ((scheduler, token) => scheduler.Start(async () => await SevenLater(), token),
            (scope, token) => scope.Async(async () => await SevenLater(), token)),
        ["value task"] = ((scheduler, token) => scheduler.Start(() => new ValueTask(Waiting()), token),
            (scope, token) => scope.Async(() => new ValueTask(Waiting()), token)),
        ["value task of a value"] = ((scheduler, token) => scheduler.Start(() => new ValueTask<int>(SevenLater()), token),
            (scope, token) => scope.Async(() => new ValueTask<int>(SevenLater()), token)),
    };

    public static IEnumerable<object[]> Rows => Kinds.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Start_WithATokenAndNoName_TheTokenCancelsTheFrame(string kind)
    {
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = Kinds[kind].Start(scheduler, _source.Token);
        UntilItWaits(frame);

        _source.Cancel();

        OperationCanceledException canceled = Assert.Throws<OperationCanceledException>(frame.Await);
        Assert.AreEqual(_source.Token, canceled.CancellationToken);
        AssertResult(kind, frame);
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void ScopeAsync_WithATokenAndNoName_TheTokenCancelsTheFrame(string kind)
    {
        Run(() => CoroutineScope.Run(scope =>
        {
            Frame frame = Kinds[kind].Async(scope, _source.Token);
            Coroutine.Yield();

            _source.Cancel();

            Assert.Throws<OperationCanceledException>(frame.Await);
            AssertResult(kind, frame);
        }));
    }

    // The name stays the second argument where nothing says which is meant.
    [TestMethod]
    public void Start_DefaultOrNullSecond_IsTheName()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        scheduler.Start(() => { }, default).Await();
        scheduler.Start(() => 1, null).Await();
        Run(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() => { }, default).Await();
            scope.Async(async () => await Task.Yield(), null).Await();
        }));
    }

    private static void AssertResult(string kind, Frame frame) =>
        Assert.AreEqual(kind == "function" || kind.EndsWith("of a value", StringComparison.Ordinal), frame is Frame<int>);

    private static void Wait() => Coroutine.Delay(Timeout.InfiniteTimeSpan);

    private static int Seven()
    {
        Wait();
        return 7;
    }

    private static async Task Waiting() => await Task.Delay(Timeout.Infinite, Coroutine.CancellationToken);

    private static async Task<int> SevenLater()
    {
        await Waiting();
        return 7;
    }
}

namespace Baton.Tests;

/// <summary>The canonical deadlocks: each makes one, over as many schedulers as it needs, and says what is to be found.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Kind">The finding's kind.</param>
/// <param name="Members">How many members the finding names.</param>
/// <param name="Make">Makes it on the stage.</param>
internal sealed record Deadlocks(string Name, FindingKind Kind, int Members, Action<DeadlockStage> Make)
{
    internal static IReadOnlyList<Deadlocks> All { get; } =
    [
        new("two frames, two schedulers", FindingKind.Ring, 2, stage =>
        {
            stage.Start("one", "a", () => stage["b"].Await());
            stage.Start("two", "b", () => stage["a"].Await());
        }),
        new("two frames, by tasks", FindingKind.Ring, 2, stage =>
        {
            stage.Start("one", "a", () => stage["b"].AsTask().Await());
            stage.Start("two", "b", () => stage["a"].AsTask().Await());
        }),
        new("a frame by a task, the other directly", FindingKind.Ring, 2, stage =>
        {
            stage.Start("one", "a", () => stage["b"].AsTask().Await());
            stage.Start("two", "b", () => stage["a"].Await());
        }),
        new("three frames, three schedulers", FindingKind.Ring, 3, stage =>
        {
            stage.Start("one", "a", () => stage["b"].Await());
            stage.Start("two", "b", () => stage["c"].Await());
            stage.Start("three", "c", () => stage["a"].Await());
        }),
        new("four frames, two schedulers", FindingKind.Ring, 4, stage =>
        {
            stage.Start("one", "a", () => stage["b"].Await());
            stage.Start("one", "b", () => stage["c"].Await());
            stage.Start("two", "c", () => stage["d"].Await());
            stage.Start("two", "d", () => stage["a"].Await());
        }),
        new("a scope waits for its function, which waits for the frame around", FindingKind.Ring, 3, stage =>
        {
            stage.Start("one", "a", () => CoroutineScope.Run(scope => { scope.Async(() => stage["b"].Await(), "inner"); }));
            stage.Start("two", "b", () => stage["a"].Await());
        }),
        new("two scopes wait for each other's owners", FindingKind.Ring, 4, stage =>
        {
            stage.Start("one", "a", () => CoroutineScope.Run(scope => { scope.Async(() => stage["b"].Await(), "left"); }));
            stage.Start("two", "b", () => CoroutineScope.Run(scope => { scope.Async(() => stage["a"].Await(), "right"); }));
        }),
        new("selects on each other, two schedulers", FindingKind.Ring, 2, stage =>
        {
            stage.Start("one", "a", () => Select.Any(Select.On(stage["b"])));
            stage.Start("two", "b", () => Select.Any(Select.On(stage["a"])));
        }),
        new("a knot of selects", FindingKind.Knot, 3, stage =>
        {
            stage.Start("one", "a", () => Select.Any(Select.On(stage["b"]), Select.On(stage["c"])));
            stage.Start("two", "b", () => Select.Any(Select.On(stage["a"]), Select.On(stage["c"])));
            stage.Start("three", "c", () => Select.Any(Select.On(stage["a"]), Select.On(stage["b"])));
        }),
        new("a knot of AwaitAny", FindingKind.Knot, 3, stage =>
        {
            stage.Start("one", "a", () => Frame.AwaitAny(stage["b"], stage["c"]));
            stage.Start("two", "b", () => Frame.AwaitAny(stage["a"], stage["c"]));
            stage.Start("three", "c", () => Frame.AwaitAny(stage["a"], stage["b"]));
        }),
        new("a select and an await", FindingKind.Knot, 3, stage =>
        {
            stage.Start("one", "a", () => Select.Any(Select.On(stage["b"]), Select.On(stage["c"])));
            stage.Start("two", "b", () => stage["a"].Await());
            stage.Start("three", "c", () => stage["a"].Await());
        }),
        new("AwaitAll", FindingKind.Ring, 2, stage =>
        {
            stage.Start("one", "a", () => Frame.AwaitAll(stage["b"]));
            stage.Start("two", "b", () => Frame.AwaitAll(stage["a"]));
        }),
        new("in a coroutine's body", FindingKind.Ring, 2, stage =>
        {
            stage.Start("one", "a", () => stage.InBody(() => stage["b"].Await()));
            stage.Start("two", "b", () => stage.InBody(() => stage["a"].Await()));
        }),
        new("a run inside a frame", FindingKind.Ring, 3, stage =>
        {
            stage.Start("one", "a", () => CoroutineScheduler.Run(() => stage["b"].Await()));
            stage.Start("two", "b", () => stage["a"].Await());
        }),
        new("the other frames of a run", FindingKind.Ring, 4, stage =>
        {
            stage.Start("one", "a", () => CoroutineScheduler.Run(() => { Coroutine.Async(() => stage["b"].Await(), "left"); }));
            stage.Start("two", "b", () => stage["a"].Await());
        }),
        new("a thread waits for a frame that waits, behind a ring", FindingKind.Ring, 2, stage =>
        {
            stage.Start("one", "a", () => stage["b"].Await());
            stage.Start("two", "b", () => stage["a"].Await());
            stage.StartThread(() => stage["a"].Await());
        }),
        new("frames want the threads of those that wait for them", FindingKind.Threads, 4, stage =>
        {
            stage.Start("small one", "a", () => stage.StartAndAwait("small two", "c"));
            stage.Start("small two", "b", () => stage.StartAndAwait("small one", "d"));
        }),
        new("a frame waits for its turn, behind one that keeps the baton", FindingKind.Ring, 4, stage =>
        {
            stage.Start("one", "a", () => CoroutineScheduler.Run(() => stage["b"].Await()));
            stage.Start("one", "ready", () => { });
            stage.Start("two", "b", () => stage["ready"].Await());
        }),
        new("with others that only wait behind it", FindingKind.Ring, 2, stage =>
        {
            stage.Start("one", "a", () => stage["b"].Await());
            stage.Start("two", "b", () => stage["a"].Await());
            stage.Start("three", "behind", () => stage["a"].Await());
            stage.Start("three", "further behind", () => stage["behind"].Await());
        }),
        new("with others that do not wait", FindingKind.Ring, 2, stage =>
        {
            stage.Start("one", "a", () => stage["b"].Await());
            stage.Start("one", "idle", () => Coroutine.Delay(Timeout.InfiniteTimeSpan));
            stage.Start("two", "b", () => stage["a"].Await());
        }),
    ];
}

namespace Baton.Tests;

/// <summary>How the static initialisers of <see cref="FrameDepartureTests"/> wait.</summary>
internal static class DepartureWaits
{
    private static readonly TimeSpan s_long = TimeSpan.FromDays(1);

    internal static Dictionary<string, Func<DepartureScene, int>> All { get; } = new()
    {
        ["task"] = scene => scene.Source.Task.Await(),
        ["task with a limit"] = scene => scene.Source.Task.Await(s_long),
        ["task with a token"] = scene => scene.Source.Task.Await(scene.Unfired.Token),
        ["configured task"] = scene => scene.Source.Task.ConfigureAwait(false).Await(),
        ["value task"] = scene => new ValueTask<int>(scene.Source.Task).Await(),
        ["delay"] = _ => Void(() => Coroutine.Delay(s_long)),
        ["delay with a token"] = scene => Void(() => Coroutine.Delay(s_long, scene.Unfired.Token)),
        ["yield"] = _ => Void(Coroutine.Yield),
        ["dequeue"] = scene => scene.Items.Dequeue(),
        ["dequeue with a token"] = scene => scene.Items.Dequeue(scene.Unfired.Token),
        ["sequence of a queue"] = scene => scene.Items.DequeueAll().First(),
        ["enqueue"] = scene => Enqueue(scene, () => scene.Rendezvous.Enqueue(5)),
        ["enqueue with a token"] = scene => Enqueue(scene, () => scene.Rendezvous.Enqueue(5, scene.Unfired.Token)),
        ["select, dequeue"] = scene => Select.Any(scene.Items.OnDequeue(_ => { }), Select.After(s_long)),
        ["select, enqueue"] = scene => Enqueue(scene, () => Select.Any(scene.Rendezvous.OnEnqueue(5), Select.After(s_long))),
        ["select, task"] = scene => Select.Any(Select.On(scene.Source.Task), Select.After(s_long)),
        ["select with a token"] = scene => Select.Any([scene.Items.OnDequeue(_ => { })], scene.Unfired.Token),
        ["frame"] = scene => Coroutine.Async(scene.Source.Task.Await).Await(),
        ["frame with a limit"] = scene => Coroutine.Async(scene.Source.Task.Await).AsTask().Await(s_long),
        ["first of frames"] = scene => Frame.AwaitAny(Coroutine.Async(scene.Source.Task.Await), Coroutine.Async(scene.Source.Task.Await)),
        ["all of frames"] = scene => Frame.AwaitAll(Coroutine.Async(scene.Source.Task.Await), Coroutine.Async(() => 1)).Sum(),
        ["select, frame"] = scene => Select.Any(Select.On(Coroutine.Async(scene.Source.Task.Await)), Select.After(s_long)),
        ["start of a frame"] = scene => Coroutine.Async(() => Assert.ThrowsExactly<TypeInitializationException>(() => scene.Need()))
            .Await().Message.Length,
        ["end of a scope"] = scene => Void(() => CoroutineScope.Run(scope => scope.Async(scene.Source.Task.Await))),
        ["block with a limit"] = scene => Coroutine.WithTimeout(s_long, scene.Source.Task.Await),
        ["block of a scope"] = scene => CoroutineScope.Run(scope => scope.Async(scene.Source.Task.Await).Await()),
        ["stream"] = scene => NewStream(scene).ReadByte(),
        ["stream with a limit"] = scene =>
        {
            Stream stream = NewStream(scene);
            stream.ReadTimeout = int.MaxValue;
            return stream.ReadByte();
        },
        ["asynchronous sequence"] = scene => Items(scene.Source.Task).AwaitEach().First(),
    };

    private static SuspendingStream NewStream(DepartureScene scene) => new(new ScriptedStream
    {
        OnRead = (_, _) => new ValueTask<int>(scene.Source.Task),
    });

    private static int Enqueue(DepartureScene scene, Action enqueue)
    {
        scene.HasEnqueued = true;
        return Void(enqueue);
    }

    private static int Void(Action wait)
    {
        wait();
        return 1;
    }

    private static async IAsyncEnumerable<int> Items(Task<int> task)
    {
        yield return await task;
    }
}

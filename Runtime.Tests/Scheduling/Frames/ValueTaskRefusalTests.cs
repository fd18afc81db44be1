namespace Baton.Tests;

/// <summary>
/// Where nobody could wait for a function that returns a value task, the compiler finds an overload that is an error to call. It is so
/// everywhere but in obsolete code.
/// </summary>
[TestClass]
public sealed class ValueTaskRefusalTests : SchedulerTest
{
    private readonly CoroutineQueue<int> _queue = new();

    [TestMethod]
    [Obsolete("Calls what nobody may call.")]
    public void Doors_FunctionReturnsAValueTask_ResolveToTheRefusal()
    {
        Task<int> task = Task.FromResult(1);
        Frame<int> frame = Run(() => Coroutine.Async(() => 1));
        Action[] calls =
        [
            () => _queue.OnDequeue(item => Plain()),
            () => _queue.OnDequeue(item => Number()),
            () => _queue.OnDequeue(Taking),
            () => _queue.OnEnqueue(1, () => Plain()),
            () => _queue.OnEnqueue(1, () => Number()),
            () => Select.After(TimeSpan.Zero, () => Plain()),
            () => Select.After(TimeSpan.Zero, () => Number()),
            () => Select.On((Task)task, () => Plain()),
            () => Select.On((Task)task, () => Number()),
            () => Select.On(task, item => Plain()),
            () => Select.On(task, item => Number()),
            () => Select.On((Frame)frame, () => Plain()),
            () => Select.On((Frame)frame, () => Number()),
            () => Select.On(frame, item => Plain()),
            () => Select.On(frame, item => Number()),
            () => Pool.Run(() => Plain(), CancellationToken.None),
            () => Pool.Run(() => Number(), CancellationToken.None),
            () => Pool.Run(Plain, CancellationToken.None),
            () => Pool.Run(Number, CancellationToken.None),
            () => CoroutineScope.Run(scope => Plain()),
            () => CoroutineScope.Run(scope => Number()),
            () => Coroutine.Generate<int>(yielder => Plain()),
            () => Coroutine.GenerateAsync<int>(yielder => Plain()),
            () => PushParser.OverStream<int>((stream, yielder) => Plain()),
            () => PushParser.OverStream(stream => Number()),
            () => PushParser.OverStream(stream => Plain()),
            () => PushParser.OverText<int>((reader, yielder) => Plain()),
            () => PushParser.OverText(reader => Number()),
            () => PushParser.OverText(reader => Plain()),
            () => SyncBridge.RunAsync(Stream.Null, stream => Plain(), CancellationToken.None),
            () => SyncBridge.RunAsync(Stream.Null, stream => Number(), CancellationToken.None),
            () => SyncBridge.RunAsync(Stream.Null, stream => Plain(), null, CancellationToken.None),
            () => SyncBridge.RunAsync(Stream.Null, stream => Number(), null, CancellationToken.None),

            // with an async lambda as before
            () => _queue.OnDequeue(async item => await Plain()),
            () => Select.After(TimeSpan.Zero, async () => await Plain()),
            () => Pool.Run(async () => await Number(), CancellationToken.None),
            () => CoroutineScope.Run(async scope => await Number()),
            () => SyncBridge.RunAsync(Stream.Null, async stream => await Number(), CancellationToken.None),
        ];

        for (int i = 0; i < calls.Length; i++)
        {
            Assert.ThrowsExactly<NotSupportedException>(calls[i], $"call {i}");
        }
    }

    private static ValueTask Plain() => default;

    private static ValueTask<int> Number() => default;

    private static ValueTask Taking(int item) => default;
}

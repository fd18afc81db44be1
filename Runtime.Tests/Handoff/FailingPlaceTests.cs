using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>
/// Asynchronous code whose synchronization context or task scheduler throws when it is to go on there. It goes on on the .NET thread pool,
/// an event tells, and the process lives. Each case has a process of its own, which might not.
/// </summary>
[TestClass]
[BesideOthers]
public sealed class FailingPlaceTests
{
    private static readonly string[] s_places = ["context", "context that posts, then throws", "context that runs at once", "scheduler"];

    private static readonly string[] s_doors =
    [
        "dequeue", "dequeue, canceled", "dequeue, completed", "dequeue, from a frame", "enqueue", "each item", "generate",
        "generate, fails",
    ];

    public static IEnumerable<object[]> Cells => s_places.SelectMany(place => s_doors.Select(door => new object[] { place, door }));

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public async Task Await_PlaceThrows_GoesOnOnceAndIsTold(string place, string door)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(AwaitsInFailingPlace), place, door);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int AwaitsInFailingPlace(string[] arguments)
    {
        (string place, string door) = (arguments[0], arguments[1]);
        using EventProbe events = new(EventLevel.Error);
        Switch broken = new();
        FailingContext context = new(place, broken);
        FailingScheduler scheduler = new(broken);
        Door awaited = new(door);
        Task consumer = place.StartsWith("context", StringComparison.Ordinal)
            ? InContext(context, awaited.Consume)
            : Task.Factory.StartNew(awaited.Consume, default, TaskCreationOptions.None, scheduler).Result;
        broken.IsOn = true;

        awaited.End();

        Assert.IsTrue(consumer.Wait(TimeSpan.FromSeconds(30)), "the consumer goes on");
        Eventually.True(() => events.Count("CallbackFailed") > 0, "the failure is told");
        StringAssert.Contains((string)events.Payload("CallbackFailed")[0]!, "The window is gone.");
        Assert.AreEqual(1, awaited.Times);
        return 0;
    }

    private static Task InContext(SynchronizationContext context, Func<Task> function)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            return function();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>One operation that an asynchronous method awaits.</summary>
    private sealed class Door(string name)
    {
        private readonly CoroutineQueue<int> _queue = new(1);
        private readonly CancellationTokenSource _cancel = new();
        private readonly ManualResetEventSlim _go = new();
        private int _times; // how often the consumer has gone on; interlocked

        internal int Times => Volatile.Read(ref _times);

        internal async Task Consume()
        {
            if (name == "enqueue")
            {
                _queue.Enqueue(0);
            }

            try
            {
                await Operation().ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or QueueCompletedException or FormatException)
            {
                Assert.Contains(",", name);
            }

            Interlocked.Increment(ref _times);
        }

        internal void End()
        {
            switch (name)
            {
                case "dequeue, canceled":
                    _cancel.Cancel();
                    break;
                case "dequeue, completed":
                    _queue.Complete();
                    break;
                case "dequeue, from a frame":
                    CoroutineScheduler.Run(() => Coroutine.Async(() => _queue.Enqueue(1)).Await());
                    break;
                case "enqueue":
                    Assert.AreEqual(0, _queue.Dequeue());
                    break;
                case "generate" or "generate, fails":
                    _go.Set();
                    break;
                default:
                    _queue.Enqueue(1);
                    break;
            }
        }

        // Only the await of Baton's own value task asks for the place: a task of .NET has its own way with one that throws.
        private async Task Operation()
        {
            switch (name)
            {
                case "enqueue":
                    await _queue.EnqueueAsync(1);
                    break;
                case "each item":
                    await _queue.DequeueAllAsync().GetAsyncEnumerator().MoveNextAsync();
                    break;
                case "generate" or "generate, fails":
                    await Coroutine.GenerateAsync<int>(Body).GetAsyncEnumerator().MoveNextAsync();
                    break;
                default:
                    await _queue.DequeueAsync(_cancel.Token);
                    break;
            }
        }

        private void Body(Yielder<int> yielder)
        {
            _go.Wait();
            if (name == "generate, fails")
            {
                throw new FormatException();
            }

            yielder.Suspend(1);
        }
    }

    private sealed class Switch
    {
        internal volatile bool IsOn; // the scenario's thread, once
    }

    private sealed class FailingContext(string place, Switch broken) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            if (place == "context that runs at once")
            {
                d(state);
            }
            else if (!broken.IsOn || place == "context that posts, then throws")
            {
                base.Post(d, state);
            }

            ThrowIf(broken.IsOn);
        }
    }

    private sealed class FailingScheduler(Switch broken) : TaskScheduler
    {
        protected override void QueueTask(Task task)
        {
            ThrowIf(broken.IsOn); // a task that is run all the same breaks .NET
            ThreadPool.QueueUserWorkItem(_ => TryExecuteTask(task));
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }

    private static void ThrowIf(bool condition)
    {
        if (condition)
        {
            throw new InvalidOperationException("The window is gone.");
        }
    }
}

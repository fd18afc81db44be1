using System.Collections.Concurrent;

namespace Baton.Tests;

/// <summary>Asynchronous code that goes on in a context of its own, as in a user interface, and code that only looks.</summary>
internal static partial class StarvedCases
{
    private static IEnumerable<(string Name, Action Run)> Contexts()
    {
        yield return ("GenerateAsync in a context of its own", () => Assert.AreEqual(3, InContext(Sum)));
        yield return ("GenerateAsync in a task scheduler of its own", () =>
        {
            using OneThread own = new();
            Assert.AreEqual(3, Task.Factory.StartNew(Sum, default, TaskCreationOptions.None, own).Unwrap().Result);
        }
        );
        yield return ("GenerateAsync by a thread that only looks", () =>
        {
            IAsyncEnumerator<int> items = Coroutine.GenerateAsync<int>(Waiting).GetAsyncEnumerator();
            ValueTask<bool> moved = items.MoveNextAsync();
            while (!moved.IsCompleted)
            {
                Blocking.For(1);
            }

            Assert.IsTrue(moved.Result);
            items.DisposeAsync().AsTask().Wait();
        }
        );
        yield return ("DequeueAsync in a context of its own", () => WithItem(
            queue => Assert.AreEqual(7, InContext(async () => await queue.DequeueAsync()))));
    }

    private static async Task<int> Sum()
    {
        int sum = 0;
        await foreach (int item in Coroutine.GenerateAsync<int>(Waiting))
        {
            sum += item;
        }

        return sum;
    }

    private static T InContext<T>(Func<Task<T>> function)
    {
        using Pump pump = new();
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(pump);
        try
        {
            Task<T> task = function();
            while (!task.IsCompleted)
            {
                pump.RunNext();
            }

            return task.Result;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private sealed class Pump : SynchronizationContext, IDisposable
    {
        private readonly BlockingCollection<(SendOrPostCallback Call, object? On)> _posted = [];

        public override void Post(SendOrPostCallback d, object? state) => _posted.Add((d, state));

        public void Dispose() => _posted.Dispose();

        internal void RunNext()
        {
            (SendOrPostCallback call, object? on) = _posted.Take();
            call(on);
        }
    }

    private sealed class OneThread : TaskScheduler, IDisposable
    {
        private readonly BlockingCollection<Task> _queued = [];

        internal OneThread() => new Thread(Loop) { IsBackground = true }.Start();

        public void Dispose() => _queued.CompleteAdding();

        protected override void QueueTask(Task task) => _queued.Add(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];

        private void Loop()
        {
            foreach (Task task in _queued.GetConsumingEnumerable())
            {
                TryExecuteTask(task);
            }
        }
    }
}

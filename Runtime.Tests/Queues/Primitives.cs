using Nito.AsyncEx;

namespace Baton.Tests;

/// <summary>The asynchronous primitives that work in a frame by <c>.Await()</c>: those of Nito.AsyncEx, and .NET's own semaphore.</summary>
internal static class Primitives
{
    internal static IReadOnlyList<Primitive> All { get; } =
    [
        new("AsyncLock.LockAsync", false, true, Lock),
        new("AsyncMonitor.EnterAsync", false, true, Enter),
        new("AsyncReaderWriterLock.WriterLockAsync", false, true, Write),
        new("AsyncReaderWriterLock.ReaderLockAsync", true, true, Read),
        new("AsyncSemaphore.WaitAsync", false, true, Semaphore),
        new("AsyncSemaphore.LockAsync", false, false, SemaphoreLock),
        new("SemaphoreSlim.WaitAsync", false, false, Slim),
        new("AsyncAutoResetEvent.WaitAsync", false, true, AutoReset),
        new("AsyncManualResetEvent.WaitAsync", true, true, ManualReset),
        new("AsyncCountdownEvent.WaitAsync", true, true, Countdown),
        new("PauseToken.WaitWhilePausedAsync", true, true, Pause),
        new("AsyncProducerConsumerQueue.DequeueAsync", false, false, DequeueItem),
        new("AsyncProducerConsumerQueue.EnqueueAsync", false, false, EnqueueItem),
        new("AsyncCollection.TakeAsync", false, false, TakeItem),
        new("AsyncCollection.AddAsync", false, false, AddItem),
    ];

    internal static Primitive Named(string name) => All.Single(primitive => primitive.Name == name);

    private static PrimitiveUse Lock()
    {
        AsyncLock mutex = new();
        return Held(mutex.Lock(), token => mutex.LockAsync(token).AsTask());
    }

    private static PrimitiveUse Enter()
    {
        AsyncMonitor monitor = new();
        return Held(monitor.Enter(), token => monitor.EnterAsync(token).AsTask());
    }

    private static PrimitiveUse Write()
    {
        AsyncReaderWriterLock mutex = new();
        return Held(mutex.WriterLock(), token => mutex.WriterLockAsync(token).AsTask());
    }

    private static PrimitiveUse Read()
    {
        AsyncReaderWriterLock mutex = new();
        IDisposable writer = mutex.WriterLock();
        return new PrimitiveUse { Begin = token => mutex.ReaderLockAsync(token).AsTask(), Signal = writer.Dispose };
    }

    private static PrimitiveUse Semaphore()
    {
        AsyncSemaphore semaphore = new(0);
        return new PrimitiveUse { Begin = semaphore.WaitAsync, Signal = semaphore.Release, GiveBack = _ => semaphore.Release() };
    }

    private static PrimitiveUse SemaphoreLock()
    {
        AsyncSemaphore semaphore = new(0);
        return new PrimitiveUse
        {
            Begin = token => semaphore.LockAsync(token).AsTask(),
            Signal = semaphore.Release,
            GiveBack = Dispose,
        };
    }

    private static PrimitiveUse Slim()
    {
        SemaphoreSlim semaphore = new(0);
        return new PrimitiveUse { Begin = semaphore.WaitAsync, Signal = () => semaphore.Release(), GiveBack = _ => semaphore.Release() };
    }

    private static PrimitiveUse AutoReset()
    {
        AsyncAutoResetEvent signal = new();
        return new PrimitiveUse { Begin = signal.WaitAsync, Signal = signal.Set, GiveBack = _ => signal.Set() };
    }

    private static PrimitiveUse ManualReset()
    {
        AsyncManualResetEvent signal = new();
        return new PrimitiveUse { Begin = signal.WaitAsync, Signal = signal.Set };
    }

    private static PrimitiveUse Countdown()
    {
        AsyncCountdownEvent countdown = new(1);
        return new PrimitiveUse { Begin = countdown.WaitAsync, Signal = countdown.Signal };
    }

    private static PrimitiveUse Pause()
    {
        PauseTokenSource source = new() { IsPaused = true };
        return new PrimitiveUse { Begin = source.Token.WaitWhilePausedAsync, Signal = () => source.IsPaused = false };
    }

    private static PrimitiveUse DequeueItem()
    {
        AsyncProducerConsumerQueue<int> queue = new();
        return new PrimitiveUse { Begin = queue.DequeueAsync, Signal = () => queue.Enqueue(1), GiveBack = _ => queue.Enqueue(1) };
    }

    private static PrimitiveUse EnqueueItem()
    {
        AsyncProducerConsumerQueue<int> queue = new([0], 1);
        return new PrimitiveUse
        {
            Begin = token => queue.EnqueueAsync(1, token),
            Signal = () => queue.Dequeue(),
            GiveBack = _ => queue.Dequeue(),
        };
    }

    private static PrimitiveUse TakeItem()
    {
        AsyncCollection<int> items = new();
        return new PrimitiveUse { Begin = items.TakeAsync, Signal = () => items.Add(1), GiveBack = _ => items.Add(1) };
    }

    private static PrimitiveUse AddItem()
    {
        AsyncCollection<int> items = new(1);
        items.Add(0);
        return new PrimitiveUse { Begin = token => items.AddAsync(1, token), Signal = () => items.Take(), GiveBack = _ => items.Take() };
    }

    private static PrimitiveUse Held(IDisposable held, Func<CancellationToken, Task<IDisposable>> begin) => new()
    {
        Begin = begin,
        Take = task => held = ((Task<IDisposable>)task).Result,
        Signal = () => held.Dispose(),
        GiveBack = Dispose,
    };

    private static void Dispose(Task task) => ((Task<IDisposable>)task).Result.Dispose();
}

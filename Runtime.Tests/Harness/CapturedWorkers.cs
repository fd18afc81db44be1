using System.Collections.Concurrent;

namespace Baton.Tests;

/// <summary>A place where a pool's threads are started, as the pool's own, and remembered.</summary>
internal sealed class CapturedWorkers
{
    private readonly ConcurrentQueue<Worker> _workers = new();

    internal IReadOnlyList<Worker> All => [.. _workers];

    internal CoroutineThreadPool CreatePool(CoroutineThreadPoolOptions options) => new(options, ThreadBudget.OfThisProcess, Start);

    private void Start(Worker worker)
    {
        _workers.Enqueue(worker);
        worker.Start();
    }
}

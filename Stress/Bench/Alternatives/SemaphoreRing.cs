namespace Baton.Stress;

/// <summary>Threads in a ring, each of which waits on a plain semaphore of its own and then releases the next one's.</summary>
internal sealed class SemaphoreRing : IDisposable
{
    private readonly SemaphoreSlim[] _semaphores; // the first is the owner's
    private readonly Thread[] _threads;
    private bool _over;

    /// <param name="count">How many pass it on, the caller of <see cref="PassAround"/> among them.</param>
    internal SemaphoreRing(int count)
    {
        _semaphores = [.. Enumerable.Range(0, count).Select(_ => new SemaphoreSlim(0, 1))];
        _threads = [.. Enumerable.Range(1, count - 1).Select(number => new Thread(() => PassOn(number)) { IsBackground = true })];
        Array.ForEach(_threads, thread => thread.Start());
    }

    /// <summary>Once around: as many switches as there are threads in the ring.</summary>
    internal void PassAround()
    {
        _semaphores[1].Release();
        _semaphores[0].Wait();
    }

    public void Dispose()
    {
        _over = true;
        PassAround();
        Array.ForEach(_threads, thread => thread.Join());
        Array.ForEach(_semaphores, semaphore => semaphore.Dispose());
    }

    private void PassOn(int number)
    {
        bool last = false;
        while (!last)
        {
            _semaphores[number].Wait();
            last = _over; // before the next one is told, and the owner may be back
            _semaphores[(number + 1) % _semaphores.Length].Release();
        }
    }
}

namespace Baton;

/// <summary>
/// Comes back to a pool's queue for work that nobody else may come back for: work behind a thread that could not be created just now, and work
/// behind coroutines that may be garbage. At most one visitor is on the way at any time.
/// </summary>
internal sealed class QueueWatch(BlockingWork work) : IThreadPoolWorkItem
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private int _isOnTheWay; // interlocked

    /// <summary>Sees to it that the queue is visited soon, on the thread pool, and then again for as long as that is needed. Runs nothing itself.</summary>
    internal void Start()
    {
        if (Interlocked.Exchange(ref _isOnTheWay, 1) == 0)
        {
            Uninterrupted.Queue(this); // from the first line: whoever comes here may have been interrupted, and has a context that is not ours
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = Visit();

    private async Task Visit()
    {
        do
        {
            await Task.Delay(s_interval).ConfigureAwait(false);
        }
        while (work.Visit());

        Volatile.Write(ref _isOnTheWay, 0);
        work.CallVisitor(); // what came between the last look and the last line
    }
}

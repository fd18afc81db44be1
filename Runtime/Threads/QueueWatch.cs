namespace Baton;

/// <summary>
/// Comes back to a pool's queue for work that no thread may come back for. Such work waits behind a thread that could not be created just
/// now, or behind coroutines that may be garbage. At most one visitor is on the way at any time.
/// </summary>
/// <remarks>
/// The delay between two visits begins on the .NET thread pool: the thread that calls <see cref="Start"/> may have been interrupted.
/// </remarks>
internal sealed class QueueWatch(BlockingWork work) : IQueuedItem
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private int _isOnTheWay; // is a visitor on the way? 1: yes; interlocked

    IQueuedItem? IQueuedItem.Earlier { get; set; }

    /// <summary>
    /// Has the queue visited soon, on the .NET thread pool, and then again for as long as that is needed. Visits nothing itself.
    /// </summary>
    internal void Start()
    {
        if (Interlocked.Exchange(ref _isOnTheWay, 1) == 0)
        {
            Uninterrupted.Queue(this);
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = Visit();

    private async Task Visit()
    {
        try
        {
            do
            {
                await Task.Delay(s_interval).ConfigureAwait(false);
            }
            while (work.Visit());
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            PostponedItems.Add(this); // the visitor is still on the way
            return;
        }

        Volatile.Write(ref _isOnTheWay, 0);
        work.CallVisitor(); // for work that came between the last look and the last line
    }
}

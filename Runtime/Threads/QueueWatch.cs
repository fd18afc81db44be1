namespace Baton;

/// <summary>
/// Comes back to a pool's queue for work that no thread may come back for. Such work waits behind a thread that could not be created just
/// now, or behind coroutines that may be garbage. At most one visitor is on the way at any time.
/// </summary>
/// <remarks>The visits are errands: they may create threads, and have garbage collected.</remarks>
internal sealed class QueueWatch : IErrand
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly BlockingWork _work;
    private readonly ClockTimer _timer;
    private int _isOnTheWay; // is a visitor on the way? 1: yes; interlocked

    internal QueueWatch(BlockingWork work)
    {
        _work = work;
        _timer = new ClockTimer(static watch => Errands.Send((QueueWatch)watch), this);
    }

    IErrand? IErrand.Next { get; set; }

    /// <summary>Has the queue visited soon, and then again for as long as that is needed. Visits nothing itself.</summary>
    internal void Start()
    {
        if (Interlocked.Exchange(ref _isOnTheWay, 1) == 0)
        {
            _timer.Set(s_interval);
        }
    }

    void IErrand.Run()
    {
        if (_work.Visit())
        {
            _timer.Set(s_interval);
        }
        else
        {
            Volatile.Write(ref _isOnTheWay, 0);
            _work.CallVisitor(); // for work that came between the last look and the last line
        }
    }
}

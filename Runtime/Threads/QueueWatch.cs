using System.Diagnostics;

namespace Baton;

/// <summary>
/// Comes back to a pool's queue for work that no thread may come back for. Such work waits behind a thread that could not be created just
/// now, or behind coroutines that may be garbage. The <see cref="QueueVisitor"/> pays the visits.
/// </summary>
/// <param name="work">The queue.</param>
/// <param name="patience">Threads that work are given so long to come back for the queue, before garbage is looked for.</param>
internal sealed class QueueWatch(BlockingWork work, TimeSpan patience)
{
    private int _isOnTheWay;        // is the queue visited until further notice? 1: yes; interlocked
    private long _takenBefore;      // what had been taken from the queue at the last visit; visitor
    private long _standsSince;      // when the queue was first seen as it is now; visitor

    /// <summary>The next queue to be visited; null at the end. Belongs to the <see cref="QueueVisitor"/>.</summary>
    internal QueueWatch? Next { get; set; }

    /// <summary>Has the queue visited soon, and then again for as long as that is needed. Visits nothing itself.</summary>
    internal void Start()
    {
        if (Interlocked.Exchange(ref _isOnTheWay, 1) == 0)
        {
            _standsSince = 0; // the visitor learns of this watch after that
            QueueVisitor.Call(this);
        }
    }

    /// <summary>Visitor: visits the queue. False: no more visits are needed, and the watch may be started again.</summary>
    internal bool Visit()
    {
        long taken = work.Taken;
        if (_standsSince == 0 || taken != _takenBefore)
        {
            _takenBefore = taken;
            _standsSince = Stopwatch.GetTimestamp();
        }

        if (work.Visit(stands: Stopwatch.GetElapsedTime(_standsSince) > patience))
        {
            return true;
        }

        Volatile.Write(ref _isOnTheWay, 0);
        if (!work.NeedsVisitor || Interlocked.Exchange(ref _isOnTheWay, 1) != 0)
        {
            return false;
        }

        return true; // for work that came between the last look and the last line
    }
}

using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Looks, by a timer and an errand, at a scheduler whose baton is held. An event names the frame that keeps the baton for too long.
/// </summary>
/// <remarks>
/// <para>The look needs no baton, for the holder may never look up. It reads what the holder writes anyhow: how often the baton has passed
/// to a frame, and how many frames are ready. Nothing is written, and no clock is read, when the baton passes.</para>
/// <para>The timer fires every half of the span. It is set when a second frame comes, when a thread takes the baton up for one of several
/// frames, and when the holder blocks. It is not set again once a look finds the baton at rest. So an idle scheduler has no timer.</para>
/// <para>The look goes along all live frames, whose list may change meanwhile. What the list then throws is seen by handlers of other
/// people, so the clock's thread is no place for it.</para>
/// <para>Fields without a note belong to the thread that has set <see cref="_isSet"/>: first the thread that starts the watch, then that
/// of the errand, which sets the timer again.</para>
/// </remarks>
internal sealed class LongTurnWatch : IErrand, IDisposable
{
    private readonly SchedulerCore _scheduler;
    private readonly TimeSpan _span;
    private int _isSet;                             // 1: the timer will fire, or the watch is off; interlocked, any thread
    private int _blocking;                          // how many blocking calls keep the baton; holder, read by the look
    private volatile StrongBox<QuietTimer>? _timer; // made when first needed; read by the thread that closes the scheduler
    private int _turns;                             // the number of turns at the last look
    private TimeSpan _tellAt;                       // when the turn has lasted so long, it is told of

    internal LongTurnWatch(SchedulerCore scheduler, TimeSpan span)
    {
        _scheduler = scheduler;
        _span = span;
        _tellAt = span;
        _isSet = _span == Timeout.InfiniteTimeSpan ? 1 : 0;
    }

    IErrand? IErrand.Next { get; set; }

    /// <summary>How long a frame may keep the baton, untold.</summary>
    internal TimeSpan Span => _span;

    /// <summary>How old the turn is, for all that look at the scheduler.</summary>
    internal SeenTurn Seen { get; } = new();

    /// <summary>Any thread, when the baton is held: looks from now on.</summary>
    internal void Start()
    {
        if (Volatile.Read(ref _isSet) == 0)
        {
            SetFirst();
        }
    }

    /// <summary>Holder: a call blocks the holder's thread, and keeps the baton.</summary>
    internal void BeginBlocking()
    {
        Volatile.Write(ref _blocking, _blocking + 1);
        Start();
    }

    /// <summary>Holder: the call is over.</summary>
    internal void EndBlocking() => Volatile.Write(ref _blocking, _blocking - 1);

    /// <summary>The scheduler is over.</summary>
    public void Dispose() => _timer?.Value.Dispose();

    private void SetFirst()
    {
        if (_scheduler.Run is not null || Interlocked.Exchange(ref _isSet, 1) != 0)
        {
            return; // in a run of a test the system's time counts for nothing
        }

        try
        {
            // The timer's queue must not keep a scheduler alive that users have dropped.
            _timer ??= new StrongBox<QuietTimer>(QuietTimer.Create(LookAt, new WeakReference<LongTurnWatch>(this)));
            Set();
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            Volatile.Write(ref _isSet, 0); // the baton goes on its way unwatched
        }
    }

    private void Set()
    {
        _timer!.Value.Set(TimeSpan.FromMilliseconds(Math.Max(1, _span.TotalMilliseconds / 2)));
        if (_scheduler.IsClosed)
        {
            Dispose(); // the thread that closed it may not have seen the timer
        }
    }

    private static void LookAt(object watch)
    {
        if (((WeakReference<LongTurnWatch>)watch).TryGetTarget(out LongTurnWatch? alive) && !alive._scheduler.IsClosed)
        {
            Errands.Send(alive);
        }
    }

    void IErrand.Run()
    {
        if (_scheduler.IsClosed)
        {
            return;
        }

        if (_scheduler.Arrivals.IsResting)
        {
            // A full fence lies between the write and the second look, and another between the taking of the baton and the read of the
            // word. So either this thread sees that the baton was taken up, or the thread that takes it up sets the timer.
            Interlocked.Exchange(ref _isSet, 0);
            if (_scheduler.Arrivals.IsResting || Interlocked.Exchange(ref _isSet, 1) != 0)
            {
                return;
            }
        }

        LookAtTurn();
        Set();
    }

    private void LookAtTurn()
    {
        int turns = _scheduler.Ready.Turns;
        long now = Environment.TickCount64;
        TimeSpan held = Seen.See(turns, now, now);
        if (turns != _turns)
        {
            _turns = turns;
            _tellAt = _span;
        }

        if (held + (_span / 16) < _tellAt) // timers are not exact
        {
            return;
        }

        FrameCore? holding = FindHolder();
        int waiting = _scheduler.Ready.Count + _scheduler.Threads.Waiting + _scheduler.Arrivals.CountLeft() + CountStarters(holding);
        if (waiting == 0 && (Volatile.Read(ref _blocking) == 0 || _scheduler.Live.Count <= 1)) // one that is alone keeps nobody waiting
        {
            return;
        }

        while (_tellAt <= held + (_span / 16))
        {
            _tellAt *= 2;
        }

        string holder = holding?.Described ?? $"a frame of {_scheduler.Handle}";
        if (_scheduler.Ready.Turns == turns)
        {
            Telemetry.BatonHeld(holder, held, waiting);
        }
    }

    // The frame that started the holder waits for the holder's first suspension, and so may the frame that started that one.
    private static int CountStarters(FrameCore? holder)
    {
        int count = 0;
        for (FrameCore? next = holder?.Seat.Starter; next is not null; next = next.Seat.Starter)
        {
            count++;
        }

        return count;
    }

    // The list belongs to the holder, who may change it meanwhile.
    private FrameCore? FindHolder()
    {
        for (int attempts = 0; attempts < 3; attempts++)
        {
            try
            {
                return _scheduler.Live.FirstOrDefault(frame => frame.State == FrameState.Running);
            }
            catch (InvalidOperationException)
            {
                // the list has changed
            }
        }

        return null;
    }
}

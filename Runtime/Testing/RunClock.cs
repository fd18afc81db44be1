namespace Baton.Testing;

/// <summary>
/// The run's clock: it stands still, and is put forward when nothing can go on. Each schedule begins at the start of the year 2000. A tick
/// is a millisecond.
/// </summary>
internal sealed class RunClock(TestRun run) : TimeProvider
{
    private static readonly DateTimeOffset s_start = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Gate _gate = new();            // finalizers end timers too
    private TimingWheel _wheel = new();             // under the gate
    private readonly List<ClockTimer> _due = [];    // of one time: these fire next; under the gate
    private long _now;                              // in ticks, over all schedules. The thread with the turn; others under the gate
    private long _origin;                           // when the schedule began, in ticks; the conductor

    public override long TimestampFrequency => 1000;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Is a timer set?</summary>
    internal bool HasTimers => Next() != long.MaxValue;

    /// <summary>Is a timer due now? The thread with the turn.</summary>
    internal bool IsDue => Next() <= _now;

    /// <summary>Is a timer being fired? Then who becomes ready does so by the clock. The thread with the turn.</summary>
    internal bool IsFiring { get; private set; }

    internal TimeSpan Elapsed => TimeSpan.FromMilliseconds(_now - _origin);

    public override long GetTimestamp() => _now - _origin;

    public override DateTimeOffset GetUtcNow() => s_start + Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        RunTimer timer = new(run, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>The conductor: a schedule begins. What is left of the last one never fires.</summary>
    internal void Begin()
    {
        using (_gate.Enter())
        {
            _origin = _now;
            _due.ForEach(static left => left.IsOver = true);
            _due.Clear();
            if (_wheel.Next == long.MaxValue)
            {
                return;
            }

            while (_wheel.Take(long.MaxValue - 1) is { } left)
            {
                left.IsOver = true;
            }

            _wheel = new TimingWheel(); // the old one has gone to the end of time
        }
    }

    internal void Set(ClockTimer timer, TimeSpan due)
    {
        using (_gate.Enter())
        {
            Remove(timer);
            if (due != Timeout.InfiniteTimeSpan && !timer.IsOver)
            {
                _wheel.Add(timer, _now + (long)Math.Ceiling(due.TotalMilliseconds));
            }
        }
    }

    internal void End(ClockTimer timer)
    {
        using (_gate.Enter())
        {
            Remove(timer);
            timer.IsOver = true;
        }
    }

    /// <summary>
    /// The conductor: puts the clock forward to the next time of a timer, and fires a timer of that time. Where the schedule does not
    /// choose: all of them, in order.
    /// </summary>
    /// <returns>False when no timer is set.</returns>
    internal bool TryAdvance()
    {
        bool hasFired = false;
        while (!hasFired && Next() is var next and not long.MaxValue)
        {
            hasFired = TryFire(next);
            while (hasFired && !run.ChoosesTies && TryFire(next))
            {
            }

            _now = Math.Max(_now, next);
        }

        return hasFired;
    }

    /// <summary>Puts the clock forward, and fires the timers of all times up to then, in the order of their times.</summary>
    /// <param name="by">How far.</param>
    /// <param name="between">Called between two timers: others may go on.</param>
    internal void Advance(TimeSpan by, Action between)
    {
        long end = _now + (long)Math.Ceiling(by.TotalMilliseconds);
        while (TryFire(end))
        {
            if (run.ChoosesTies && Next() <= end)
            {
                between();
            }
        }

        _now = Math.Max(_now, end);
    }

    // Fires a timer of the next time up to the end. Of several the schedule chooses one. False: there is none.
    private bool TryFire(long end)
    {
        while (Collect(end) is var count and > 0)
        {
            if (Take(count > 1 && run.ChoosesTies ? run.ChooseReady(count) : 0) is { } timer)
            {
                if (timer.Deadline > _now)
                {
                    _now = timer.Deadline;
                    run.Schedule.Interleaving?.AddTime(Elapsed);
                }

                IsFiring = true;
                timer.Fire();
                IsFiring = false;
                return true;
            }
        }

        return false;
    }

    private long Next()
    {
        using (_gate.Enter())
        {
            return _due.Count > 0 ? _now : _wheel.Next;
        }
    }

    // Finds the timers of the next time up to the end, and tells how many there are.
    private int Collect(long end)
    {
        using (_gate.Enter())
        {
            if (_due.Count == 0 && _wheel.Take(end) is { } first)
            {
                _due.Add(first);
            }

            while (_due is [.., var last] && _wheel.Take(last.Deadline) is { } next)
            {
                _due.Add(next);
            }

            return _due.Count;
        }
    }

    // Null: it was ended meanwhile, as by a finalizer.
    private ClockTimer? Take(int index)
    {
        using (_gate.Enter())
        {
            ClockTimer? timer = index < _due.Count ? _due[index] : null;
            _due.Remove(timer!);
            return timer;
        }
    }

    private void Remove(ClockTimer timer)
    {
        _wheel.Remove(timer);
        _due.Remove(timer);
    }
}

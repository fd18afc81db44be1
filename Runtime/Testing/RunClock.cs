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
    private long _now;                              // in ticks, over all schedules. The thread with the turn; others under the gate
    private long _origin;                           // when the schedule began, in ticks; the conductor

    public override long TimestampFrequency => 1000;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Is a timer set?</summary>
    internal bool HasTimers => Next() != long.MaxValue;

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
            _wheel.Remove(timer);
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
            _wheel.Remove(timer);
            timer.IsOver = true;
        }
    }

    /// <summary>The conductor: puts the clock forward to the next time of a timer, and fires the timers of that time.</summary>
    /// <returns>False when no timer is set.</returns>
    internal bool TryAdvance()
    {
        bool hasFired = false;
        while (!hasFired && Next() is var next and not long.MaxValue)
        {
            hasFired = AdvanceTo(next);
        }

        return hasFired;
    }

    /// <summary>Puts the clock forward, and fires the timers of all times up to then.</summary>
    internal void Advance(TimeSpan by) => AdvanceTo(_now + (long)Math.Ceiling(by.TotalMilliseconds));

    // Fires the timers in the order of their times. False: there were none.
    private bool AdvanceTo(long time)
    {
        bool hasFired = false;
        while (Take(time) is { } timer)
        {
            _now = Math.Max(_now, timer.Deadline);
            IsFiring = true;
            timer.Fire();
            IsFiring = false;
            hasFired = true;
        }

        _now = Math.Max(_now, time);
        return hasFired;
    }

    private long Next()
    {
        using (_gate.Enter())
        {
            return _wheel.Next;
        }
    }

    private ClockTimer? Take(long time)
    {
        using (_gate.Enter())
        {
            return _wheel.Take(time);
        }
    }
}

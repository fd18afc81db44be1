namespace Baton.Testing;

/// <summary>Chooses which strand of a run goes next. Belongs to the thread that has the turn.</summary>
internal sealed class StepChooser(TestRun run, ExploreOptions options)
{
    private readonly SpinWatch _spins = new(options.MaxSteps);
    private RunThread? _current;    // the strand that made the last step; the thread with the turn
    private bool _hasClock;         // has the clock a number in this schedule? The thread with the turn
    private int _lastNumber;        // of the strand that went on last while the schedule was being ended; the thread with the turn

    /// <summary>Is the last step the clock's? Then the conductor puts it forward. The thread with the turn.</summary>
    internal bool HasChosenClock { get; private set; }

    private Schedule Schedule => run.Schedule;

    private StrandList Strands => run.Strands;

    /// <summary>The conductor: a schedule begins.</summary>
    internal void Begin()
    {
        _current = null;
        _hasClock = HasChosenClock = false;
        _spins.Begin();
        if (Schedule.Modes.Races)
        {
            AddClock(); // its number is the lowest
        }
    }

    /// <summary>The conductor, when nothing else can happen: strands that spin go on. False: there are none, or they do.</summary>
    internal bool TryRouse() => _spins.TryRouse();

    /// <summary>The conductor: something has come that is no step, as a time.</summary>
    internal void NoteTime() => _spins.Clear();

    /// <summary>Makes the next step of the schedule. Null: no strand can go on, or the schedule has failed.</summary>
    internal RunThread? ChooseNext()
    {
        HasChosenClock = false;
        if (run.Outside.Accept() is not { } word)
        {
        }
        else if (run.WaitsForOutside)
        {
            Schedule.CameFromOutside = true;
        }
        else
        {
            run.Fail(ScheduleFailure.OfOutside(word, run));
        }

        if (Schedule.Failure is null && Schedule.Expectations.FindBroken() is { } broken)
        {
            run.Fail(broken);
        }

        if (Schedule.IsOver)
        {
            return _current = null;
        }

        int current = FindEnabled();
        if (Strands.Enabled == 0 && Strands.TryEndIdleWaits())
        {
            current = FindEnabled();
        }

        if (Schedule.SeesAll)
        {
            Schedule.SeeBlocked(Strands.FindBlocked());
        }

        if (Strands.Enabled == 0)
        {
            return _current = null;
        }

        if (_spins.IsLivelock)
        {
            run.Fail(Schedule.Expectations.FindUnmet() ?? _spins.Failure(Strands.All));
            return _current = null;
        }

        if (Schedule.Steps >= 2L * options.MaxSteps)
        {
            run.Fail(Schedule.Expectations.FindUnmet() ?? StandstillReport.OfLivelock(run, options.MaxSteps));
            return _current = null;
        }

        if (Schedule.Modes.BeginsAtOnce && Strands.FindFrameToBegin() is { } begun)
        {
            Schedule.Begin(begun.Operation);
            Tell(begun);
            return begun; // the strand before it is still the one that may go on
        }

        int picked = Schedule.Pick(Strands.Operations, current, isInTurns: Schedule.Steps >= options.MaxSteps || _spins.GoesInTurns);
        if (picked < 0)
        {
            return _current = null;
        }

        RunThread next = Strands[picked];
        _spins.See(next.Operation, Strands.All.Count);
        if (current >= 0 && next != _current)
        {
            Schedule.Interleaving?.AddSwitch();
        }

        Tell(next);
        HasChosenClock = next == run.Clock;
        return _current = HasChosenClock ? null : next;
    }

    private int FindEnabled()
    {
        bool isDue = run.ChoosesTies && run.Time.IsDue;
        if (isDue)
        {
            Schedule.HasTies = true;
            AddClock();
        }

        bool mayFire = isDue || (Schedule.Modes.Races && run.Time.HasTimers && !Strands.HasFired);
        RunThread? clock = mayFire ? run.Clock : null;
        int current = Strands.FindEnabled(_current, Schedule, clock, isAloneToo: isDue);
        return _spins.GoesInTurns ? current : Strands.LeaveOut(_spins, current, isDue ? null : clock);
    }

    private void AddClock()
    {
        if (!_hasClock)
        {
            _hasClock = true;
            run.Clock.BeClock();
        }
    }

    private void Tell(RunThread next)
    {
        if (!next.IsLooking)
        {
            run.NoteProgress();
        }

        Schedule.Interleaving?.Add(Schedule.Steps, next.Name, StandstillReport.Describe(next));
    }

    /// <summary>While the schedule is being ended: the next strand by number. Null: no strand can go on.</summary>
    internal RunThread? ChooseInTurns()
    {
        run.Outside.Accept();
        if (run.OnlyStrand is { } only)
        {
            return only.State == StrandState.Ready ? only : null;
        }

        Strands.FindEnabled(null);
        RunThread? next = null;
        for (int i = 0; i < Strands.Enabled; i++)
        {
            if (Strands[i].Number > _lastNumber)
            {
                next = Strands[i];
                break;
            }
        }

        next ??= Strands.Enabled > 0 ? Strands[0] : null;
        _lastNumber = next?.Number ?? -1;
        return next;
    }
}

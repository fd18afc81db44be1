using System.Diagnostics;

namespace Baton.Testing;

/// <summary>One thread of a run, and what it is about to do. In a schedule it is a strand, by the number of its tenant.</summary>
/// <remarks>Everything here belongs to the thread that has the turn.</remarks>
internal sealed class RunThread(TestRun run) : StrandInfo
{
    /// <summary>When the schedule is over, a strand is told so this often, and makes so many steps at most.</summary>
    private const int MostStepsAtEnd = 200;

    // All of these: the thread with the turn.
    private Func<bool>? _hasHappened;   // what it waits for; null: it does not
    private bool _mayGiveUp;            // may the wait that it is in be ended with the schedule?
    private bool _gaveUp;               // was it?
    private bool _timeIsOver;           // is the time limit of its wait over?
    private int _stepsAtEnd;            // since the schedule is over
    private bool _begins;               // is it about to begin with a tenant?
    private int _assigned;              // tenants that it was given
    private int _taken;                 // tenants that it has taken

    internal override TestRun Run => run;

    internal override Looks Looks { get; } = new(run);

    internal StrandState State { get; private set; }

    /// <summary>Can the strand go on?</summary>
    internal bool IsEnabled => State == StrandState.Ready
        ? !Looks.IsResting
        : State == StrandState.Waiting && (_timeIsOver || HasHappened);

    // Only the thread itself may take a mutex of the system's.
    private bool HasHappened => IsInForeignCode && run.PollsOnOwnThread && Current != this ? Ask() : Look();

    internal override void GoVisible(OperationKind kind, object? resource, bool isWrite, string? words)
    {
        if (State == StrandState.Running) // otherwise the run itself is at work here
        {
            GoVisible(new VisibleStep(kind, run.NumberOf(resource), isWrite, words), null, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Another strand may go first, and this one goes on only when it can.</summary>
    /// <returns>False when the time was over first.</returns>
    /// <exception cref="OperationCanceledException">The schedule is over.</exception>
    internal bool GoVisible(in VisibleStep step, Func<bool>? canGoOn, TimeSpan timeout)
    {
        if (State != StrandState.Running)
        {
            return true; // the run itself is at work here
        }

        Operation = new PendingOperation(Number, step.Kind, step.Resource, step.IsWrite);
        IsLooking = step.IsLook;
        HasStepped = true;
        Place = run.Seams.Note(step);
        Looks.Begin(step);
        (Point, IsNamed) = (step.Text, step.IsNamed);
        LastCall = Place.Length > 0 ? StandstillReport.Describe(this) : null;
        State = StrandState.Ready;
        if (canGoOn is null)
        {
            GiveTurnUp();
        }

        return canGoOn is null || WaitUntil(step.Text!, canGoOn, mayThrow: true, timeout);
    }

    internal override bool Sleep(bool mayGiveUp)
    {
        Debug.Assert(State == StrandState.Running, "a thread without the turn sleeps in a lane");
        _mayGiveUp = mayGiveUp;
        State = StrandState.Parked;
        GiveTurnUp();
        (bool gaveUp, _gaveUp, _mayGiveUp, What) = (_gaveUp, false, false, null);
        return !gaveUp;
    }

    internal override void WakeUp()
    {
        if (CurrentRun != run)
        {
            run.Outside.Add(this);
        }
        else
        {
            GetReady();
        }
    }

    /// <summary>The thread with the turn: the thread is woken.</summary>
    internal void GetReady()
    {
        if (State == StrandState.Parked) // it may have been written off
        {
            State = StrandState.Ready;
            IsFired = run.Time.IsFiring;
            Point = null;
            Operation = new PendingOperation(Number, _begins ? OperationKind.Begin : OperationKind.Continue, 0, true);
            _begins = false;
        }
    }

    internal override void Announce(string what) => What = what;

    internal override bool Await(string what, Func<bool> hasHappened, bool mayThrow, TimeSpan timeout)
    {
        if (this == run.Conductor)
        {
            run.GiveTurnToStrands();
            return hasHappened();
        }

        if (hasHappened())
        {
            return true;
        }

        Operation = new PendingOperation(Number, OperationKind.Continue, 0, true);
        Point = null;
        return WaitUntil(what, hasHappened, mayThrow, timeout);
    }

    /// <summary>Waits until no other strand can go on.</summary>
    internal void AwaitIdle()
    {
        WaitsForIdle = true;
        Await("all others to come to rest", () => !WaitsForIdle, mayThrow: true, Timeout.InfiniteTimeSpan);
    }

    internal override int WaitInForeignCode(Func<int, int> wait, int timeout)
    {
        if (State != StrandState.Running)
        {
            return wait(timeout); // the run itself is at work here
        }

        ForeignLook look = new(wait);
        run.HasWaitedInForeignCode |= !look.Look(); // from then on it is over, if it was
        Await(ForeignCode, look.Look, mayThrow: true, ForeignLook.Limit(timeout));
        return look.Result;
    }

    internal override void RestBetweenLooks(int timeout)
    {
        long seen = run.Progress;
        IsLooking = true;
        Await(ForeignCode, () => run.Progress != seen, mayThrow: true, ForeignLook.Limit(timeout));
    }

    internal override void EndLooks()
    {
        IsLooking = false;
        Looks.Clear();
        run.NoteProgress();
    }

    /// <summary>The conductor, when the schedule is over: ends the wait that the thread is in, if that can be ended.</summary>
    /// <returns>False when there is nothing to end.</returns>
    internal bool TryEndWait()
    {
        if (!_mayGiveUp || _gaveUp || ++_stepsAtEnd > MostStepsAtEnd)
        {
            return false;
        }

        _gaveUp = true;
        State = StrandState.Ready;
        return true;
    }

    internal override void Begin(object tenant)
    {
        NoteEnd(); // it has the next tenant before it is idle
        _assigned++;
        _begins = true;
        IsIdle = false;
        IsLooking = WaitsForIdle = HasStepped = false;
        LastCall = null;
        Looks.Clear();
        run.Schedule.SharesBaton |= tenant is FrameCore frame && frame.Scheduler.Live.Count > 1;
        Tenant = tenant;
        Number = run.NextNumber();
        Name = StrandNames.Give(run, tenant, Number);
        Operation = new PendingOperation(Number, OperationKind.Begin, 0, true);
        _stepsAtEnd = 0;
        run.Strands.Enlist(this);
    }

    internal override void BeIdle()
    {
        _begins = false;
        if (_assigned == _taken++) // otherwise this is its arrival, or it has the next tenant
        {
            NoteEnd();
            IsIdle = true;
            Tenant = string.Empty;
            run.Strands.Delist(this);
        }
    }

    internal override void BeStarted()
    {
        State = StrandState.Ready;
        IsFired = run.Time.IsFiring;
    }

    internal override void FailToStart() => run.Strands.Delist(this);

    internal override void Arrive()
    {
        Enter(this);
        AwaitTurn();
        BeRunning();
    }

    internal override void Leave()
    {
        NoteEnd();
        State = StrandState.Over;
        run.Strands.Delist(this);
        RunThread next = run.Choose(); // as a thread of the run: it may look at what the test never allows
        Enter(null);
        next.Give();
    }

    /// <summary>The conductor: the thread does not come to an end, and never gets the turn again.</summary>
    internal void WriteOff() => State = StrandState.Over;

    /// <summary>The thread is the conductor's: it is not among the strands.</summary>
    internal void Conduct() => State = StrandState.Waiting;

    /// <summary>Once in a schedule that needs it: this stands for the clock, and is no thread.</summary>
    internal void BeClock()
    {
        Tenant = Name = "the clock";
        Number = run.NextNumber();
        Operation = new PendingOperation(Number, OperationKind.Clock, 0, true);
    }

    private protected override bool Look() => _hasHappened!();

    private void BeRunning()
    {
        State = StrandState.Running;
        IsFired = false;
    }

    private bool WaitUntil(string what, Func<bool> hasHappened, bool mayThrow, TimeSpan timeout)
    {
        ClockTimer? limit = null;
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            limit = new ClockTimer(static thread => ((RunThread)thread)._timeIsOver = true, this);
            limit.Set(timeout);
        }

        (What, _hasHappened, _mayGiveUp, _timeIsOver, _gaveUp) = (what, hasHappened, mayThrow, false, false);
        State = StrandState.Waiting;
        bool gaveUp;
        try
        {
            GiveTurnUp();
        }
        finally
        {
            gaveUp = _gaveUp;
            (What, _hasHappened, _mayGiveUp, _gaveUp) = (null, null, false, false);
            limit?.End();
        }

        return hasHappened() || (gaveUp
            && (NoWayOut.IsHere() ? WaitUntil(what, hasHappened, mayThrow: false, timeout) : throw TestRun.IsOver()));
    }

    private void GiveTurnUp()
    {
        if (run.IsEnding && State == StrandState.Ready && ++_stepsAtEnd > MostStepsAtEnd)
        {
            State = StrandState.Over; // it does not end, whatever it is told
        }

        RunThread next = run.Choose();
        if (next != this)
        {
            next.Give();
            AwaitTurn();
        }

        bool isTold = Point is not null && run.IsEnding && !NoWayOut.IsHere(); // what the look throws and catches makes no step
        BeRunning();
        if (isTold)
        {
            throw TestRun.IsOver();
        }
    }
}

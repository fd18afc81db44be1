using System.Diagnostics;

namespace Baton.Testing;

/// <summary>One thread of a run, and what it is about to do. In a schedule it is a strand, by the number of its tenant.</summary>
/// <remarks>
/// Everything here belongs to the thread that has the turn. Who gives the turn up chooses the next thread and gives it the turn by its
/// signal; the two pair as release and acquire. So there is no lock.
/// </remarks>
internal sealed class RunThread(TestRun run) : ControlledThread
{
    private const string ForeignCode = "a lock, a task or an event, in code that is not Baton's";

    /// <summary>When the schedule is over, a strand is told so this often, and makes so many steps at most.</summary>
    private const int MostStepsAtEnd = 200;

    // All of these: the thread with the turn.
    private readonly TurnSignal _signal = new();
    private Func<bool>? _hasHappened;   // what it waits for; null: it does not
    private bool _mayGiveUp;            // may the wait that it is in be ended with the schedule?
    private bool _gaveUp;               // was it?
    private bool _timeIsOver;           // is the time limit of its wait over?
    private int _stepsAtEnd;            // since the schedule is over
    private bool _begins;               // is it about to begin with a tenant?
    private int _assigned;              // tenants that it was given
    private int _taken;                 // tenants that it has taken

    internal override TestRun Run => run;

    /// <summary>The number of the strand in this schedule.</summary>
    internal int Number { get; private set; }

    /// <summary>What the thread runs: a tenant of a pool, or a name.</summary>
    internal object Tenant { get; private set; } = string.Empty;

    internal StrandState State { get; private set; }

    /// <summary>What the strand does next. Valid while it is ready or waits.</summary>
    internal PendingOperation Operation { get; private set; }

    /// <summary>What a <see cref="TestScheduler.Point"/> is called. Null: the operation is none.</summary>
    internal string? Point { get; private set; }

    /// <summary>What the strand waits for. Completes "waits for". Null: that is not known here.</summary>
    internal string? What { get; private set; }

    /// <summary>Has the thread nothing to do?</summary>
    internal bool IsIdle { get; private set; } = true;

    /// <summary>Can the strand go on?</summary>
    internal bool IsEnabled => State == StrandState.Ready
        ? !Looks.IsResting
        : State == StrandState.Waiting && (_timeIsOver || _hasHappened!());

    /// <summary>Does the strand only look again for what it waits for? Then its steps are no progress for others that look.</summary>
    internal bool IsLooking { get; private set; }

    /// <summary>Does the strand wait for something that a thread of outside might bring, as for a lock of the system's?</summary>
    internal bool IsInForeignCode => ReferenceEquals(What, ForeignCode);

    /// <summary>Of what code with seams waits for, more than <see cref="What"/> says: a lock. Null: nothing more.</summary>
    internal object? Awaited { get; set; }

    /// <summary>How the strand spins, if it does.</summary>
    internal Looks Looks { get; } = new(run);

    internal string Name => StrandNames.Of(Tenant, Number);

    internal override void GoVisible(OperationKind kind, object? resource, bool isWrite) => GoVisible(kind, resource, isWrite, null);

    internal void GoVisible(OperationKind kind, object? resource, bool isWrite, string? point)
    {
        if (State == StrandState.Running) // otherwise the run itself is at work here
        {
            GoVisible(new VisibleStep(kind, run.NumberOf(resource), isWrite, point), null, Timeout.InfiniteTimeSpan);
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
        Looks.Begin(step);
        Point = step.Text;
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
        bool gaveUp = _gaveUp;
        _gaveUp = _mayGiveUp = false;
        What = null;
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

    internal override int WaitInForeignCode(Func<int, int> wait, int timeout)
    {
        if (State != StrandState.Running)
        {
            return wait(timeout); // the run itself is at work here
        }

        ForeignLook look = new(wait);
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
        _assigned++;
        _begins = true;
        IsIdle = false;
        IsLooking = false;
        Looks.Clear();
        Tenant = tenant;
        Number = run.NextNumber();
        Operation = new PendingOperation(Number, OperationKind.Begin, 0, true);
        _stepsAtEnd = 0;
        run.Strands.Enlist(this);
    }

    internal override void BeIdle()
    {
        IsIdle = _assigned == _taken;
        _taken++;
        _begins = false;
        if (IsIdle)
        {
            Tenant = string.Empty;
            run.Strands.Delist(this);
        }
    }

    internal override void BeStarted() => State = StrandState.Ready;

    internal override void Arrive()
    {
        Enter(this);
        _signal.Await();
        State = StrandState.Running;
    }

    internal override void Leave()
    {
        Enter(null);
        State = StrandState.Over;
        run.Strands.Delist(this);
        run.Choose().Give();
    }

    /// <summary>The conductor: the thread does not come to an end, and never gets the turn again.</summary>
    internal void WriteOff() => State = StrandState.Over;

    /// <summary>The thread is the conductor's: it is not among the strands.</summary>
    internal void Conduct() => State = StrandState.Waiting;

    /// <summary>The thread with the turn: gives it to this thread.</summary>
    internal void Give() => _signal.Give();

    /// <summary>The conductor: waits for the turn. False: it did not come in so many milliseconds.</summary>
    internal bool TryAwaitTurn(int timeout) => _signal.TryAwait(timeout);

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

        return hasHappened() || (gaveUp ? throw TestRun.IsOver() : false);
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
            _signal.Await();
        }

        State = StrandState.Running;
        if (Point is not null && run.IsEnding)
        {
            throw TestRun.IsOver();
        }
    }
}

using System.Diagnostics;

namespace Baton.Testing;

/// <summary>The threads of one exploration, and their turn. It runs one schedule after the other.</summary>
/// <remarks>
/// <para>The conductor is the thread that explores. It begins a schedule, gives the turn away, and gets it back when no strand can go on,
/// or the schedule has failed. It puts the clock forward, and ends what is left.</para>
/// <para>Everything here belongs to the thread that has the turn, unless it says otherwise.</para>
/// </remarks>
internal sealed class TestRun : ControlledRun, IDisposable
{
    private const int FirstNumberAtEnd = 1_000_000;

    private readonly ExploreOptions _options;
    private RunThread? _last;       // the strand that made the last step; the thread with the turn
    private long _turns;            // how often the turn was given; the thread with the turn, and the conductor reads it
    private volatile bool _isHung;  // has a strand not come to its next step? The conductor, once
    private CoroutineThreadPool _pool = null!; // of what is given none; the conductor
    private int _strandsAtEnd;      // strands that began when the schedule was over; the thread with the turn

    internal TestRun(ExploreOptions options)
    {
        _options = options;
        Chooser = new StepChooser(this, options);
        Preparation.Prepare(); // what is the process's must not be made by a thread of the run
        Time = new RunClock(this);
        House = new House(this);
        Seams = new SeamState(this);
        Tasks = new RunTaskScheduler(this);
        Scheduler = new TestScheduler(this);
        Conductor = new RunThread(this);
        Conductor.Conduct();
        Clock = new RunThread(this);
        ControlledThread.AddRun();
    }

    internal RunThread Conductor { get; }

    /// <summary>Stands for the clock among the strands, in a schedule in which it races. No thread.</summary>
    internal RunThread Clock { get; }

    internal StepChooser Chooser { get; }

    internal House House { get; }

    internal StrandList Strands { get; } = new();

    internal OutsideWords Outside { get; } = new();

    internal SeamState Seams { get; }

    /// <summary>The schedulers and pools that were made in this schedule.</summary>
    internal RunParts Parts { get; } = new();

    /// <summary>What the test is given.</summary>
    internal TestScheduler Scheduler { get; }

    /// <summary>The schedule that is under way.</summary>
    internal Schedule Schedule { get; private set; } = null!;

    /// <summary>Grows with each step that may bring what strands in code that is not Baton's look for.</summary>
    internal long Progress { get; private set; }

    internal void NoteProgress() => Progress++;

    /// <summary>
    /// In an experiment of <see cref="Holders"/>: the strand that is to end first, by number. −1: none. The exploring thread.
    /// </summary>
    internal int EndsFirst { get; set; } = -1;

    /// <summary>While the schedule is being ended: only this strand goes on. Null: all do. The conductor.</summary>
    internal RunThread? OnlyStrand { get; set; }

    /// <summary>Is what comes from outside let in, and waited for?</summary>
    internal bool WaitsForOutside => _options.Uncontrolled == Uncontrolled.Wait;

    /// <summary>How long a strand may take from one step to the next, in real time.</summary>
    internal TimeSpan Patience => _options.Patience;

    /// <summary>Does each thread look itself for what it waits for in foreign code?</summary>
    internal bool PollsOnOwnThread => _options.PollOnOwnThread;

    /// <summary>Has a strand of any schedule waited in code that is not Baton's? The thread with the turn.</summary>
    internal bool HasWaitedInForeignCode { get; set; }

    /// <summary>See <see cref="WorkOutside.Find"/>. The conductor.</summary>
    internal bool HasWaitedInVain { get; set; }

    /// <summary>Strands of all schedules that did not end. The conductor.</summary>
    internal int WrittenOff { get; set; }

    /// <summary>Is the schedule over, and what is left being ended?</summary>
    internal bool IsEnding { get; set; }

    /// <summary>Has a strand not come to its next step? Then the run is of no use any more.</summary>
    internal bool IsHung
    {
        get => _isHung;
        private set => _isHung = value;
    }

    internal override RunClock Time { get; }

    internal override object Pool => _pool;

    internal override SynchronizationContext Context => FrameContext.Instance;

    internal override TaskScheduler Tasks { get; }

    internal override bool HasAnyReadyOrder => Schedule.Modes.HasAnyOrder;

    internal override bool ChoosesTies => Schedule.Modes.ChoosesTies && !IsEnding;

    internal override Random Random => Schedule.Random;

    /// <summary>As <see cref="Random"/>, for code of the test.</summary>
    internal Random RandomOfTest
    {
        get
        {
            Schedule.HasDrawn = true;
            return Schedule.Random;
        }
    }

    /// <summary>What a strand is told when its schedule is over.</summary>
    internal static OperationCanceledException IsOver() => new("The schedule of the test is over, and this strand is to end.");

    /// <summary>The conductor: runs one schedule to its end. The schedule has failed, or not.</summary>
    internal void Run(Schedule schedule, Action<object> body, object on)
    {
        using Absence absence = Absence.Begin(); // the conductor may be a frame's thread
        using Quiet quiet = Quiet.Begin();
        ControlledThread.Enter(Conductor);
        Begin(schedule);
        House.Send(body, on, "main");
        RunCourse.RunToEnd(this);
        RunEnding.End(this);
        ControlledThread.Enter(null);
    }

    /// <summary>The conductor: gives the turn to the strands, until none can go on or the schedule has failed.</summary>
    internal void GiveTurnToStrands()
    {
        RunThread next = Choose();
        if (next == Conductor)
        {
            return;
        }

        long turns = Volatile.Read(ref _turns);
        next.Give();
        while (!Conductor.TryAwaitTurn((int)Patience.TotalMilliseconds))
        {
            if (turns == Volatile.Read(ref _turns) && Volatile.Read(ref _last) is { } strand && !Debugger.IsAttached)
            {
                IsHung = true;
                Schedule.Fail(StandstillReport.OfHung(strand, this));
                return;
            }

            turns = Volatile.Read(ref _turns);
        }
    }

    /// <summary>Chooses the thread that goes next. The caller gives the turn up.</summary>
    internal RunThread Choose()
    {
        if (IsHung)
        {
            return Conductor; // which does not wait any more, and nobody else goes on
        }

        RunThread? next = null;
        Volatile.Write(ref _turns, _turns + 1);
        try
        {
            next = IsEnding ? Chooser.ChooseInTurns() : Chooser.ChooseNext();
        }
        catch (ScheduleDivergedException e)
        {
            Fail(new ScheduleFailure(FailureKind.Diverged, e.Message));
        }
        catch (Exception e) // of the strategy
        {
            Fail(ScheduleFailure.OfStrategy(e));
        }

        Volatile.Write(ref _last, next);
        return next ?? Conductor;
    }

    /// <summary>The number of the next strand. Those that begin when the schedule is over are no part of it.</summary>
    internal int NextNumber() => IsEnding ? FirstNumberAtEnd + _strandsAtEnd++ : Schedule.NextNumber();

    /// <summary>The number of a resource in the schedule.</summary>
    internal int NumberOf(object? resource) => IsEnding ? 0 : Schedule.NumberOf(resource);

    /// <summary>Chooses a number for the calling strand: see <see cref="TestScheduler.Choose"/>.</summary>
    internal int Choose(int count)
    {
        try
        {
            return IsEnding ? 0 : Schedule.Choose(count);
        }
        catch (Exception e) // of the strategy
        {
            Fail(e is ScheduleDivergedException
                ? new ScheduleFailure(FailureKind.Diverged, e.Message) : ScheduleFailure.OfStrategy(e));
            if (NoWayOut.IsHere())
            {
                return 0;
            }

            throw;
        }
    }

    internal override int ChooseReady(int count)
    {
        Schedule.HasTies = true; // what earlier versions knew only in other modes
        try
        {
            return Choose(count);
        }
        catch (Exception) // of the strategy: the schedule has failed
        {
            return 0;
        }
    }

    /// <summary>The schedule fails. The conductor gets the turn when the calling strand gives it up.</summary>
    internal void Fail(ScheduleFailure failure)
    {
        if (!IsEnding)
        {
            Schedule.Fail(failure);
        }
    }

    internal override ControlledThread NewThread() => new RunThread(this);

    internal override void Send(Action<object> run, object on) => House.Send(run, on, "errand");

    internal override void Join(object part) => Parts.Add(part);

    internal override void Set(ClockTimer timer, TimeSpan due) => Time.Set(timer, due);

    internal override void End(ClockTimer timer) => Time.End(timer);

    internal override void TellOutside(string what) => Outside.Add(what);

    internal override InvalidOperationException? Refuse(string what) => WorkOutside.Refuse(what, this);

    /// <summary>The conductor: ends all threads of the run.</summary>
    public void Dispose()
    {
        if (IsHung)
        {
            return; // its threads stay controlled, and so stay still
        }

        using Absence absence = Absence.Begin();
        using Quiet quiet = Quiet.Begin();
        ControlledThread.Enter(Conductor);
        IsEnding = true;
        House.Close();
        _pool?.Workers.Disposal.Drop();
        GiveTurnToStrands();
        ControlledThread.Enter(null);
        ControlledThread.RemoveRun();
    }

    /// <summary>The conductor: threads are left that never end. What comes next gets others.</summary>
    internal void ReplacePool()
    {
        _pool.Workers.Disposal.Drop();
        GiveTurnToStrands();
        _pool = null!;
    }

    private void Begin(Schedule schedule)
    {
        Schedule = schedule;
        IsEnding = false;
        _last = null;
        Seams.Begin();
        Chooser.Begin();
        Time.Begin();
        if (_pool is null)
        {
            _pool = new CoroutineThreadPool();
            Parts.Clear(); // the pool is no part of one schedule
        }
    }
}

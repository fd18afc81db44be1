namespace Baton;

/// <summary>
/// One look at a scheduler, which is an arrival: so all its frames are read at one instant, under their baton. If the holder does not look
/// at arrivals in time, the scheduler is read as it stands, and the arrival finds nothing to do when it is met.
/// </summary>
/// <remarks>
/// <code>
/// stage      to         by
/// Waiting    Looking    the holder that meets the arrival, by compare-exchange; it looks
/// Waiting    Looking    the code that has waited for long enough, by compare-exchange; it looks without the baton
/// Looking    Done       the one of them that looks, when it has
/// </code>
/// </remarks>
internal sealed class SchedulerLook(SchedulerCore scheduler, LooksAwaited awaited, int maxUnstarted) : IArrival
{
    private const int Waiting = 0;
    private const int Looking = 1;
    private const int MostAttempts = 5;
    private int _stage; // see the table
    private long _readAt; // when the scheduler was read; the code that looks
    private bool _isOneTurn; // was it read within one turn? The code that looks

    IArrival? IArrival.Earlier { get; set; }

    internal SchedulerCore Scheduler => scheduler;

    internal List<FrameLook> Frames { get; private set; } = [];

    internal List<ScopeLook> Scopes { get; private set; } = [];

    /// <summary>How many frames have not ended.</summary>
    internal int Live { get; private set; }

    /// <summary>How many frames have no thread; not all of these may be in the list.</summary>
    internal int Unstarted { get; private set; }

    internal int Ready { get; private set; }

    /// <summary>How many turns there had been.</summary>
    internal int Turns { get; private set; }

    /// <summary>How long <see cref="Holder"/> had had the baton, at least. Null: none had it. See <see cref="SeeTurn"/>.</summary>
    internal TimeSpan? HeldFor { get; private set; }

    internal bool IsExact { get; private set; }

    /// <summary>The frame that had the baton. Null: none had.</summary>
    internal FrameCore? Holder { get; private set; }

    /// <summary>Leaves word for the holder, or looks at once if the baton rests.</summary>
    internal void Send()
    {
        if (HasBatonHere(scheduler))
        {
            LookUnderBaton();
        }
        else if (scheduler.Run is not null)
        {
            GiveUpWaiting(); // a run of a test has a schedule, of which this is no part
        }
        else
        {
            scheduler.Arrive(this);
        }
    }

    /// <summary>The time is over: looks without the baton, unless the holder has begun to look.</summary>
    internal void GiveUpWaiting()
    {
        if (Interlocked.CompareExchange(ref _stage, Looking, Waiting) == Waiting)
        {
            try
            {
                LookWithoutBaton();
            }
            finally
            {
                awaited.End();
            }
        }
    }

    /// <summary>The thread that has sent the look, when all looks have ended: tells the scheduler of the turn that was found.</summary>
    internal void SeeTurn()
    {
        if (Holder is { } holder)
        {
            HeldFor = _isOneTurn ? scheduler.LongTurns.Seen.See(Turns, _readAt, BegunBy(holder)) : TimeSpan.Zero;
        }
    }

    // A frame that blocks notes when that began. It has had the baton since then, unless its thread gives the baton away meanwhile.
    private long BegunBy(FrameCore holder) =>
        scheduler.Blocking != BlockingMode.Yield
        && Frames.Find(look => look.Frame == holder) is { IsForeign: true, Facts.Since: not 0 } blocks
            ? Math.Min(_readAt, blocks.Facts.Since)
            : _readAt;

    bool IArrival.BringsFrame => false;

    void IArrival.Accept(SchedulerCore _) => LookUnderBaton();

    void IArrival.Refuse(SchedulerCore _)
    {
        if (Interlocked.CompareExchange(ref _stage, Looking, Waiting) == Waiting)
        {
            IsExact = true; // the scheduler is over, and has no frames
            awaited.End();
        }
    }

    // The calling thread has the batons of all frames whose runs it has called, and which do not stand aside.
    private static bool HasBatonHere(SchedulerCore scheduler)
    {
        for (FrameCore? frame = BatonHere.Frame; frame is not null; frame = frame.Outer)
        {
            if (frame.Scheduler == scheduler && frame.State == FrameState.Running)
            {
                return true;
            }
        }

        return false;
    }

    // Does not fail: the baton may be between two frames.
    private void LookUnderBaton()
    {
        if (Interlocked.CompareExchange(ref _stage, Looking, Waiting) != Waiting)
        {
            return;
        }

        try
        {
            Read(FrameLook.Exact);
            IsExact = true;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // what was read is there
        }

        awaited.End();
    }

    // The lists belong to the holder, who may change them meanwhile.
    private void LookWithoutBaton()
    {
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            try
            {
                Read(FrameLook.AsItStands);
                return;
            }
            catch (Exception e) when (e is InvalidOperationException or NullReferenceException
                or IndexOutOfRangeException or ArgumentException)
            {
                // a list has changed
            }
        }
    }

    private void Read(Func<FrameCore, FrameLook?> read)
    {
        Frames = [];
        Scopes = [];
        Ready = scheduler.Ready.Count;
        Turns = scheduler.Ready.Turns;
        _readAt = Environment.TickCount64;
        Holder = null;
        (Live, Unstarted) = (0, 0);
        HashSet<ScopeCore> scopes = [];
        foreach (FrameCore frame in scheduler.Live)
        {
            Add(frame, read, scopes);
        }

        List<FrameCore> arrived = new(scheduler.Arrivals.CountLeft()); // all are counted, however few are asked for
        scheduler.Arrivals.AddFramesTo(arrived);
        foreach (FrameCore frame in arrived)
        {
            if (frame.Place.List is null) // otherwise it was taken into the list meanwhile
            {
                Add(frame, read, scopes);
            }
        }

        _isOneTurn = scheduler.Ready.Turns == Turns;
    }

    private void Add(FrameCore frame, Func<FrameCore, FrameLook?> read, HashSet<ScopeCore> scopes)
    {
        Live++;
        bool isUnstarted = frame.State is FrameState.New or FrameState.WantingThread;
        Unstarted += isUnstarted ? 1 : 0;
        if ((!isUnstarted || Unstarted <= maxUnstarted) && read(frame) is { } look)
        {
            Frames.Add(look);
            Holder = look.State == FrameState.Running ? frame : Holder;
            AddScopes(frame, scopes);
        }
    }

    private void AddScopes(FrameCore frame, HashSet<ScopeCore> seen)
    {
        Add(frame.Scope, seen);
        for (ScopeCore? scope = frame.InnermostScope; scope is not null; scope = scope.Around)
        {
            Add(scope, seen);
        }
    }

    private void Add(ScopeCore? scope, HashSet<ScopeCore> seen)
    {
        if (scope is { State: not ScopeState.Over } && scope.Scheduler == scheduler && (!scope.Rules.IsLimit || scope.Functions.Count > 0)
            && seen.Add(scope))
        {
            Scopes.Add(new ScopeLook(scope, Copy(scope.Functions)));
        }
    }

    // One after the other: a set that changes meanwhile says so then, and leaves no holes.
    private static FrameCore[] Copy(IEnumerable<FrameCore?> functions)
    {
        List<FrameCore> copy = [];
        foreach (FrameCore? function in functions)
        {
            if (function is not null)
            {
                copy.Add(function);
            }
        }

        return [.. copy];
    }
}

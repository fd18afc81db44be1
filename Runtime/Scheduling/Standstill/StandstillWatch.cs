namespace Baton;

/// <summary>
/// Looks about once a second at a scheduler whose frames wait for frames, or for threads. An event names those that do not get on.
/// </summary>
/// <remarks>
/// <para>A deadlock that can be proved is not told here: its frames get a <see cref="CoroutineDeadlockException"/> at once. The standstills
/// here may still end. Frames may wait for each other while another frame waits for a task, and that frame could cancel them. Threads of
/// suspended coroutines could come back, if code resumes, disposes or drops the coroutines. Threads of another scheduler's frames could
/// come back too. Frames with threads may wait for a task that a frame without a thread would complete.</para>
/// <para>One standstill does not end: all threads of the pool belong to schedulers, and these wait for threads of that pool. After some
/// looks one scheduler breaks it, as <see cref="DeadlockBreaker"/> says. The threads that come free help the others.</para>
/// <para>The event tells, once, of what was the same at two looks. If several schedulers want threads of one pool, one event tells of all,
/// and each counts.</para>
/// <para>All fields belong to the holder of the baton. The timer's thread only leaves word: this object is the arrival. It is in the list
/// at most once, for the timer fires once, and the holder sets it again after the look.</para>
/// </remarks>
internal sealed class StandstillWatch(SchedulerCore scheduler, TimeSpan interval) : IArrival, IDisposable
{
    /// <summary>After so many looks at which no thread had come, the lack of threads is proved, if it can be.</summary>
    private const int LooksBeforeProof = 4;

    private ClockTimer? _timer;  // made when first needed; holder
    private bool _isSet;                        // will the timer fire? holder
    private HashSet<long> _suspects = [];   // the numbers of the frames that were stuck at the last look; holder
    private HashSet<long> _named = [];      // the numbers of the stuck frames that an event has named; holder
    private int _servedBefore = -1;             // threads that had come at the last look; -1: no frame waited for one then; holder
    private long _takenBefore;                  // what the pool's threads had taken from its queue at the last look; holder
    private int _looksAtLack;                   // looks in a row at which frames waited for threads, and none had come; holder
    private int _servedWhenNamed = -1;          // threads that had come when an event told of their lack; holder

    IArrival? IArrival.Earlier { get; set; }

    bool IArrival.BringsFrame => false;

    /// <summary>
    /// Sets the timer. Does not fail. Called when the baton is about to rest while frames wait for frames or for threads.
    /// </summary>
    internal void Start()
    {
        if (_isSet || scheduler.Run is not null) // a run of a test finds what stands still by itself
        {
            return;
        }

        try
        {
            _timer ??= new ClockTimer(static watch => ((StandstillWatch)watch).LeaveWord(), this);
            _isSet = true; // first: the timer may fire at once
            _timer.Set(interval);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            _isSet = false; // the next rest of the baton tries again
        }
    }

    /// <summary>The scheduler is over.</summary>
    public void Dispose() => _timer?.End();

    void IArrival.Accept(SchedulerCore _)
    {
        _isSet = false;
        try
        {
            Look();
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // the next look is complete
        }

        if (scheduler.AwaitsInside)
        {
            Start();
        }
    }

    void IArrival.Refuse(SchedulerCore _)
    {
        // The scheduler is over.
    }

    internal void Look()
    {
        LookForStuckFrames();
        LookForThreads();
    }

    private void LookForStuckFrames()
    {
        HashSet<FrameCore> stuck = StuckFrames.Find(scheduler.Live);
        _named.IntersectWith(stuck.Select(frame => frame.Id));
        List<FrameCore> sure = [.. stuck.Where(frame => _suspects.Contains(frame.Id))];
        _suspects = [.. stuck.Select(frame => frame.Id)]; // no frames, for these may end before the next look
        if (sure.Exists(frame => !_named.Contains(frame.Id)))
        {
            _named = [.. sure.Select(frame => frame.Id)];
            Tell(DeadlockReport.OfStuckFrames(sure));
        }
    }

    private void LookForThreads()
    {
        ThreadRequests threads = scheduler.Threads;
        bool stands = threads.AreAwaited;
        long taken = scheduler.Pool.Work.Taken;
        bool isAsBefore = taken == _takenBefore;
        _takenBefore = taken;
        _looksAtLack = !stands ? 0 : threads.Served == _servedBefore ? _looksAtLack + 1 : 1;
        _servedBefore = stands ? threads.Served : -1;
        if (_looksAtLack > 1 && threads.Waiting > 0 && _servedWhenNamed != threads.Served)
        {
            _servedWhenNamed = threads.Served;
            Tell(scheduler.Pool.Standstill.MayTell(taken) ? DeadlockReport.OfThreads(scheduler) : null);
        }

        if (_looksAtLack >= LooksBeforeProof && isAsBefore && DeadlockBreaker.TryBreakWithOthers(scheduler))
        {
            _looksAtLack = 0;
        }
    }

    // Told by an errand: listeners are foreign code, and the baton is between two frames. Null: another scheduler's event tells of it.
    private void Tell(string? report) =>
        Errands.Send(static item => Telemetry.StoodStill(item.Handle, item.report), (scheduler.Handle, report));

    private void LeaveWord() => scheduler.Arrive(this);
}

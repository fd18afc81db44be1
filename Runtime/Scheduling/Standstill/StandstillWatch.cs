namespace Baton;

/// <summary>
/// Looks once a second at a scheduler whose frames wait for frames, or for threads, and tells of those that do not get on, by an event that
/// names them.
/// </summary>
/// <remarks>
/// <para>What can be proved to be a deadlock is not left to this: each of those frames is given a
/// <see cref="CoroutineDeadlockException"/> at once.
/// These may not be. Frames that wait for each other while another waits for a task could still be canceled by that one. Threads that
/// suspended coroutines have could come back, if somebody resumes, disposes or forgets those; so could threads of another scheduler's
/// frames; and frames that have threads may wait for a task that one of those without would complete.</para>
/// <para>Told is what was the same at two looks, and once.</para>
/// <para>All fields belong to the holder of the baton. The timer's thread only leaves word; it is the arrival itself, which is in the
/// list at most once, for the timer fires once and is set again by the holder who has looked.</para>
/// </remarks>
internal sealed class StandstillWatch(SchedulerCore scheduler) : IArrival, IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(900);

    private QuietTimer? _timer; // made when first needed
    private bool _isSet;                        // will the timer fire? holder
    private HashSet<FrameCore> _suspects = [];  // stuck, when last looked
    private HashSet<FrameCore> _named = [];     // stuck, and told of; holder
    private int _servedBefore = -1;             // threads that had come when last looked, if frames waited for one; otherwise -1
    private int _servedWhenNamed = -1;          // threads that had come when the want of them was told; holder

    IArrival? IArrival.Earlier { get; set; }

    /// <summary>The baton is about to rest, with frames that wait for frames or for threads.</summary>
    internal void Start()
    {
        if (!_isSet)
        {
            _isSet = true;
            _timer ??= QuietTimer.Create(static watch => ((StandstillWatch)watch!).LeaveWord(), this);
            _timer.Value.Set(s_interval);
        }
    }

    /// <summary>The scheduler is over.</summary>
    public void Dispose() => _timer?.Dispose();

    void IArrival.Accept(SchedulerCore _)
    {
        _isSet = false;
        Look();
        if (scheduler.AwaitsInside)
        {
            Start();
        }
    }

    void IArrival.Refuse(SchedulerCore _)
    {
        // it is over
    }

    internal void Look()
    {
        LookForStuckFrames();
        LookForThreads();
    }

    private void LookForStuckFrames()
    {
        HashSet<FrameCore> stuck = StuckFrames.Find(scheduler.Live);
        _named.IntersectWith(stuck);
        List<FrameCore> sure = [.. stuck.Where(_suspects.Contains)];
        _suspects = stuck;
        if (sure.Exists(frame => !_named.Contains(frame)))
        {
            _named = [.. sure];
            Tell(DeadlockReport.OfStuckFrames(sure));
        }
    }

    private void LookForThreads()
    {
        ThreadRequests threads = scheduler.Threads;
        bool stands = threads.Waiting > 0;
        if (stands && threads.Served == _servedBefore && _servedWhenNamed != threads.Served)
        {
            _servedWhenNamed = threads.Served;
            Tell(DeadlockReport.OfThreads(scheduler));
        }

        _servedBefore = stands ? threads.Served : -1;
    }

    // Not from here: listeners are other people's code, and the baton is between two frames.
    private void Tell(string report) =>
        ThreadPool.UnsafeQueueUserWorkItem(static item => Telemetry.StoodStill(item.Handle, item.report), (scheduler.Handle, report),
            preferLocal: false);

    private void LeaveWord() => scheduler.Arrive(this);
}

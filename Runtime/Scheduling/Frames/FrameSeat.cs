using System.Diagnostics;


namespace Baton;

/// <summary>Where a frame's thread takes the baton, and whether it may spin while it waits.</summary>
/// <remarks>
/// <para>The waiting thread is the frame's own thread, or the thread of a coroutine that the frame resumes. Only one of these threads runs
/// for the frame at a time, so one lane serves all.</para>
/// <para>The seat is also the permit to spin: the frame that had the baton last may spin. So the frames of a scheduler share one lease, as
/// the two sides of a handoff do. In a tight exchange the frame that spins is the one whose turn comes next.</para>
/// </remarks>
[StackTraceHidden]
internal sealed class FrameSeat(FrameCore frame) : SpinPermit
{
    // The lane that the baton comes through. Made by the holder, before the frame first waits or is bound to a thread.
    private Lane<Nothing>? _lane;
    private SpinTuner _tuner = new(SpinTuner.Short);    // how long the waiting thread spins; that thread
    private bool _isTaken;                              // has the baton come to a wait inside another frame? the waiting thread
    private int _foreignWaits;                          // see ForeignWaits; own thread
    private long _foreignSince;                         // see ForeignSince; own thread
    private FrameCore? _starter;                        // the frame that waits for this one's first suspension; holder

    private SchedulerCore Scheduler => frame.Scheduler;

    /// <summary>
    /// The frame behind this one: in the line of the ready frames, or of those that want a thread, or of those that have failed. A frame
    /// is in one line at a time. Holder; belongs to that line.
    /// </summary>
    internal FrameCore? Later { get; set; }

    /// <summary>The frame before this one, in the line of those that want a thread. Holder; belongs to that line.</summary>
    internal FrameCore? Earlier { get; set; }

    /// <summary>The line of those that want a thread in which the frame stands. Null: none. Holder; belongs to that line.</summary>
    internal FrameLine? Line { get; set; }

    /// <summary>
    /// Where the thread that runs for the frame waits for the baton. Null: none was made yet. Any thread; it may be late.
    /// </summary>
    internal LaneBase? Lane => _lane;

    /// <summary>
    /// Changes when a wait of foreign code begins, and when it ends; odd in the wait. Frame's own thread. Any thread reads it.
    /// </summary>
    internal int ForeignWaits => Volatile.Read(ref _foreignWaits);

    /// <summary>When that wait began, by <see cref="Environment.TickCount64"/>. Written and read as the number.</summary>
    internal long ForeignSince => Volatile.Read(ref _foreignSince);

    /// <summary>Holder: does the frame have a thread that waits, or will wait, at the lane?</summary>
    internal bool IsBound => _lane is not null;

    /// <summary>Holder: does a frame wait for this one's first suspension?</summary>
    internal bool HasStarter => _starter is not null;

    /// <summary>
    /// The frame that waits for this one's first suspension. Null: none. The look for long turns reads it too, while the holder may change
    /// it.
    /// </summary>
    internal FrameCore? Starter => Volatile.Read(ref _starter);

    /// <summary>The object with which the frame waited at a queue, kept for the next wait. Own thread.</summary>
    internal IFrameWait? SpareQueueWait { get; set; }

    /// <summary>
    /// Has the frame begun a wait that runs foreign code before the frame suspends? Such code wakes other frames by arrivals. It must not
    /// accept arrivals, since one may be for this wait. Own thread.
    /// </summary>
    internal bool IsBeginningWait { get; set; }

    /// <summary>
    /// The frame's thread has left it: what comes out of the function there. Another thread ends the frame. Null: the thread has not left.
    /// Written by the frame's thread, before it starts that other one; later for itself.
    /// </summary>
    internal ThrownFault? Left { get; set; }

    /// <summary>
    /// The main frame whose thread runs this frame, since main has ended. Null: the frame is not run so. Written by main's thread, before
    /// the frame runs.
    /// </summary>
    internal FrameCore? Server { get; set; }

    internal override bool TryHold() => Scheduler.IsLast(frame) && Scheduler.Lease.TryHold();

    internal override void Release()
    {
        if (Scheduler.IsLast(frame) || Scheduler.IsLast(null)) // otherwise another frame spins, and releases the lease itself
        {
            Scheduler.Lease.Release();
        }
    }

    /// <summary>
    /// Holder: makes the lane, so that the baton can be passed to the frame. Called before the state changes, since this may fail.
    /// </summary>
    /// <param name="spare">Becomes the lane, if there is none: where nothing may fail.</param>
    internal void Prepare(Lane<Nothing>? spare = null) => _lane ??= spare ?? new Lane<Nothing>();

    /// <summary>Holder: passes the baton to the frame's waiting thread.</summary>
    /// <param name="isAnswer">Did this frame have the baton last?</param>
    internal void Give(bool isAnswer) => _lane!.Pass(default, isAnswer);

    /// <summary>The waiting thread: takes the baton, and waits for it as long as it must.</summary>
    internal void Take() => Take(this);

    /// <summary>As <see cref="Take()"/>, with another permit to spin.</summary>
    internal void Take(SpinPermit permit) => Take(permit, isTold: true);

    /// <summary>As <see cref="Take()"/>, in the middle of a wait of foreign code that has been told of.</summary>
    internal void TakeUntold() => Take(this, isTold: false);

    private void Take(SpinPermit permit, bool isTold)
    {
        if (frame.Outer is not { } outer)
        {
            TakeHere(permit);
        }
        else if (!_lane!.TryTake(0, permit, ref _tuner, out _))
        {
            BlockUntilItComes(outer, permit, isTold);
        }
    }

    // To the frame that called CoroutineScheduler.Run, a run that waits is a call that blocks. The baton is given away already: without
    // memory to tell the outer frame, the thread waits all the same.
    private void BlockUntilItComes(FrameCore outer, SpinPermit permit, bool isTold)
    {
        _isTaken = false;
        try
        {
            Block(outer, permit, isTold);
        }
        catch (Exception e) when (NoMemory.Is(e) && !_isTaken)
        {
            TakeHere(permit);
        }
    }

    // A method of its own, since the lambda's captures are allocated at the method's first line.
    private void Block(FrameCore outer, SpinPermit permit, bool isTold) =>
        outer.BlockForInnerBaton(timeout => TakeHereWithin(timeout, permit), isTold);

    private bool TakeHereWithin(int timeout, SpinPermit permit)
    {
        if (timeout == Timeout.Infinite)
        {
            TakeHere(permit);
        }
        else
        {
            _isTaken = _lane!.TryTake(timeout, permit, ref _tuner, out _);
        }

        return _isTaken;
    }

    private void TakeHere(SpinPermit permit)
    {
        if (!_lane!.TryTake(StuckCoroutine.LookAfter, permit, ref _tuner, out _))
        {
            TakeSlowly(permit);
        }

        _isTaken = true;
    }

    // Without memory nothing is looked for; nor by the thread that ends a frame which its own thread has left.
    private void TakeSlowly(SpinPermit permit)
    {
        if (Left is not null)
        {
            _lane!.Take(permit, ref _tuner);
            return;
        }

        try
        {
            TakeOrLeave(permit);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            _lane!.Take(permit, ref _tuner);
        }
    }

    // A method of its own, since the lambda's captures are allocated at the method's first line. What may fail comes before the baton.
    private void TakeOrLeave(SpinPermit permit) =>
        FrameDeparture.TakeOrLeave(frame, timeout => _lane!.TryTake(timeout, permit, ref _tuner, out _));

    /// <summary>Own thread: a wait of foreign code begins.</summary>
    internal void BeginForeignWait()
    {
        Volatile.Write(ref _foreignSince, Environment.TickCount64);
        Volatile.Write(ref _foreignWaits, _foreignWaits + 1);
    }

    /// <summary>Own thread: that wait has ended.</summary>
    internal void EndForeignWait() => Volatile.Write(ref _foreignWaits, _foreignWaits + 1);

    /// <summary>Holder: <paramref name="starter"/> waits for the frame's first suspension. Null: no frame does.</summary>
    internal void SetStarter(FrameCore? starter) => _starter = starter;

    /// <summary>Holder: removes and returns the frame that waits for this one's first suspension. Null: none.</summary>
    internal FrameCore? TakeStarter()
    {
        FrameCore? starter = _starter;
        if (starter is not null)
        {
            _starter = null; // only then: the passer of the baton to this frame reads the same line, on another processor
        }

        return starter;
    }
}

namespace Baton;

/// <summary>Where a frame's thread takes the baton from, and what it may do while it waits for that.</summary>
/// <remarks>
/// <para>The waiting thread is whichever runs for the frame: its own, or that of a coroutine that the frame resumes. Only one of them is
/// up at a time, so one lane serves all.</para>
/// <para>It is also the permit to spin: a waiting frame may while it is the one that had the baton last. So the frames of a scheduler
/// share one lease, as the two sides of a handoff do, and in a tight exchange the right one spins.</para>
/// </remarks>
internal sealed class FrameSeat(FrameCore frame) : SpinPermit
{
    // Made by the holder of the baton, before the frame first waits or is bound to a thread.
    private Lane<Nothing>? _lane;
    private SpinTuner _tuner = new(SpinTuner.Short);    // the waiting thread
    private FrameCore? _starter;                        // a frame that waits for this one's first suspension; holder of the baton

    private SchedulerCore Scheduler => frame.Scheduler;

    /// <summary>Holder: has the frame a thread that waits, or will wait, in the lane?</summary>
    internal bool IsBound => _lane is not null;

    /// <summary>Holder: does a frame wait for this one's first suspension?</summary>
    internal bool HasStarter => _starter is not null;

    /// <summary>What the frame waits at queues with, kept for the next time. Own thread.</summary>
    internal IFrameWait? SpareQueueWait { get; set; }

    /// <summary>
    /// Has the frame begun a wait that runs others' code before the frame suspends? An arrival is for that wait then, and must not be
    /// accepted earlier. Own thread.
    /// </summary>
    internal bool IsBeginningWait { get; set; }

    internal override bool TryHold() => Scheduler.IsLast(frame) && Scheduler.Lease.TryHold();

    internal override void Release()
    {
        if (Scheduler.IsLast(frame) || Scheduler.IsLast(null)) // otherwise it is for another frame, which will
        {
            Scheduler.Lease.Release();
        }
    }

    /// <summary>
    /// Holder: from here on the baton can be given to the frame. The lane is made before anything that depends on it changes.
    /// </summary>
    internal void Prepare() => _lane ??= new Lane<Nothing>();

    /// <summary>Holder: gives the frame the baton, on the thread that waits for it.</summary>
    /// <param name="isAnswer">Had this frame the baton last?</param>
    internal void Give(bool isAnswer) => _lane!.Pass(default, isAnswer);

    /// <summary>The waiting thread: takes the baton, which is sure to come.</summary>
    internal void Take() => Take(this);

    /// <summary>As <see cref="Take()"/>, with another permit to spin.</summary>
    internal void Take(SpinPermit permit)
    {
        if (frame.Outer is not { } outer)
        {
            _lane!.Take(permit, ref _tuner);
        }
        else if (!_lane!.TryTake(0, permit, ref _tuner, out _))
        {
            BlockUntilItComes(outer, permit);
        }
    }

    // To the frame that called CoroutineScheduler.Run, a run that waits is a call that blocks. A method of its own: what a lambda
    // captures is allocated at the method's first line, whether or not it comes to the lambda.
    private void BlockUntilItComes(FrameCore outer, SpinPermit permit) => outer.Block(() =>
    {
        _lane!.Take(permit, ref _tuner);
        return 0;
    });

    /// <summary>Holder: <paramref name="starter"/> waits for the frame's first suspension; null: it does not after all.</summary>
    internal void SetStarter(FrameCore? starter) => _starter = starter;

    /// <summary>Holder: the frame that waits for this one's first suspension, once; null: none.</summary>
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

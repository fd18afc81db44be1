namespace Baton;

// What becomes of the baton while the frame's thread waits in code that knows nothing of the scheduler.
internal abstract partial class FrameCore
{
    /// <summary>The frame of another scheduler on whose thread this one is the main frame of a run. Set before it runs.</summary>
    private FrameCore? _outer;

    /// <summary>
    /// Its own thread: lets <paramref name="wait"/> block it, with the baton or without, as its scheduler's blocking mode and where it is say. In mode
    /// Forbid it was not refused, and keeps the baton.
    /// </summary>
    /// <param name="wait">Knows nothing of batons. What it throws comes out when the baton is back.</param>
    internal int Block(Func<int> wait)
    {
        bool givesWay = Scheduler.Options.Blocking == BlockingMode.Yield && !IsSuspensionForbidden && !StaticConstruction.IsUnderWay();
        if (!givesWay)
        {
            Telemetry.FrameBlocked(Described);
            return BlockOuter(wait);
        }

        Telemetry.FrameGaveWay(Described);
        BeginWait(FrameState.Blocked, "a blocking call");
        Lane<Nothing> lane = ReadyLane();
        _turn!.Release();
        PassOn();
        try
        {
            return BlockOuter(wait);
        }
        finally
        {
            Scheduler.Arrive(this);
            TakeBaton(lane, _turn!);
            State = FrameState.Running;
        }
    }

    /// <summary>Waits for the baton, which is sure to come.</summary>
    private void TakeBaton(Lane<Nothing> lane, SpinPermit permit)
    {
        if (_outer is null)
        {
            lane.Take(permit, ref _tuner);
        }
        else if (!lane.TryTake(0, permit, ref _tuner, out _))
        {
            BlockOuterUntilItComes(_outer, lane, permit);
        }
    }

    // To the frame that called CoroutineScheduler.Run, a run that waits is a call that blocks. A method of its own: what a lambda captures is
    // allocated at the method's first line, whether or not it comes to the lambda.
    private void BlockOuterUntilItComes(FrameCore outer, Lane<Nothing> lane, SpinPermit permit) => outer.Block(() =>
    {
        lane.Take(permit, ref _tuner);
        return 0;
    });

    private int BlockOuter(Func<int> wait) => _outer is null ? wait() : _outer.Block(wait);
}

namespace Baton;

/// <summary>What becomes of the baton while a frame's thread waits in code that knows nothing of the scheduler.</summary>
internal static class FrameBlocking
{
    /// <summary>
    /// The frame's own thread: lets <paramref name="wait"/> block it, with the baton or without. The blocking mode of the scheduler
    /// decides, and the place: a region, or a static constructor, keeps the baton. A wait that mode Forbid has not refused keeps the baton.
    /// </summary>
    /// <param name="me">The frame that the thread runs for.</param>
    /// <param name="wait">The wait, which knows nothing of batons. What it throws comes out when the frame has the baton again.</param>
    internal static int Block(this FrameCore me, Func<int> wait)
    {
        if (me.Scheduler.IsClosed)
        {
            return BlockOuter(me, wait); // nobody else is left to run
        }

        bool givesWay = me.Scheduler.Options.Blocking == BlockingMode.Yield && !me.IsSuspensionForbidden
            && !StaticConstruction.IsUnderWay();
        if (!givesWay)
        {
            Telemetry.FrameBlocked(me);
            return BlockOuter(me, wait);
        }

        Telemetry.FrameGaveWay(me);
        me.Seat.Prepare();
        me.MoveTo(FrameState.Blocked, "a blocking call");
        me.Seat.Release();
        me.PassOn();
        try
        {
            return BlockOuter(me, wait);
        }
        finally
        {
            me.Scheduler.Arrive(me);
            me.Seat.Take();
            me.MoveTo(FrameState.Running);
        }
    }

    private static int BlockOuter(FrameCore me, Func<int> wait) => me.Outer is { } outer ? outer.Block(wait) : wait();
}

namespace Baton;

/// <summary>What an ended frame still refers to: result or failure, name and scheduler.</summary>
internal static class FrameRemains
{
    /// <summary>
    /// The thread that ends the frame: forgets all that only a frame that runs or waits needs. Users may keep the frame for long. It must
    /// not keep alive what belongs to others: contexts, scopes, tasks, items.
    /// </summary>
    internal static void ForgetRun(this FrameCore me)
    {
        me.StartContext = null;
        me.Scope = null;
        me.InnermostScope = null;
        me.OutsideWait = null;
        me.TaskWait = null;
        me.Breach = null;
        me.Outer = null;
        me.CallersBody = null;
        me.NoSuspend = null;
        me.Seat.SpareQueueWait = null;
        me.BreakLink();
    }
}


namespace Baton;

/// <summary>How a frame ends that is given up: see <see cref="GivingUp"/>.</summary>
internal static class FrameGivingUp
{
    /// <summary>
    /// Does the frame run on its own thread, with the baton? A run's main function may run on the thread of the run's caller, which waits
    /// on that stack.
    /// </summary>
    internal static bool IsOnOwnThread(this FrameCore me) =>
        me.State == FrameState.Running && me.Worker?.Thread == Thread.CurrentThread && me.Outer is null;

    /// <summary>Is this a run's main function, on the thread of the run's caller? That thread cannot be given up.</summary>
    internal static bool IsOnCallersThread(this FrameCore me) => me.Worker is null;

    /// <summary>
    /// Own thread, with the baton: ends the frame as if the exception came out of its function. Passes the baton for good, and never
    /// returns.
    /// </summary>
    internal static void GiveUp(FrameCore me, Exception exception, string reason)
    {
        GivingUp.Begin();
        me.NoSuspend?.Clear();
        Telemetry.Quarantined(me.Described, reason);
        ThrownFault fault = GivingUp.End(me.InnermostScope, ThrownFault.Capture(exception));
        if (me.IsMain)
        {
            fault = EndRun(me, fault);
        }

        Exception failure = fault.SourceException;
        me.Fault = ThrownFault.Capture(FrameFault.Unwrap(me, failure) ?? failure);
        Worker.DropPendingInterrupt(); // before the pool's gate, which the interrupt could hit
        me.End(isGivenUp: true);
        GivingUp.Park();
    }

    /// <summary>Own thread, when the frame's end is published: returns the worker. A frame that is given up keeps it.</summary>
    internal static void LeaveThread(this FrameCore me, bool isGivenUp)
    {
        if (isGivenUp)
        {
            me.Worker!.Pool.WriteOff(me.Worker, me);
        }
        else if (me.Seat.Left is null) // a thread that has left the frame returns by itself
        {
            me.Worker?.Pool.Return(me.Worker, me);
        }
    }

    private static ThrownFault EndRun(FrameCore me, ThrownFault fault)
    {
        try
        {
            me.Scheduler.RunEnd = null;         // this thread ends the run
            me.Scheduler.IsMainOnPool = false;  // and runs no other frame
            MainFunction.EndRun(me, fault);
            return fault;
        }
        catch (Exception e) // for the code that awaits the run
        {
            return ThrownFault.Capture(e);
        }
    }
}

namespace Baton;

/// <summary>The main function of a run, on the thread of its frame, with the baton.</summary>
internal static class MainFunction
{
    /// <summary>Runs <paramref name="main"/>, waits for all that it started, and closes the scheduler.</summary>
    internal static T Run<T>(FrameCore me, Func<T> main)
    {
        SchedulerCore scheduler = me.Scheduler;
        scheduler.IsUnbegunRun = false;
        scheduler.Failures.IsOfRun = true;
        me.Seat.Prepare(); // for the wait at the end, which must not fail
        T result = default!;
        ThrownFault? fault = null;
        try
        {
            result = TaskResult.Await(main());
        }
        catch (Exception e) // thrown when all other frames have ended
        {
            fault = ThrownFault.Capture(e);
        }

        if (fault is not null || me.Cancellation.IsRequested)
        {
            scheduler.LookAtArrivals(); // frames that were started just now are to be canceled too
            scheduler.CancelAllBut(me);
        }

        do
        {
            JoinAll(scheduler, me);
        }
        while (!scheduler.TryClose());

        List<ThrownFault> unseen;
        try
        {
            unseen = scheduler.Failures.TakeAll();
        }
        finally
        {
            scheduler.TellClosed(); // after the failures were taken, so that a thread that disposes the scheduler finds none
        }

        UnseenFailures.Throw(fault, unseen);
        return result;
    }

    private static void JoinAll(SchedulerCore scheduler, FrameCore me)
    {
        scheduler.LookAtArrivals();
        if (me.Cancellation.IsRequested)
        {
            scheduler.CancelAllBut(me); // the cancellation may have come after main ended, and main cannot act on it any more
        }

        if (scheduler.Live.Count > 1)
        {
            scheduler.Joiner = me;
            me.Join("the end of all other frames");
        }
    }
}

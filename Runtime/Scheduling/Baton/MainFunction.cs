using System.Runtime.ExceptionServices;

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
        T result = default!;
        ExceptionDispatchInfo? fault = null;
        try
        {
            result = TaskResult.Await(main());
        }
        catch (Exception e) // comes out when the others have ended
        {
            fault = ExceptionDispatchInfo.Capture(e);
        }

        if (fault is not null || me.Cancellation.IsRequested)
        {
            scheduler.LookAtArrivals(); // what was started just now is alive too
            scheduler.CancelAllBut(me);
        }

        do
        {
            JoinAll(scheduler, me);
        }
        while (!scheduler.TryClose());

        List<ExceptionDispatchInfo> unseen = scheduler.Failures.TakeAll();
        scheduler.TellClosed(); // a thread that disposes it finds nothing left
        UnseenFailures.Throw(fault, unseen);
        return result;
    }

    private static void JoinAll(SchedulerCore scheduler, FrameCore me)
    {
        scheduler.LookAtArrivals();
        if (me.Cancellation.IsRequested)
        {
            scheduler.CancelAllBut(me); // this may have come just now: main has ended and will not see it any more
        }

        if (scheduler.Live.Count > 1)
        {
            scheduler.Joiner = me;
            me.Join("the end of all other frames");
        }
    }
}

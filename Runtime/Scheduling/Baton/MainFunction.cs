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
        scheduler.Main = me;
        T result = default!;
        ExceptionDispatchInfo? fault = null;
        try
        {
            result = TaskResult.Await(main());
        }
        catch (Exception e) // thrown when all other frames have ended
        {
            fault = ExceptionDispatchInfo.Capture(e);
        }

        End(me, fault);
        return result;
    }

    /// <summary>The main function has ended: waits for all that it started, and closes the scheduler. Throws what is to come out.</summary>
    /// <param name="me">The main frame.</param>
    /// <param name="fault">What the function threw. Null: nothing.</param>
    internal static void End(FrameCore me, ExceptionDispatchInfo? fault)
    {
        SchedulerCore scheduler = me.Scheduler;
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

        List<ExceptionDispatchInfo> unseen = scheduler.Failures.TakeAll();
        scheduler.TellClosed(); // after the failures were taken, so that a thread that disposes the scheduler finds none
        UnseenFailures.Throw(fault, unseen);
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

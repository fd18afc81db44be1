using System.Diagnostics;

namespace Baton;

/// <summary>
/// The main function of a run on the thread of the run's caller, with the baton. That thread goes back to the caller when the run has
/// ended, and cannot be given up before; <see cref="RunEnd"/> is for a main function with a thread to itself.
/// </summary>
[StackTraceHidden]
internal static class MainFunction
{
    private const string Main = "main";

    /// <summary>What a main function waits for that has ended.</summary>
    internal const string Awaited = "the end of all other frames";

    /// <summary>The name of the main frame of a run on pooled threads, of which there may be many. Elsewhere it is "main".</summary>
    internal static string NameOf(Delegate main) => FunctionName.Of(main) is { } name ? $"run {name}" : Main;

    /// <summary>Runs <paramref name="main"/> on the calling thread, as the first frame of a new scheduler.</summary>
    internal static T RunHere<T>(Func<T> main, CoroutineSchedulerOptions? options, CancellationToken token)
    {
        SchedulerCore core = new(options ?? CoroutineSchedulerOptions.Default, isHeld: true) { CalledIn = ScopeSurroundings.NoteHere() };
        FrameCore<T>? frame = null;
        frame = new FrameCore<T>(core, [StackTraceHidden] () => Run(frame!, main), Main);
        core.Add(frame);
        FrameCore? caller = BatonHere.Frame;
        if (caller is not null)
        {
            _ = new CalledRunCancellation(frame, caller, token);
        }
        else
        {
            OutsideToken? around = FrameCore.Current is null ? OutsideToken.Untold : null;
            if (token.CanBeCanceled || around is not null)
            {
                _ = new RunCancellation(frame, token, around);
            }
        }

        caller?.IsFreeAroundCall = false;
        try
        {
            try
            {
                FrameRun.RunOnCallingThread(frame);
            }
            finally // the thread may have left the run, which then goes on without it
            {
                caller?.Cancellation.CalledRun = null;
            }

            if (caller is not null)
            {
                CalledRunCancellation.End(frame, caller);
            }
        }
        finally
        {
            caller?.IsFreeAroundCall = false;
        }

        return frame.Result;
    }

    /// <summary>Runs <paramref name="main"/>, waits for all that it started, and closes the scheduler.</summary>
    internal static T Run<T>(FrameCore me, Func<T> main)
    {
        Begin(me);
        me.Seat.Prepare(); // for the wait at the end, which must not fail
        T result = default!;
        ThrownFault? fault = null;
        try
        {
            me.Scheduler.LookAtArrivals();
            me.Cancellation.ThrowIfPending(); // canceled before it began
            result = TaskResult.Await(main());
        }
        catch (Exception e) // thrown when all other frames have ended
        {
            fault = ThrownFault.Capture(e);
        }

        if (me.Seat.Left is { } left)
        {
            (fault ?? left).Throw();
        }

        EndRun(me, fault);
        return result;
    }

    /// <summary>Main has ended: waits for all that it started, closes the scheduler, and throws all failures.</summary>
    internal static void EndRun(FrameCore me, ThrownFault? fault)
    {
        SchedulerCore scheduler = me.Scheduler;
        CancelOthers(me, hasFailed: fault is not null);
        do
        {
            JoinAll(scheduler, me);
        }
        while (!scheduler.TryClose());

        Driver.Enter(null); // what runs when main's context comes off is outside the scheduler, which is closed
        List<FrameCore> unseen;
        try
        {
            unseen = scheduler.Failures.TakeAll();
        }
        finally
        {
            scheduler.TellClosed(); // after the failures were taken, so that a thread that disposes the scheduler finds none
        }

        UnseenFailures.Combine(fault, unseen)?.Throw(); // first, since a cancellation does not replace a failure
        if (scheduler.RunCancellation?.Cut() is { } cut)
        {
            throw cut;
        }
    }

    /// <summary>Own thread: main begins.</summary>
    internal static void Begin(FrameCore me)
    {
        me.Scheduler.IsUnbegunRun = false;
        me.Scheduler.Failures.IsOfRun = true;
        me.IsMain = true;
    }

    /// <summary>Holder, when main has ended: cancels all other frames if main has failed, or is canceled.</summary>
    internal static void CancelOthers(FrameCore me, bool hasFailed)
    {
        me.Scheduler.LookAtArrivals(); // frames that were started just now are to be canceled too
        if (hasFailed || me.Cancellation.IsRequested)
        {
            me.Scheduler.CancelAllBut(me); // the cancellation may have come after main ended, and main cannot act on it any more
        }
    }

    private static void JoinAll(SchedulerCore scheduler, FrameCore me)
    {
        CancelOthers(me, hasFailed: false);
        while (scheduler.Live.Count > 1)
        {
            if (scheduler.IsMainOnPool && scheduler.Threads.TakeWaiting() is { } frame)
            {
                Serve(me, frame);
            }
            else
            {
                scheduler.Joiner = me;
                me.Join(Awaited);
            }

            CancelOthers(me, hasFailed: false);
        }
    }

    // The caller's thread is one of the pool's, and no other has come for the frame: so the frame runs here, to its end. All threads of the
    // pool may be those of main functions that have ended.
    private static void Serve(FrameCore me, FrameCore frame)
    {
        SchedulerCore scheduler = me.Scheduler;
        frame.Outer = me.Outer;
        frame.Seat.Server = me;
        me.MoveTo(FrameState.Joining, Awaited);
        frame.MoveTo(FrameState.Ready);
        scheduler.Ready.CountTurn();
        if (!FrameRun.TryRunOnJoiner(frame))
        {
            me.Seat.Take(); // the thread that ends the frame hands main's turn on
            me.MoveTo(FrameState.Running);
            return;
        }

        scheduler.Ready.CountTurn();
        me.MoveTo(FrameState.Ready);
        scheduler.NoteHolder(me);
        me.MoveTo(FrameState.Running);
    }
}

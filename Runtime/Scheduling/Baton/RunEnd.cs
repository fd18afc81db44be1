using System.Diagnostics;


namespace Baton;

/// <summary>
/// The end of a run whose main function has a thread of the pool to itself. A main function that ends before its frames gives its thread
/// up, since these frames, or what they wait for, may want that very thread. The holder that finds the last frame ended ends the run.
/// </summary>
/// <param name="main">The run's main frame.</param>
[StackTraceHidden]
internal sealed class RunEnd(FrameCore main)
{
    private ThrownFault? _fault;  // what main threw; null: nothing. Own thread, with the baton
    private bool _hasRun;                   // has main begun? Otherwise it was canceled before. Own thread, with the baton

    private SchedulerCore Scheduler => main.Scheduler;

    /// <summary>Own thread: the function of the main frame. What main throws is kept for the end of the run.</summary>
    internal T Run<T>(Func<T> function)
    {
        _hasRun = true;
        MainFunction.Begin(main);
        try
        {
            return TaskResult.Await(function());
        }
        catch (Exception e) // thrown when all other frames have ended
        {
            _fault = ThrownFault.Capture(e);
            return default!;
        }
    }

    /// <summary>Holder: a frame has ended. The scheduler does not keep main, whose result others may have forgotten.</summary>
    internal void OnEnded(FrameCore frame)
    {
        if (frame == main)
        {
            Scheduler.RunEnd = null;
        }
    }

    /// <summary>Has the main function of the run come to its end, and was this its frame?</summary>
    internal bool IsOf(FrameCore frame) => _hasRun && frame == main;

    /// <summary>Own thread, with the baton, when main has ended: gives the thread back, and passes the baton for good.</summary>
    internal void GiveThreadUp()
    {
        Worker worker = main.Worker!;
        Scheduler.NoteHolder(Thread.CurrentThread);
        MainFunction.CancelOthers(main, hasFailed: _fault is not null);
        Scheduler.BeginJoin(main);
        main.MoveTo(FrameState.Joining, MainFunction.Awaited);
        main.Worker = null;
        Scheduler.Threads.Held--;
        Scheduler.Lease.Release(); // perhaps no other frame will spin on the lease, and release it
        worker.Pool.Return(worker, main);
        Scheduler.PassOn(null);
    }

    /// <summary>Holder, when main is the only frame left: ends the run. False when something has arrived.</summary>
    internal bool TryEnd()
    {
        if (!Scheduler.TryClose())
        {
            MainFunction.CancelOthers(main, hasFailed: false);
            return false;
        }

        Scheduler.Joiner = null;
        main.MoveTo(FrameState.Ready);
        try
        {
            main.Fault = Fault();
        }
        catch (Exception e) // for want of memory
        {
            main.Fault = ThrownFault.Capture(e);
        }

        main.Publish();
        return true;
    }

    private ThrownFault? Fault()
    {
        List<FrameCore> unseen;
        try
        {
            unseen = Scheduler.Failures.TakeAll();
        }
        finally
        {
            Scheduler.TellClosed(); // after the failures were taken, so that a thread that disposes the scheduler finds none
        }

        if (UnseenFailures.Combine(_fault, unseen) is not { } fault)
        {
            return Scheduler.RunCancellation?.Cut() is { } cut ? ThrownFault.Capture(cut) : null;
        }

        return FrameFault.Unwrap(main, fault.SourceException) is { } canceled ? ThrownFault.Capture(canceled) : fault;
    }
}

using System.Runtime.ExceptionServices;

namespace Baton;

// The main frame of a run: its own thread, with the baton.
internal sealed partial class SchedulerCore
{
    /// <summary>Runs <paramref name="main"/>, waits for all that it started, and closes the scheduler.</summary>
    internal T RunMain<T>(FrameCore me, Func<T> main)
    {
        IsUnbegunRun = false;
        _failures.IsOfRun = true;
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

        if (fault is not null || me.IsCancelRequested)
        {
            LookAtArrivals(); // what was started just now is alive too
            CancelAllBut(me);
        }

        do
        {
            JoinAll(me);
        }
        while (!TryClose());

        List<ExceptionDispatchInfo> unseen = _failures.TakeAll();
        TellClosed(); // whoever disposes it finds nothing left
        UnseenFailures.Throw(fault, unseen);
        return result;
    }

    internal void CancelAllBut(FrameCore? me)
    {
        foreach (FrameCore frame in _live.Where(frame => frame != me).ToArray())
        {
            frame.CancelUnderBaton();
        }
    }

    private void JoinAll(FrameCore me)
    {
        LookAtArrivals();
        if (me.IsCancelRequested)
        {
            CancelAllBut(me); // this may have come just now: main has ended and will not see it any more
        }

        if (_live.Count > 1)
        {
            _joiner = me;
            me.Join("the end of all other frames");
        }
    }
}

using System.Diagnostics;

namespace Baton;

/// <summary>
/// How a scope ends whose block ends in a run inside a frame, while that frame keeps the baton of the scope's scheduler: the block was
/// opened in a coroutine there. Nobody could take word of the end before the run has ended. So the run's frame, which has what that baton
/// guards to itself, ends the block in the holder's place.
/// </summary>
[StackTraceHidden]
internal static class ScopeEndInside
{
    /// <summary>The block's own thread, which runs for <paramref name="me"/>, of another scheduler than the scope's.</summary>
    /// <param name="scope">Its block has ended.</param>
    /// <param name="fault">What the block threw. Null: nothing.</param>
    /// <param name="me">Has the baton of the run.</param>
    /// <returns>False: the baton of the scope's scheduler is not kept here, and nothing was done.</returns>
    internal static bool TryFinish(ScopeCore scope, ThrownFault? fault, FrameCore me)
    {
        if (RunInside.FindKeeper(me, scope.Scheduler!) is not { } keeper)
        {
            return false;
        }

        SchedulerCore scheduler = keeper.Scheduler;
        object? holder = scheduler.NotedHolder;
        scheduler.NoteHolder(Thread.CurrentThread);
        try
        {
            End(scope, fault, me, keeper);
        }
        finally
        {
            scope.MoveTo(ScopeState.Over);
            scheduler.NoteHolder(holder);
        }

        return true;
    }

    private static void End(ScopeCore scope, ThrownFault? fault, FrameCore me, FrameCore keeper)
    {
        if (!keeper.Seat.IsBeginningWait)
        {
            keeper.Scheduler.LookAtArrivals(); // what came before the end of the block goes before
        }

        scope.EndBlock(fault, null);
        scope.Cancellation.EndFollowing();
        if (scope.Children.Count > 0)
        {
            scope.Failures.Add(ThrownFault.Capture(RunInside.NewDeadlock(me, scope, keeper)));
            scope.Cancellation.Cancel(); // the functions can end only when the run has ended
        }
    }
}

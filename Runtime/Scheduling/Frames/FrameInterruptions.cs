namespace Baton;

/// <summary>How the wait of a frame is ended from outside. Called by the holder of the baton.</summary>
internal static class FrameInterruptions
{
    /// <summary>
    /// Holder: something is to be thrown where the frame waits, if it waits; otherwise it is thrown at its next suspension point.
    /// </summary>
    internal static void StopWaiting(this FrameCore me)
    {
        me.AssertHolder();
        switch (me.State)
        {
            case FrameState.AwaitingFrame:
                me.LeaveAwaited();
                me.Scheduler.MakeReady(me);
                break;
            case FrameState.AwaitingOutside:
                if (me.OutsideWait!.TryWithdraw())
                {
                    if (me.OutsideWait == me.TaskWait)
                    {
                        me.TaskWait = null; // the end of the task may be on its way here
                    }

                    me.Scheduler.MakeReady(me);
                }

                break;
            case FrameState.Joining when me.WaitsFor is ScopeCore scope:
                scope.Cancellation.Cancel();
                break;
            case FrameState.Blocked when me.WaitsFor is ScopeCore scope:
                scope.Cancellation.CancelFromElsewhere();
                break;
            case FrameState.Joining:
                me.Scheduler.CancelAllBut(me);
                break;
            default:
                break; // seen when it runs or waits next
        }
    }

    /// <summary>
    /// Holder: a frame, or a scope whose block runs, is canceled, and takes along what was started in scopes that are open inside,
    /// innermost first. That need not wait for the blocks to unwind: one of them may wait in its clean-up for those very functions.
    /// </summary>
    /// <param name="innermost">The innermost scope on the stack; null: none.</param>
    /// <param name="before">Scopes that were opened at this moment or later are clean-up, and stay.</param>
    /// <param name="cascade">Takes them along.</param>
    /// <param name="canceled">The scope that is canceled; null: the frame is.</param>
    internal static void TakeAlong(this ScopeCore? innermost, long before, CancellationCascade cascade, ScopeCore? canceled = null)
    {
        for (ScopeCore? scope = innermost; scope is not null && scope != canceled; scope = scope.Around)
        {
            if (scope.OpenedAt < before && scope.Scheduler == (canceled ?? innermost)!.Scheduler)
            {
                cascade.Add(scope.Cancellation);
            }
        }
    }

    /// <summary>Holder: breaks a wait for another frame, or for the end of a scope, with a failure.</summary>
    internal static void Break(this FrameCore me, Exception failure)
    {
        me.AssertHolder();
        me.Breach = failure;
        me.LeaveAwaited();
        me.Scheduler.MakeReady(me);
    }

    private static void LeaveAwaited(this FrameCore me)
    {
        if (me.WaitsFor is FrameCore awaited)
        {
            awaited.RemoveAwaiter(me);
        }
        else if (me.WaitsFor is ScopeCore scope)
        {
            scope.ForgetJoiner();
        }
    }
}

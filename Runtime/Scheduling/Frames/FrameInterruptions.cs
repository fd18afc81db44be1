namespace Baton;

/// <summary>How other code ends the wait of a frame. Holder of the baton only.</summary>
internal static class FrameInterruptions
{
    /// <summary>
    /// Holder: ends the frame's wait, so that something can be thrown there. A frame that does not wait throws it at its next suspension
    /// point.
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
            case FrameState.AwaitingOutside or FrameState.AwaitingPool:
                if (me.OutsideWait!.TryWithdraw())
                {
                    if (me.OutsideWait == me.TaskWait)
                    {
                        me.TaskWait = null; // the arrival of the task's end may be on its way, and must find another wait
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
                break; // the frame learns of it when it runs or waits next
        }
    }

    /// <summary>
    /// Holder: a canceled frame, or a canceled scope whose block runs, takes along the functions of the scopes that are open inside it,
    /// innermost first. The functions are canceled before the blocks unwind: a block may wait in its clean-up for those very functions.
    /// </summary>
    /// <param name="innermost">The innermost scope on the stack. Null: none.</param>
    /// <param name="before">Scopes that were opened at this moment or later belong to clean-up, and are spared.</param>
    /// <param name="cascade">Cancels the scopes.</param>
    /// <param name="canceled">The scope that is canceled. Null: the frame is canceled.</param>
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

    /// <summary>Holder: breaks a wait for another frame, for the end of a scope, or for the pool, with a failure.</summary>
    internal static void Break(this FrameCore me, Exception failure)
    {
        me.AssertHolder();
        me.Breach = failure;
        if (me.State == FrameState.AwaitingPool)
        {
            me.StopWaiting();
        }
        else
        {
            me.LeaveAwaited();
            me.Scheduler.MakeReady(me);
        }
    }

    private static void LeaveAwaited(this FrameCore me)
    {
        if (me.WaitsFor is FrameCore awaited)
        {
            awaited.Awaiters.Remove(me);
        }
        else if (me.WaitsFor is FirstOfFrames frames)
        {
            frames.Remove(me);
        }
        else if (me.WaitsFor is ScopeCore scope)
        {
            scope.ForgetJoiner();
        }
    }
}

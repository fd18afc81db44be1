using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>
/// How a scope ends: by its block's end, or by its block, which goes on. Called by the block's own thread, unless said otherwise.
/// </summary>
internal static class ScopeEnd
{
    /// <summary>
    /// The block's own thread, which goes on: ends the functions and waits for that. Failures come out at the end of the block.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// In a <see cref="Coroutine.NoSuspend"/> region, with something to wait for. Nothing was canceled.
    /// </exception>
    internal static void DisposeInBlock(this ScopeCore scope, FrameCore me)
    {
        if (scope.Children.Count > 0)
        {
            me.EnterSuspension();
        }

        scope.Cancellation.CancelFunctions();
        Join(scope, me);
        scope.MoveTo(ScopeState.Disposed);
    }

    /// <summary>
    /// Outside every scheduler: cancels. If the block asks, nothing new is started; not so while a function runs, for then it is that
    /// which asks.
    /// </summary>
    internal static void CancelOutside(this ScopeCore scope, bool byBlock)
    {
        lock (scope.Gate)
        {
            scope.Cancellation.Cancel();
            if (byBlock && scope.Children.Count == 0 && scope.State == ScopeState.Open)
            {
                scope.MoveTo(ScopeState.Disposed);
            }
        }
    }

    /// <summary>The block's own thread, when the block has ended: waits for all, and throws what is to come out.</summary>
    internal static void Finish(this ScopeCore scope, ExceptionDispatchInfo? fault)
    {
        FrameCore? me = FrameCore.Current;
        if (scope.Home is not null)
        {
            scope.Home.OpenBlock = scope.Around; // from here on it does not suspend to its resumer
        }

        if (scope.Scheduler is null)
        {
            Uninterrupted.Run(static end => FinishOutside(end.scope, end.fault), (scope, fault));
        }
        else if (me?.Scheduler == scope.Scheduler)
        {
            EndBlock(scope, fault ?? RefusalToWait(scope, me), me);
            Join(scope, me);
            scope.MoveTo(ScopeState.Over);
            if (scope.Home is null)
            {
                scope.Cancellation.EndFollowing();
                me.InnermostScope = scope.Around;
            }
        }
        else
        {
            FinishElsewhere(scope, fault, me);
            me = null; // a frame of another scheduler: its own cancellation appears at its next suspension point there
        }

        if (scope.Failures.HasAny)
        {
            scope.Failures.Throw(); // whatever the block was told before: a failure is not replaced by a cancellation
        }

        if (fault is not null && scope.Cancellation.IsCanceled && ScopeFault.Unwrap(scope, fault.SourceException) is { } unwrapped)
        {
            throw unwrapped;
        }

        fault?.Throw();
        me?.Scheduler.LookAtArrivals(); // with nothing to wait for, nobody has looked
        me?.Cancellation.ThrowIfPending();
    }

    // In a region of NoSuspend that the block has left open: that is a failure, but nothing outlives its scope.
    private static ExceptionDispatchInfo? RefusalToWait(ScopeCore scope, FrameCore me)
    {
        if (scope.Children.Count == 0)
        {
            return null;
        }

        try
        {
            me.EnterSuspension();
            return null;
        }
        catch (InvalidOperationException e)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }

    private static void FinishOutside(ScopeCore scope, ExceptionDispatchInfo? fault)
    {
        lock (scope.Gate)
        {
            if (scope.IsBlockRunning)
            {
                EndBlock(scope, fault, null);
            }

            while (scope.Children.Count > 0)
            {
                Monitor.Wait(scope.Gate);
            }

            if (scope.State != ScopeState.Over)
            {
                scope.MoveTo(ScopeState.Over);
            }
        }
    }

    // me: a frame of another scheduler, or none.
    private static void FinishElsewhere(ScopeCore scope, ExceptionDispatchInfo? fault, FrameCore? me)
    {
        TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
        scope.Scheduler!.Arrive(new BlockEnd(scope, fault, drained));
        if (me is null)
        {
            Uninterrupted.Run(static task => task.Wait(), drained.Task);
        }
        else
        {
            me.Outlast(drained.Task, scope);
        }
    }

    private static void EndBlock(ScopeCore scope, ExceptionDispatchInfo? fault, FrameCore? frame)
    {
        if (scope.Scheduler is { IsClosed: false })
        {
            scope.Scheduler.BlockCancellations.Remove(scope.Cancellation);
        }

        if (scope.State == ScopeState.Open)
        {
            scope.MoveTo(ScopeState.Draining);
        }

        if (fault is not null)
        {
            if (!ScopeFault.IsCancellation(scope, fault.SourceException, frame))
            {
                scope.Failures.Add(fault);
            }

            scope.Cancellation.Cancel();
        }
    }

    private static void Join(ScopeCore scope, FrameCore me)
    {
        while (scope.Children.Count > 0) // others may have started more before its turn came
        {
            if (me.Cancellation.IsAnyPending)
            {
                scope.Cancellation.Cancel(); // what is pending is thrown when all have ended: so they must
                if (scope.Children.Count == 0)
                {
                    return; // those that had no thread yet have ended by it
                }
            }

            scope.Joiner = me;
            if (me.Join(scope) is { } deadlock)
            {
                scope.Failures.Add(ExceptionDispatchInfo.Capture(deadlock));
                scope.Cancellation.Cancel();
                return; // they wait for this to go on, so they can only end when it has
            }
        }
    }

    /// <summary>A block that ends on a thread that has not the baton: its coroutine was resumed, or is unwound, elsewhere.</summary>
    private sealed class BlockEnd(ScopeCore scope, ExceptionDispatchInfo? fault, TaskCompletionSource drained) : IArrival
    {
        public IArrival? Earlier { get; set; }

        public void Accept(SchedulerCore scheduler)
        {
            EndBlock(scope, fault, null);
            scope.Drained = drained;
            scope.EndIfDrained();
        }

        // No frame is left, and nobody will ever have the baton: what belongs to its holder belongs to the block's thread.
        public void Refuse(SchedulerCore scheduler) => Accept(scheduler);
    }
}

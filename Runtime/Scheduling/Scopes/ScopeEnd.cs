using System.Diagnostics;
using Baton.Testing;

namespace Baton;

/// <summary>
/// How a scope ends: the block ends, or the block disposes the scope and goes on. The block's own thread calls these methods, unless a note
/// names another.
/// </summary>
[StackTraceHidden]
internal static class ScopeEnd
{
    private static readonly Action<Task> s_await = LookingWait.For; // made before a scope is

    /// <summary>
    /// The block disposes the scope, and goes on: cancels the functions and waits for their end. Failures come out at the end of the block.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The block is in a <see cref="Coroutine.NoSuspend"/> region, and functions have not ended. Nothing was canceled.
    /// </exception>
    internal static void DisposeInBlock(this ScopeCore scope, FrameCore me)
    {
        if (scope.Children.Count > 0)
        {
            me.EnterSuspension();
        }

        me.Scheduler.LookAtArrivals(); // a cancellation that has come by now is not this one
        scope.Cancellation.CancelFunctions();
        Join(scope, me);
        scope.MoveTo(ScopeState.Disposed);
    }

    /// <summary>The block has ended: waits for all functions, and throws what is to come out of the scope.</summary>
    internal static void Finish(this ScopeCore scope, ThrownFault? fault)
    {
        ControlledThread.Before(OperationKind.Scope, scope);
        FrameCore? me = FrameCore.Current;
        scope.Home?.OpenBlock = scope.Around; // from here on the coroutine does not suspend to its resumer
        scope.Flow.Leave(scope);
        if (scope.Left is { } left)
        {
            (fault ?? left).Throw(); // the thread has left the frame, and another ends it
        }

        if (scope.Scheduler is null)
        {
            CancellationTokenRegistration registration = CancelOutsideWithToken(scope);
            ScopeEndOutside.Finish(scope, fault);
            TokenFiring.Unlink(registration);
        }
        else if (me?.Scheduler == scope.Scheduler)
        {
            EndBlock(scope, fault ?? RefusalToWait(scope, me), me);
            Join(scope, me);
            scope.MoveTo(ScopeState.Over);
            scope.Cancellation.EndFollowing();
            if (scope.Home is null)
            {
                me.InnermostScope = scope.Around;
            }
        }
        else
        {
            if (me is null || !ScopeEndInside.TryFinish(scope, fault, me))
            {
                FinishElsewhere(scope, fault, me);
            }

            me = null; // the frame is another scheduler's, and meets its own cancellation at its next suspension point
        }

        if (scope.Failures.HasAny)
        {
            scope.Failures.Throw(); // first, since a cancellation does not replace a failure
        }

        if (fault is { } thrown && scope.Cancellation.IsCanceled && ScopeFault.Unwrap(scope, thrown.SourceException, me) is { } unwrapped)
        {
            ReplacedTeller.Note(scope, thrown.SourceException, unwrapped);
            throw unwrapped;
        }

        fault?.Throw();
        me?.Scheduler.LookAtArrivals(); // no wait may have looked
        me?.Cancellation.ThrowIfPending();
        scope.Cancellation.Limit?.ThrowIfPendingOutside();
    }

    /// <summary>The block's stack is given up: as <see cref="Finish"/>.</summary>
    /// <returns>What comes out of the scope.</returns>
    internal static ThrownFault FinishGivenUp(this ScopeCore scope, ThrownFault fault)
    {
        if (scope.State is ScopeState.Draining or ScopeState.Over)
        {
            return fault; // the exception has come out of the scope's end
        }

        try
        {
            scope.Finish(fault);
        }
        catch (Exception e) // for the block around it, or for the code that awaits the frame
        {
            fault = ThrownFault.Capture(e);
        }

        return scope.Cancellation.Limit?.EndGivenUp(fault) ?? fault;
    }

    // The failure of a block that ends in an open NoSuspend region while functions are left. Null: none. The scope waits for the functions
    // all the same.
    private static ThrownFault? RefusalToWait(ScopeCore scope, FrameCore me)
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
            return ThrownFault.Capture(e);
        }
    }

    // While functions run on other threads, the token that ends waits here cancels them. Without memory they meet it by themselves. The
    // block waits for their end in any case.
    private static CancellationTokenRegistration CancelOutsideWithToken(ScopeCore scope)
    {
        if (scope.Children.Count == 0 || OutsideToken.Untold is not { } outside)
        {
            return default;
        }

        try
        {
            return Uninterrupted.Register(static (scope, _) => ScopeEndOutside.CancelByToken((ScopeCore)scope!), scope, outside.Token);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return default;
        }
    }

    private static void AwaitUnderControl(ControlledThread thread, DrainedScope end) =>
        thread.Await("the functions of a scope", () => end.Task.IsCompleted, mayThrow: false, Timeout.InfiniteTimeSpan);

    // Ends the scope on a thread without its scheduler's baton. me: a frame of another scheduler, or none.
    private static void FinishElsewhere(ScopeCore scope, ThrownFault? fault, FrameCore? me)
    {
        DrainedScope end = scope.EndElsewhere!;
        end.Begin(fault, me);
        scope.Scheduler!.Arrive(end);
        if (me is null && ControlledThread.Current is { } thread)
        {
            AwaitUnderControl(thread, end);
        }
        else if (me is null)
        {
            NoMemory.Insist(s_await, end.Task);
        }
        else
        {
            me.Outlast(end, scope);
        }
    }

    /// <summary>Holder: the block has ended on a thread without the baton, which waits for <paramref name="end"/>.</summary>
    internal static void EndBlockElsewhere(this ScopeCore scope, DrainedScope end)
    {
        EndBlock(scope, end.Fault, null);
        scope.Cancellation.EndFollowing();
        scope.BeginDrain(end);
        scope.EndIfDrained();
    }

    /// <summary>Holder; outside every scheduler, under the gate: the block ends.</summary>
    internal static void EndBlock(this ScopeCore scope, ThrownFault? fault, FrameCore? frame)
    {
        if (scope.Scheduler is { IsClosed: false })
        {
            scope.Scheduler.BlockCancellations.Remove(scope.Cancellation.Block);
        }

        if (scope.State == ScopeState.Open)
        {
            scope.MoveTo(ScopeState.Draining);
        }

        if (scope.Rules.IsLimit)
        {
            frame?.Scheduler.LookAtArrivals(); // the word of a token that has fired may have come
            if (!scope.Cancellation.IsCanceled && !scope.TryLetGo(frame is null ? null : OpenBlocks.LimitOf(frame)))
            {
                scope.Cancellation.Cancel();
            }
        }

        if (fault is { } thrown)
        {
            if (!ScopeFault.IsCancellation(scope, thrown.SourceException, frame))
            {
                scope.Failures.Add(thrown);
            }

            scope.Cancellation.Cancel();
        }
    }

    private static void Join(ScopeCore scope, FrameCore me)
    {
        while (scope.Children.Count > 0) // again, since other frames may have started functions before this frame's turn came
        {
            if (me.Cancellation.IsAnyPending && !scope.Cancellation.IsCanceled)
            {
                scope.Cancellation.Cancel(); // the pending cancellation is thrown when all functions have ended, so they must end
                if (scope.Children.Count == 0)
                {
                    return; // functions without a thread have ended at once
                }
            }

            scope.BeginJoin(me);
            if (me.Join(scope) is { } deadlock)
            {
                scope.Failures.Add(ThrownFault.Capture(deadlock));
                scope.Cancellation.Cancel();
                return; // the functions wait for this frame, and can end only when it has gone on
            }
        }
    }
}

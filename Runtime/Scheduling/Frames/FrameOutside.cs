using System.Diagnostics;

namespace Baton;

/// <summary>
/// Frames that have ended before other code sees them: frames of functions that are called outside every scheduler, or that never run.
/// </summary>
[StackTraceHidden]
internal static class FrameOutside
{
    // A scheduler that never runs anything, for frames that have ended.
    private static readonly SchedulerCore s_nowhere = SchedulerCore.CreateClosed();

    /// <summary>Runs the function to its end on the calling thread.</summary>
    internal static FrameCore<T> Run<T>(Func<T> function, string? name, ScopeCore? scope, CancellationToken token)
    {
        Func<T> limited = token.CanBeCanceled ? [StackTraceHidden] () => Coroutine.WithCancellation(token, function) : function;
        FrameCore<T> frame = new(s_nowhere, limited, name) { Scope = scope };
        GivenToken.Give(frame, scope, token);
        _ = frame.Handle; // the caller gets it: nothing is to fail for want of memory once the function has run
        FrameRun.RunOutside(frame);
        return frame;
    }

    /// <summary>A function of a scope that is canceled: it never runs.</summary>
    internal static FrameCore<T> Cut<T>(Func<T> function, string? name, ScopeCore scope)
    {
        scope.HasCut = true;
        return Canceled(function, name, "its scope is canceled", scope.Cancellation.OwnToken);
    }

    internal static FrameCore<T> Canceled<T>(Func<T> function, string? name, string why, CancellationToken token)
    {
        FrameCore<T> frame = new(s_nowhere, function, name);
        frame.Cancellation.Ask(); // so that a frame that awaits it, and is canceled with the scope, is told once
        frame.EndOutside(new OperationCanceledException($"{frame} was not begun: {why}.", token));
        return frame;
    }
}

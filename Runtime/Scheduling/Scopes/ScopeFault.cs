namespace Baton;

/// <summary>
/// What a scope's block ended with: a failure, or a cancellation. As with functions: what was told to stop, and stops by that, has not
/// failed.
/// </summary>
internal static class ScopeFault
{
    /// <param name="scope">The scope.</param>
    /// <param name="exception">What the block threw.</param>
    /// <param name="frame">The frame that ran the block to its end; null: none of the scope's scheduler.</param>
    internal static bool IsCancellation(ScopeCore scope, Exception exception, FrameCore? frame) =>
        exception is CoroutineCanceledException // the coroutine that the block is in is being unwound
        || (scope.Home is { } home && UnwindSignal.Is(exception, home.Id))
        || (exception is OperationCanceledException canceled && (scope.Cancellation.IsTokenFired
            || frame?.Cancellation.IsWhatWasTold(canceled) == true))
        || FindWrapped(scope, exception, frame) is not null;

    /// <summary>The scope's cancellation, if a library has wrapped that in an exception of its own; null: no.</summary>
    internal static OperationCanceledException? Unwrap(ScopeCore scope, Exception wrapper) =>
        wrapper is not OperationCanceledException && FindWrapped(scope, wrapper, null) is { } wrapped
            ? new OperationCanceledException("The scope was canceled.", wrapper,
                scope.Cancellation.BlocksToken ?? wrapped.CancellationToken)
            : null;

    private static OperationCanceledException? FindWrapped(ScopeCore scope, Exception exception, FrameCore? frame) =>
        WrappedCancellation.Find(
        exception,
        (scope, frame),
        static (canceled, asked) => asked.scope.Cancellation.Identifies(canceled) || (asked.frame is not null
            && FrameFault.Identifies(asked.frame, canceled)));
}

namespace Baton;

/// <summary>
/// Decides whether a scope's block ended with a failure, or with a cancellation. As with functions, code that was told to stop, and ends by
/// that cancellation, has not failed.
/// </summary>
internal static class ScopeFault
{
    /// <param name="scope">The scope.</param>
    /// <param name="exception">What the block threw.</param>
    /// <param name="frame">The frame of the scope's scheduler that ran the block to its end. Null: none did.</param>
    internal static bool IsCancellation(ScopeCore scope, Exception exception, FrameCore? frame)
    {
        try
        {
            return Is(scope, exception, frame);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return false; // so it is not lost
        }
    }

    private static bool Is(ScopeCore scope, Exception exception, FrameCore? frame) =>
        exception is CoroutineCanceledException // the block's coroutine is being unwound
        || (scope.Home is { } home && UnwindSignal.Is(exception, home.Id))
        || (exception is OperationCanceledException canceled && (scope.Cancellation.IsTokenFired
            || frame?.Cancellation.IsWhatWasTold(canceled) == true))
        || FindWrapped(scope, exception, frame) is not null;

    /// <summary>
    /// The scope's cancellation, if a library has wrapped it in an exception of its own; or if the exception names a token that has fired
    /// with the scope's. Otherwise null.
    /// </summary>
    internal static OperationCanceledException? Unwrap(ScopeCore scope, Exception wrapper, FrameCore? frame) =>
        wrapper is OperationCanceledException { CancellationToken: var named } ? Rename(scope, wrapper, named)
        : FindWrapped(scope, wrapper, frame) is { } wrapped
            ? new OperationCanceledException("The scope was canceled.", wrapper,
                scope.Cancellation.BlocksToken ?? wrapped.CancellationToken)
            : null;

    // After Cancel the exception names the scope's own token. For a limit or a token that was given another exception comes out.
    private static OperationCanceledException? Rename(ScopeCore scope, Exception canceled, CancellationToken named)
    {
        CancellationToken own = scope.Cancellation.OwnToken;
        return named != own && own.IsCancellationRequested && scope.Cancellation.Limit?.Reason is null
            && CausedSource.RootOf(named) == own && !scope.Rules.IsLimit
            ? new OperationCanceledException("The scope was canceled.", canceled, own)
            : null;
    }

    private static OperationCanceledException? FindWrapped(ScopeCore scope, Exception exception, FrameCore? frame) =>
        WrappedCancellation.Find(
        exception,
        (scope, frame),
        static (canceled, asked) => Identifies(asked.scope.Cancellation, canceled) || (asked.frame is not null
            && FrameFault.Identifies(asked.frame, canceled)));

    // The block's own thread: is this the cancellation of the scope, whatever it comes out of?
    private static bool Identifies(ScopeCancellation cancellation, OperationCanceledException canceled) => cancellation.IsTokenFired
        && (!canceled.CancellationToken.CanBeCanceled
            || cancellation.IsTokenOf(canceled.CancellationToken)
            || cancellation.IsWhatWasTold(canceled)
            // It may name the token of a block inside.
            || CausedSource.RootOf(canceled.CancellationToken) == CancellationRoot.Of(cancellation.Scope)
            // Code may have linked this token with the scope's. A token of the library's, such as a limit's inside, has its root.
            || (!cancellation.HasBlockBeenTold && canceled.CancellationToken.IsCancellationRequested
                && CausedSource.Of(canceled.CancellationToken) is null));
}

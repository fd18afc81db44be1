namespace Baton;

/// <summary>The blocks of scopes that a frame runs now: those on its own stack, and those of the coroutine whose body runs for it. Its own thread.</summary>
internal static class OpenBlocks
{
    /// <summary>The innermost scope that can still cancel its block; null: none.</summary>
    internal static ScopeCore? Innermost(FrameCore frame)
    {
        ScopeCore? scope = First(frame, out bool isInCoroutine);
        while (scope is not null && (scope.IsOver || scope.Scheduler != frame.Scheduler))
        {
            scope = Next(frame, scope, ref isInCoroutine);
        }

        return scope;
    }

    /// <summary>The block of the scope with that token; null: none.</summary>
    internal static ScopeCancellation? FindByToken(FrameCore frame, CancellationToken token)
    {
        ScopeCore? scope = First(frame, out bool isInCoroutine);
        while (scope is not null && !scope.Cancellation.IsTokenOf(token))
        {
            scope = Next(frame, scope, ref isInCoroutine);
        }

        return scope is { IsOver: false } && scope.Scheduler == frame.Scheduler ? scope.Cancellation : null;
    }

    /// <summary>Has the token of any of them fired?</summary>
    internal static bool HasFired(FrameCore frame)
    {
        ScopeCore? scope = First(frame, out bool isInCoroutine);
        while (scope is not null && !scope.Cancellation.IsTokenFired)
        {
            scope = Next(frame, scope, ref isInCoroutine);
        }

        return scope is not null;
    }

    private static ScopeCore? First(FrameCore frame, out bool isInCoroutine)
    {
        ScopeCore? inCoroutine = CoroutineCore.Current?.OpenBlock as ScopeCore;
        isInCoroutine = inCoroutine is not null;
        return inCoroutine ?? frame.InnermostScope;
    }

    private static ScopeCore? Next(FrameCore frame, ScopeCore scope, ref bool isInCoroutine)
    {
        ScopeCore? next = scope.Around;
        if (next is null && isInCoroutine)
        {
            isInCoroutine = false;
            next = frame.InnermostScope;
        }

        return next;
    }
}

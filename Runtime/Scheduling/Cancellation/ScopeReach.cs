namespace Baton;

/// <summary>Whom the cancellation of a scope reaches besides its functions. Holder of the baton only. Does not fail.</summary>
internal static class ScopeReach
{
    /// <summary>
    /// Takes along the scopes on the block's stack. A block in a coroutine has the coroutine's stack: the scopes around the call that
    /// resumes it do not count.
    /// </summary>
    internal static void TakeInnerAlong(this ScopeCore scope, long before, CancellationCascade cascade) =>
        scope.InnermostOfBlock().TakeAlong(before, cascade, scope);

    /// <summary>The innermost scope on the block's stack. Null: none.</summary>
    internal static ScopeCore? InnermostOfBlock(this ScopeCore scope) =>
        scope.Home is null ? scope.Owner?.InnermostScope : scope.Home.OpenBlock as ScopeCore;

    /// <summary>
    /// Makes the block's frame and the functions wait for the callbacks. Each of these frames may have given the scope's token to what it
    /// waits for.
    /// </summary>
    internal static void LeaveAfter(this ScopeCore scope, Task callbacks)
    {
        if (scope.IsBlockRunning && scope.BlockRunner is { } runner && runner.Scheduler == scope.Scheduler)
        {
            runner.Cancellation.Callbacks.Add(callbacks);
        }

        foreach (FrameCore child in scope.Functions)
        {
            child.Cancellation.Callbacks.Add(callbacks);
        }
    }
}

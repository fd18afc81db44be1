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

    /// <summary>The block's own thread, told now: as <see cref="TakeInnerAlong"/>, and the bodies that run for the block.</summary>
    internal static void TakeAllInnerAlong(this ScopeCore scope)
    {
        scope.TakeInnerAlong(long.MaxValue, scope.Scheduler!.Cascade);
        FrameCore.Current?.TakeBodiesAlong(scope.Home);
    }

    /// <summary>A frame is told now: takes along the scopes on its stack, and in the bodies that run for it.</summary>
    internal static void TakeAllAlong(this FrameCore frame)
    {
        frame.InnermostScope.TakeAlong(long.MaxValue, frame.Scheduler.Cascade);
        frame.TakeBodiesAlong(home: null);
    }

    /// <summary>
    /// A frame is told now, or a block of its: takes along the scopes that are open in the bodies which run for what is canceled. The code
    /// in their blocks is told by that.
    /// </summary>
    /// <param name="frame">The frame. If it is not the calling thread's, it has not begun, and no body runs for it.</param>
    /// <param name="home">The coroutine whose body is canceled, with those that it has resumed. Null: all are.</param>
    internal static void TakeBodiesAlong(this FrameCore frame, CoroutineCore? home)
    {
        CoroutineCore? body = frame == FrameCore.Current ? CoroutineCore.Current : null;
        for (; body is not null && body != home; body = body.Resumer.Parent)
        {
            ScopeCore? open = body.OpenBlock as ScopeCore;
            while (open is not null && open.Scheduler != frame.Scheduler)
            {
                open = open.Around; // opened while another ran the body
            }

            open.TakeAlong(long.MaxValue, frame.Scheduler.Cascade);
            for (; open is not null; open = open.Around)
            {
                open.WasToldAround |= open.Scheduler == frame.Scheduler;
            }
        }
    }

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

namespace Baton;

/// <summary>What becomes of the functions of a limit whose block ends in time. Holder of the baton only.</summary>
internal static class LimitEnd
{
    private static readonly Action<(FrameCore Function, ScopeCore Limit)> s_enter =
        static link => link.Function.Cancellation.EnterScope(link.Limit);

    /// <summary>
    /// The functions go on by themselves, or with the next limit: they belong to it as if the code around the block had started them.
    /// </summary>
    /// <param name="scope">The scope of the block.</param>
    /// <param name="next">The innermost limit around the block that takes what starts. Null: there is none.</param>
    /// <returns>False: the scope's token has fired, and they are to be canceled.</returns>
    internal static bool TryLetGo(this ScopeCore scope, ScopeCore? next)
    {
        scope.AssertMayTouch();
        FrameCore[] all = next is null ? [] : [.. scope.Functions]; // before anything changes
        next?.Functions.EnsureCapacity(next.Functions.Count + all.Length);
        foreach (FrameCore function in scope.Functions)
        {
            function.Cancellation.LeaveScope();
        }

        if (scope.Cancellation.IsTokenFired)
        {
            return false;
        }

        foreach (FrameCore function in scope.Functions)
        {
            function.Scope = next;
            next?.Functions.Add(function);
        }

        scope.Functions.Clear();
        foreach (FrameCore function in all)
        {
            Follow(function, next!);
        }

        return true;
    }

    // The scope ends, whether there is memory or not: the step is repeated until there is.
    private static void Follow(FrameCore function, ScopeCore limit)
    {
        NoMemory.Insist(s_enter, (function, limit));
        if (limit.Cancellation.IsCanceled)
        {
            limit.Scheduler!.Cascade.Add(function.Cancellation);
        }
    }
}

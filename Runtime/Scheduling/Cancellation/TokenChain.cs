namespace Baton;

/// <summary>
/// The tokens that can cancel a frame: the tokens of the frame, of the run, and of all scopes and frames around the frame.
/// </summary>
internal static class TokenChain
{
    /// <summary>The frame's own thread: can this token cancel the frame?</summary>
    internal static bool IsOf(FrameCore frame, CancellationToken token)
    {
        if (!token.CanBeCanceled)
        {
            return false;
        }

        if (!frame.IsLate && frame.Scheduler.IsTokenOfAll(token))
        {
            return true;
        }

        // No recursion, since users nest scopes as deep as they like.
        for (FrameCore? next = frame; next is not null; next = next.Scope?.Owner)
        {
            if (next.Cancellation.IsTokenOf(token))
            {
                return true;
            }

            for (ScopeCore? scope = next.Scope; scope is not null; scope = scope.Around)
            {
                if (scope.Cancellation.IsTokenOf(token))
                {
                    return true;
                }
            }
        }

        return false;
    }
}

namespace Baton;

/// <summary>
/// Decides what a scope's token follows. The block's own thread decides when it opens the scope. Clean-up may open scopes, and a
/// cancellation that the code was told of before must not reach into them.
/// </summary>
internal static class FollowedToken
{
    /// <summary>
    /// The nearest open scope around the opened one whose block was told of no cancellation. If there is none: the frame, if it was told of
    /// none. A block in a coroutine has no frame of its own, and follows no frame. In a disposal, what is held back counts as told. Null:
    /// none.
    /// </summary>
    internal static ITokenFollower? Of(ScopeCore opened)
    {
        if (opened.Owner is null)
        {
            return null;
        }

        for (ScopeCore? scope = opened.Around; scope is not null; scope = scope.Around)
        {
            if (!scope.IsOver && !OpenBlocks.IsPast(scope, opened.Owner))
            {
                return scope.Cancellation;
            }
        }

        FrameCancellation frame = opened.Owner.Cancellation;
        return opened.Home is null && frame.ToldAt == 0 && !frame.Hold.IsForDisposal ? frame : null;
    }
}
